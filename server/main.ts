import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DEFAULTS, type RelayOptions } from './options.js';
import { followParent } from './parent.js';
import { createRelay } from './relay.js';
import { VERSION } from './version.js';

const USAGE = `streamviz-relay ${VERSION}: serves live dashboards of a pipeline to any number of browsers

  --host 127.0.0.1     address to listen on; another than loopback needs STREAMVIZ_AUTH
  --port 8765          port to listen on; 0: any free one
  --state DIR          where the state is kept; default: a private directory per port (with port 0: in memory)
  --memory             keep the state in memory, and lose it with the process
  --allow-origin O     origin whose pages may connect, such as https://example.com (repeatable)
  --allowed-host H     host name, besides those of this machine, to answer for (repeatable)
  --base-path P        path below which a reverse proxy shows the relay, such as /viz
  --json               print one line of JSON when it serves
  --parent-stdin       read options as one line of JSON from stdin, and end with it
  --help, --version

Secrets come from the environment, or from the files that STREAMVIZ_…_FILE name:
  STREAMVIZ_PRODUCER_TOKEN   what the producer of the rows must give; default: one that is made and printed
  STREAMVIZ_AUTH             user:password that whoever looks must give; default: everyone on this machine may look
  STREAMVIZ_VIEWER_TOKEN     what tags in other pages may give instead; default: one that is made and printed`;

/** What can be set from outside; what is not set has its default. */
interface Settings {
  host?: string;
  port?: number | string;
  fd?: number;
  state?: string;
  memory?: boolean;
  allowOrigin?: string[];
  allowedHost?: string[];
  basePath?: string;
  producerToken?: string;
  auth?: string | undefined;
  viewerToken?: string | undefined;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      host: { type: 'string' },
      port: { type: 'string' },
      state: { type: 'string' },
      memory: { type: 'boolean' },
      'allow-origin': { type: 'string', multiple: true },
      'allowed-host': { type: 'string', multiple: true },
      'base-path': { type: 'string' },
      json: { type: 'boolean' },
      'parent-stdin': { type: 'boolean' },
      help: { type: 'boolean' },
      version: { type: 'boolean' },
    },
  });
  if (values.help || values.version) {
    console.log(values.help ? USAGE : VERSION);
    return;
  }
  const parent = values['parent-stdin'] ? await followParent() : undefined;
  const settings: Settings = withoutUndefined({
    ...(parent?.options as Settings | undefined),
    ...withoutUndefined({
      host: values.host,
      port: values.port,
      state: values.state,
      memory: values.memory,
      allowOrigin: values['allow-origin'],
      allowedHost: values['allowed-host'],
      basePath: values['base-path'],
    }),
  });
  const token = settings.producerToken ?? secret('STREAMVIZ_PRODUCER_TOKEN');
  settings.auth ??= secret('STREAMVIZ_AUTH');
  settings.viewerToken ??= secret('STREAMVIZ_VIEWER_TOKEN');
  const wasGiven = settings.viewerToken !== undefined;
  const options = optionsOf(settings);
  const relay = createRelay({ ...options, producerToken: token ?? newToken() });
  const { url, port, viewerToken } = await relay.listen();
  // To a parent over its pipe; else once to the person who started it, and to nobody if it is known already.
  const toParent = parent === undefined ? {} : { viewerToken };
  if (viewerToken !== undefined && !wasGiven && parent === undefined) {
    console.error(`tags in other pages may read with this token: STREAMVIZ_VIEWER_TOKEN=${viewerToken}`);
  }
  if (values.json) console.log(JSON.stringify({ event: 'listening', url, port, ...toParent }));
  else console.error(`serving ${url}`);

  const finish = () => {
    setTimeout(() => process.exit(0), FINISH_WITHIN).unref();
    void relay.close().then(() => process.exit(0));
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, finish);
  void parent?.ended.then(finish);
}

function portOf(given: number | string): number {
  if (/^\d+$/.test(String(given)) && Number(given) <= 65535) return Number(given);
  throw new Error(`--port must be a whole number from 0 to 65535; it is "${given}"`);
}

/** Milliseconds. */
const FINISH_WITHIN = 9_000;

function optionsOf({ memory, ...settings }: Settings) {
  const options = { ...DEFAULTS, ...settings };
  const { basePath } = options;
  const port = portOf(options.port);
  if (memory && settings.state !== undefined) throw new Error('--memory and --state exclude each other; give one');
  if (basePath !== '' && !/^(\/[\w.~-]+)+\/?$/.test(basePath)) {
    throw new Error(`--base-path must look like /viz; it is ${basePath}`);
  }
  return {
    ...options,
    port,
    basePath: basePath.replace(/\/$/, ''),
    state: memory ? undefined : (settings.state ?? defaultState(port)),
    assets: assetsBeside(dirname(fileURLToPath(import.meta.url))),
    report: (line: string) => console.error(line),
  } satisfies Omit<RelayOptions, 'producerToken'>;
}

/** A port of one's own keeps its state; any free one is another each time. */
function defaultState(port: number): string | undefined {
  if (port === 0) return undefined;
  const base = process.env.XDG_STATE_HOME ?? join(homedir(), '.local', 'state');
  return join(base, 'streamviz', `relay-${port}`);
}

/** The bundle is beside the bundled relay, and above the modules that tsc emits. */
function assetsBeside(here: string): string {
  return basename(here) === 'server' ? dirname(here) : here;
}

function secret(name: string): string | undefined {
  const file = process.env[`${name}_FILE`];
  const value = file === undefined ? process.env[name] : readFileSync(file, 'utf8').trim();
  // Children and crash reports must not inherit it.
  delete process.env[name];
  return value === '' ? undefined : value;
}

function newToken(): string {
  const token = randomBytes(24).toString('base64url');
  console.error(`producers need this token: STREAMVIZ_PRODUCER_TOKEN=${token}`);
  return token;
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

main().catch((error: unknown) => {
  console.error(`streamviz-relay: ${explain(error)}`);
  process.exit(1);
});
