import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
export const inRoot = (...path) => join(root, ...path);

/** The Python of the project's own virtual environment. */
export const python = inRoot('.venv', 'bin', 'python');

/** The command of an installed npm package. */
export const command = (name) => inRoot('node_modules', '.bin', name);

/** Something that whoever runs the script can put right: shown as one sentence, without a stack. */
export class Problem extends Error {}

/** Runs a script if it is what was started, not imported; a foreseen failure ends it with one sentence. */
export async function main(moduleUrl, script) {
  if (process.argv[1] !== fileURLToPath(moduleUrl)) return;
  try {
    await script(process.argv.slice(2));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** A heading that tells how far we are. */
export function step(text) {
  console.log(`\n▸ ${text}`);
}
