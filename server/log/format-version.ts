import { StateError } from '../state/private-files.js';

/** The version of all files of a log's directory. The first record of each, which is plain JSON, has it. */
export const FORMAT = 2;

/** @throws StateError if another version wrote the file: it stays as it is, for that version to read. */
export function checkFormat(format: number, path: string): void {
  if (format === FORMAT) return;
  throw new StateError(
    `${path} has format ${format} of another version of StreamViz, and this one reads ${FORMAT}: start that version, ` +
      'choose another directory with --state, or remove this one with what is in it',
  );
}
