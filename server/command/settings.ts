import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { readSecret } from '../auth/secrets.js';
import { ALL_OPTIONS, SECRETS } from '../command-options.js';
import { DEFAULTS, type RelayOptions } from '../options.js';

/** Settings from outside: the options of the relay, as far as they are given, and those of the command alone. */
type Given = Partial<RelayOptions> & {
  readonly memory?: boolean;
  readonly json?: boolean;
  readonly parentStdin?: boolean;
  /**
   * From a parent alone: nobody needs the state after it, which may be killed and cannot remove it then. Without `state`
   * the relay makes a directory, and reports it for the next relay of that parent.
   */
  readonly stateIsTemporary?: boolean;
};

export interface Settings {
  readonly options: Omit<RelayOptions, 'producerToken'>;
  /** `undefined`: nobody gave one. */
  readonly producerToken: string | undefined;
  readonly isViewerTokenGiven: boolean;
  readonly stateIsTemporary: boolean;
}

/**
 * Puts together what the relay is started with: options of the command line count more than those of a parent, and both
 * more than the environment. Throws if one breaks a rule.
 *
 * @param main Path of the running script.
 */
export function settingsOf(
  commandLine: Readonly<Record<string, unknown>>,
  parent: Readonly<Record<string, unknown>>,
  main: string,
): Settings {
  const given = { ...withoutNone(parent), ...commandLine } as Given;
  const { producerToken, auth, viewerToken } = withSecrets(given);
  const { memory, stateIsTemporary, json: _json, parentStdin: _parentStdin, ...rest } = given;
  const options = checked({ ...DEFAULTS, ...rest });
  if (memory && given.state !== undefined) throw new Error('--memory and --state exclude each other; give one');
  return {
    options: {
      ...options,
      auth,
      viewerToken,
      state: memory ? undefined : (given.state ?? (stateIsTemporary ? undefined : defaultState(options.port))),
      assets: assetsBeside(dirname(main)),
      report,
    },
    producerToken,
    isViewerTokenGiven: viewerToken !== undefined,
    stateIsTemporary: stateIsTemporary === true,
  };
}

function withSecrets(given: Given): Record<keyof typeof SECRETS, string | undefined> {
  const secret = (name: keyof typeof SECRETS) => given[name] ?? readSecret(SECRETS[name].variable, process.env, report);
  return { producerToken: secret('producerToken'), auth: secret('auth'), viewerToken: secret('viewerToken') };
}

/** Checks every option that has a rule. */
function checked<T extends object>(options: T): T {
  const rules = ALL_OPTIONS.flatMap(([name, { check }]) => (check === undefined ? [] : [{ name, check }]));
  const values = rules.map(({ name, check }) => [name, check(options[name as keyof T])]);
  return { ...options, ...Object.fromEntries(values) };
}

/** Drops the `null` of a parent, which stands for nothing. */
function withoutNone(given: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
}

/** The directory of a port that was chosen; any free port is another each time, and keeps no state. */
function defaultState(port: number): string | undefined {
  if (port === 0) return undefined;
  const { XDG_STATE_HOME: asked = '' } = process.env;
  // By its specification one that is not absolute is ignored.
  const base = isAbsolute(asked) ? asked : join(homedir(), '.local', 'state');
  return join(base, 'streamviz', `relay-${port}`);
}

/** The bundle is beside the bundled relay, and above the modules that tsc emits. */
function assetsBeside(here: string): string {
  return basename(here) === 'server' ? dirname(here) : here;
}

function report(line: string): void {
  console.error(line);
}
