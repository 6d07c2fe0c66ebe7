import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isTooLongToGuess } from './auth/credential-rules.js';
import { handOver, PRODUCER_TOKEN, VIEWER_TOKEN } from './auth/made-tokens.js';
import { readSecret } from './auth/secrets.js';
import { DEFAULTS, type RelayOptions } from './options.js';
import { followParent } from './parent.js';
import { createRelay } from './relay.js';
import { StateError } from './state/private-files.js';
import { VERSION } from './version.js';

const USAGE = `streamviz-relay ${VERSION}: serves live dashboards of a pipeline to any number of browsers

  --host 127.0.0.1     address to listen on; another than loopback needs STREAMVIZ_AUTH
  --port 8765          port to listen on; 0: any free one
  --state DIR          where the state is kept; default: a private directory per port (with port 0: in memory)
  --memory             keep the state in memory, and lose it with the process
  --allow-origin O     origin whose pages may connect, such as https://example.com (repeatable)
  --allowed-host H     host name, besides those of this machine, to answer for (repeatable)
  --trusted-proxy N    address or network, such as 10.0.0.0/8, of reverse proxies whose X-Forwarded-For, -Proto and
                       -Host count (repeatable)
  --base-path P        path below which a reverse proxy shows the relay, such as /viz
  --json               print one line of JSON when it serves
  --log-format text    lines on stderr, as text or as json
  --parent-stdin       read options as one line of JSON from stdin, and end with it
  --help, --version

Secrets come from the environment, or from the files that STREAMVIZ_…_FILE name:
  STREAMVIZ_PRODUCER_TOKEN   what the producer of the rows must give; default: one that is made
  STREAMVIZ_AUTH             user:password that whoever looks must give; default: everyone on this machine may look
  STREAMVIZ_VIEWER_TOKEN     what tags in other pages may give instead; default: one that is made
Tokens that are made are printed on a terminal; where there is none they are in files of the state directory.

Exit codes: 0 it was told to end; 64 there is no such option; 69 the port is not to be had; 70 an error of the relay
itself; 73 the state directory cannot be used; 78 a setting, a secret or the value of an option is wrong`;

/** What can be set from outside; what is not set has its default. */
interface Settings {
  host?: string;
  port?: number | string;
  fds?: number[];
  state?: string;
  /** From a parent alone: nobody needs the state after it. The parent may have been killed, and cannot remove it then. */
  stateIsTemporary?: boolean;
  memory?: boolean;
  allowOrigin?: string[];
  allowedHost?: string[];
  trustedProxy?: string[];
  logFormat?: string;
  basePath?: string;
  producerToken?: string;
  auth?: string | undefined;
  viewerToken?: string | undefined;
}

async function main(): Promise<void> {
  const { values } = during(EXIT.usage, commandLine);
  if (values.help || values.version) {
    console.log(values.help ? USAGE : VERSION);
    return;
  }
  const parent = values['parent-stdin'] ? await followParent().catch(endWith(EXIT.usage)) : undefined;
  const { options, token, isViewerTokenGiven } = during(EXIT.setting, () => {
    const settings: Settings = withoutUndefined({
      ...(parent?.options as Settings | undefined),
      ...withoutUndefined({
        host: values.host,
        port: values.port,
        state: values.state,
        memory: values.memory,
        allowOrigin: values['allow-origin'],
        allowedHost: values['allowed-host'],
        trustedProxy: values['trusted-proxy'],
        logFormat: values['log-format'],
        basePath: values['base-path'],
      }),
    });
    const token = settings.producerToken ?? secret('STREAMVIZ_PRODUCER_TOKEN');
    settings.auth ??= secret('STREAMVIZ_AUTH');
    settings.viewerToken ??= secret('STREAMVIZ_VIEWER_TOKEN');
    return { options: optionsOf(settings), token, isViewerTokenGiven: settings.viewerToken !== undefined };
  });
  const producerToken = token ?? newToken();
  const relay = during(EXIT.setting, () => createRelay({ ...options, producerToken }));
  const { url, port, viewerToken } = await relay.listen();
  const report = (line: string) => relay.note(line);
  const { state } = options;
  // To a parent over its pipe; else once to the person who started it, and to nobody if it is known already.
  const toParent = parent === undefined ? {} : { viewerToken };
  if (parent === undefined) {
    if (token === undefined) await handOver(PRODUCER_TOKEN, producerToken, { state, report });
    else if (!isTooLongToGuess(token)) report(SHORT_TOKEN);
    if (viewerToken !== undefined && !isViewerTokenGiven) await handOver(VIEWER_TOKEN, viewerToken, { state, report });
  }
  if (values.json) console.log(JSON.stringify({ event: 'listening', url, port, ...toParent }));
  else report(`serving ${url}`);

  const finish = (last = () => {}) => {
    const exit = () => {
      last();
      process.exit(EXIT.ordered);
    };
    setTimeout(exit, FINISH_WITHIN).unref();
    void relay.close().then(exit);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => finish());
  const removeTemporary = () => {
    if (parent?.options.stateIsTemporary === true && state !== undefined)
      rmSync(state, { recursive: true, force: true });
  };
  void parent?.ended.then(() => finish(removeTemporary));
}

