import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inRoot } from './project.js';

/** Whether a step was last done for these files as they are now. */
export function isCurrent(stamp, inputs) {
  return existsSync(inRoot(stamp)) && readFileSync(inRoot(stamp), 'utf8') === hashOf(inputs);
}

/** Notes that a step was done for these files as they are now. */
export function remember(stamp, inputs) {
  writeFileSync(inRoot(stamp), hashOf(inputs));
}

/** All files of a folder, at any depth, in a stable order, without installed packages; the path itself if it is a file. */
export function filesIn(path) {
  if (!existsSync(inRoot(path))) return [];
  if (statSync(inRoot(path)).isFile()) return [path];
  return readdirSync(inRoot(path))
    .filter((name) => name !== 'node_modules')
    .sort()
    .flatMap((name) => filesIn(join(path, name)));
}

function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesIn))
    hash
      .update(file)
      .update('\0')
      .update(readFileSync(inRoot(file)))
      .update('\0');
  return hash.digest('hex');
}
