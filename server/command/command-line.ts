import { parseArgs } from 'node:util';
import { ALL_OPTIONS, SECRETS } from '../command-options.js';
import { VERSION } from '../version.js';

/** The command line. Options that it does not give are not in `given`. */
export interface CommandLine {
  readonly help: boolean;
  readonly version: boolean;
  readonly given: Readonly<Record<string, unknown>>;
}

/** Reads the command line. Throws if there is an option that the relay does not have. */
export function parseCommandLine(): CommandLine {
  const options = ALL_OPTIONS.map(([name, { value, default: fallback }]) => {
    const type = value === undefined ? ('boolean' as const) : ('string' as const);
    return [kebab(name), { type, multiple: Array.isArray(fallback) }] as const;
  });
  const asks = { help: { type: 'boolean' }, version: { type: 'boolean' } } as const;
  const parsed = parseArgs({ options: { ...Object.fromEntries(options), ...asks } });
  const values: Readonly<Record<string, unknown>> = parsed.values;
  const given = ALL_OPTIONS.map(([name]) => [name, values[kebab(name)]] as const);
  return {
    help: values.help === true,
    version: values.version === true,
    given: Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  };
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

export function helpText(): string {
  const options = ALL_OPTIONS.map(([name, { value, help }]) => {
    const shown = value === undefined ? `--${kebab(name)}` : `--${kebab(name)} ${value}`;
    return `  ${shown.padEnd(OPTION_WIDTH)}${help.replaceAll('\n', `\n${' '.repeat(OPTION_WIDTH + 2)}`)}`;
  });
  const secrets = Object.values(SECRETS).map(({ variable, help }) => `  ${variable.padEnd(SECRET_WIDTH)}${help}`);
  return `streamviz-relay ${VERSION}: serves live dashboards of a pipeline to any number of browsers

${options.join('\n')}
  --help, --version

Secrets come from the environment, or from the files that STREAMVIZ_…_FILE name:
${secrets.join('\n')}
Tokens that are made are printed on a terminal; where there is none they are in files of the state directory.

Exit codes: 0 it was told to end; 64 there is no such option; 69 the port is not to be had; 70 an error of the relay
itself; 73 the state directory cannot be used; 74 stdout cannot be written; 78 a setting, a secret or the value of an option is wrong`;
}

/** Width of the columns of names. */
const OPTION_WIDTH = 21;
const SECRET_WIDTH = 27;