function commandLine() {
  return parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      state: { type: 'string' },
      memory: { type: 'boolean' },
      'allow-origin': { type: 'string', multiple: true },
      'allowed-host': { type: 'string', multiple: true },
      'trusted-proxy': { type: 'string', multiple: true },
      'base-path': { type: 'string' },
      json: { type: 'boolean' },
      'log-format': { type: 'string' },
      'parent-stdin': { type: 'boolean' },
      help: { type: 'boolean' },
      version: { type: 'boolean' },
    },
  });
}

function portOf(given: number | string): number {
  if (/^\d+$/.test(String(given)) && Number(given) <= 65535) return Number(given);
  throw new Error(`--port must be a whole number from 0 to 65535; it is "${given}"`);
}

/** Milliseconds. */
const FINISH_WITHIN = 9_000;

/** After sysexits.h, so that a supervisor knows whether starting it again can help. */
const EXIT = { ordered: 0, usage: 64, port: 69, failure: 70, state: 73, setting: 78 } as const;

const SHORT_TOKEN =
  'STREAMVIZ_PRODUCER_TOKEN has less than 16 characters, which can be guessed; make another with: openssl rand -hex 16';

function optionsOf({ memory, stateIsTemporary: _, ...settings }: Settings) {
  const options = { ...DEFAULTS, ...settings };
  const { basePath, logFormat } = options;
  const port = portOf(options.port);
  if (memory && settings.state !== undefined) throw new Error('--memory and --state exclude each other; give one');
  if (basePath !== '' && (!/^(\/[\w.~-]+)+\/?$/.test(basePath) || /\/\.{1,2}(\/|$)/.test(basePath))) {
    throw new Error(`--base-path must look like /viz; it is ${basePath}`);
  }
  if (logFormat !== 'text' && logFormat !== 'json') {
    throw new Error(`--log-format must be text or json; it is "${logFormat}"`);
  }
  return {
    ...options,
    port,
    logFormat,
    basePath: basePath.replace(/\/$/, ''),
    state: memory ? undefined : (settings.state ?? defaultState(port)),
    assets: assetsBeside(dirname(fileURLToPath(import.meta.url))),
    report: (line: string) => console.error(line),
  } satisfies Omit<RelayOptions, 'producerToken'>;
}

/** A port of one's own keeps its state; any free one is another each time. */
function defaultState(port: number): string | undefined {
  if (port === 0) return undefined;
  const { XDG_STATE_HOME: asked = '' } = process.env;
  // One that is not absolute is to be ignored, says its specification.
  const base = isAbsolute(asked) ? asked : join(homedir(), '.local', 'state');
  return join(base, 'streamviz', `relay-${port}`);
}

/** The bundle is beside the bundled relay, and above the modules that tsc emits. */
function assetsBeside(here: string): string {
  return basename(here) === 'server' ? dirname(here) : here;
}

function secret(name: string): string | undefined {
  return readSecret(name, process.env, (line) => console.error(line));
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}

function withoutUndefined<T extends object>(settings: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const known = Object.entries(settings).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(known) as { [K in keyof T]: Exclude<T[K], undefined> };
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code, port } = error as Error & { code?: string; port?: number };
  if (code === 'EADDRINUSE')
    return `port ${port} is taken by another program; choose another with --port, or 0 for any free one`;
  if (code === 'EACCES' && port !== undefined)
    return `port ${port} needs more rights; choose one above 1023 with --port`;
  return error.message.split('\n', 1)[0] as string;
}

/** Runs a step of the start; what it throws ends the process with this code. */
function during<T>(code: number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    return endWith(code)(error);
  }
}

function endWith(code: number): (error: unknown) => never {
  return (error) => {
    console.error(`streamviz-relay: ${explain(error)}`);
    process.exit(code);
  };
}

/** Why the port or the state is not to be had. */
function codeOf(error: unknown): number {
  if (error instanceof StateError) return EXIT.state;
  const { syscall } = error as { syscall?: string };
  return syscall === 'listen' || syscall === 'getaddrinfo' ? EXIT.port : EXIT.failure;
}

// Whoever read the log may go before the relay does.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});
// Else Node would open its debugger, to every program of this machine.
process.on('SIGUSR1', () => {});
process.on('uncaughtException', (error) => {
  console.error(`streamviz-relay: an error of the relay itself: ${error.stack ?? error}`);
  process.exit(EXIT.failure);
});
main().catch((error: unknown) => endWith(codeOf(error))(error));
