import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const inRoot = (...path) => join(root, ...path);

/** The Python of the project's own virtual environment. */
export const python = inRoot('.venv', 'bin', 'python');

/** Something the person at the keyboard can put right: shown as one sentence, without a stack. */
export class Problem extends Error {}

/** Runs a script; what goes wrong in a foreseen way ends it with one sentence. */
export async function main(script) {
  try {
    process.exitCode = (await script()) ?? process.exitCode ?? 0;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** A heading that tells how far we are. */
export function step(text) {
  console.log(`\n\x1b[1m▸ ${text}\x1b[0m`);
}
