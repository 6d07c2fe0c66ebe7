import { StateError } from '../state/private-files.js';

/** After sysexits.h, so that a supervisor knows whether starting it again can help. */
export const EXIT = { ordered: 0, usage: 64, port: 69, failure: 70, state: 73, output: 74, setting: 78 } as const;

/** Runs a step of the start; what it throws ends the process with this code. */
export function during<T>(code: number, step: () => T): T {
  try {
    return step();
  } catch (error) {
    return endWith(code)(error);
  }
}

/** Ends the process with a sentence about the error. */
export function endWith(code: number): (error: unknown) => never {
  return (error) => {
    console.error(`streamviz-relay: ${explain(error)}`);
    process.exit(code);
  };
}

/** The code for an error that came after the settings were right: why the port or the state is not to be had. */
export function codeOf(error: unknown): number {
  if (error instanceof StateError) return EXIT.state;
  const { syscall } = error as { syscall?: string };
  return syscall === 'listen' || syscall === 'getaddrinfo' ? EXIT.port : EXIT.failure;
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
