/** An option of the command line: its name there is that of the table in kebab-case. */
interface CommandOption {
  readonly default: unknown;
  /** How the help shows its value; without it, it is a switch. */
  readonly value?: string;
  readonly help: string;
  /** Gives the value of what was given, on the command line or by a parent; throws if it breaks a rule. */
  readonly check?: (given: unknown) => unknown;
}

/**
 * Every option of the command, in the order of its help. From here come what is parsed, what `--help` shows, what is
 * checked, and the defaults. Rules of origins, hosts and proxies are with what applies them: `OriginPolicy` and
 * `ClientAddresses`.
 */
export const COMMAND_OPTIONS = {
  /** The address to listen on. Another than loopback needs `auth`. */
  host: {
    default: '127.0.0.1',
    value: '127.0.0.1',
    help: 'address to listen on; another than loopback needs STREAMVIZ_AUTH',
  },
  port: { default: 8765, value: '8765', help: 'port to listen on; 0: any free one', check: portOf },
  /** Directory of the file log; `undefined`: the state is in memory and ends with the process. */
  state: {
    default: undefined as string | undefined,
    value: 'DIR',
    help: 'where the state is kept; default: a private directory per port (with port 0: in memory)',
  },
  memory: { default: false, help: 'keep the state in memory, and lose it with the process' },
  /** Origins, besides its own, whose pages may connect: `https://example.com`, or `https://*.example.com`. */
  allowOrigin: {
    default: [] as readonly string[],
    value: 'O',
    help: 'origin whose pages may connect, such as https://example.com or https://*.example.com (repeatable)',
  },
  /** Host names, besides those of the loopback, that requests may be for. */
  allowedHost: {
    default: [] as readonly string[],
    value: 'H',
    help: 'host name, besides those of this machine, to answer for (repeatable)',
  },
  /** Addresses and networks of reverse proxies whose `X-Forwarded-For`, `-Proto` and `-Host` count: `10.0.0.0/8`. */
  trustedProxy: {
    default: [] as readonly string[],
    value: 'N',
    help: 'address or network, such as 10.0.0.0/8, of reverse proxies whose X-Forwarded-For, -Proto and\n-Host count (repeatable)',
  },
  /** Path below which a reverse proxy shows the relay, such as `/viz`. */
  basePath: {
    default: '',
    value: 'P',
    help: 'path below which a reverse proxy shows the relay, such as /viz',
    check: basePathOf,
  },
  json: { default: false, help: 'print one line of JSON when it serves' },
  /** Whether the lines of `report` are text or JSON. */
  logFormat: {
    default: 'text' as 'text' | 'json',
    value: 'text',
    help: 'lines on stderr, as text or as json',
    check: logFormatOf,
  },
  parentStdin: {
    default: false,
    help: 'read options as one line of JSON from stdin, and end with it or at a line: stop',
  },
} satisfies Readonly<Record<string, CommandOption>>;

type Options = typeof COMMAND_OPTIONS;

/** Options of the relay itself. The switches are for the command alone. */
export type CommandValues = {
  readonly [K in keyof Options as Options[K] extends { value: string } ? K : never]: Options[K]['default'];
};

/** Every option by its name, as far as code goes through all of them. */
export const ALL_OPTIONS: readonly (readonly [name: keyof Options, option: CommandOption])[] = Object.entries(
  COMMAND_OPTIONS,
) as [keyof Options, CommandOption][];

export const COMMAND_DEFAULTS = Object.fromEntries(
  ALL_OPTIONS.filter(([, { value }]) => value !== undefined).map(([name, option]) => [name, option.default]),
) as CommandValues;

/** The variables of the environment, or of the files that `…_FILE` names, by the option that they set. */
export const SECRETS = {
  producerToken: {
    variable: 'STREAMVIZ_PRODUCER_TOKEN',
    help: 'what the producer of the rows must give; default: one that is made',
  },
  auth: {
    variable: 'STREAMVIZ_AUTH',
    help: 'user:password that whoever looks must give; default: everyone on this machine may look',
  },
  viewerToken: {
    variable: 'STREAMVIZ_VIEWER_TOKEN',
    help: 'what tags in other pages may give instead; default: one that is made',
  },
} as const;

function portOf(given: unknown): number {
  if (/^\d+$/.test(String(given)) && Number(given) <= 65_535) return Number(given);
  throw new Error(`--port must be a whole number from 0 to 65535; it is "${given}"`);
}

/** Without a slash at its end. */
function basePathOf(given: unknown): string {
  const path = String(given);
  if (path === '' || (/^(\/[\w.~-]+)+\/?$/.test(path) && !/\/\.{1,2}(\/|$)/.test(path))) return path.replace(/\/$/, '');
  throw new Error(`--base-path must look like /viz; it is ${path}`);
}

function logFormatOf(given: unknown): 'text' | 'json' {
  if (given === 'text' || given === 'json') return given;
  throw new Error(`--log-format must be text or json; it is "${given}"`);
}
