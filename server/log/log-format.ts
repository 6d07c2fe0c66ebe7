import { StateError } from '../state/private-files.js';

/** Of every file of a log's directory, said in its first record, which is plain JSON in each of them. */
export const FORMAT = 2;

/** @throws StateError if it was written by another version: it is left as it is, for who can read it. */
export function checkFormat(format: number, path: string): void {
  if (format === FORMAT) return;
  throw new StateError(
    `${path} has format ${format} of another version of StreamViz, and this one reads ${FORMAT}: start that version, ` +
      'choose another directory with --state, or remove this one with what is in it',
  );
}
