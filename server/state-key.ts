import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * What only relays with this state have: kept beside the log, readable by its owner alone. State in memory has one that
 * ends with the process, and so has a directory that cannot be written.
 */
export async function stateKey(directory: string | undefined): Promise<Buffer> {
  const key = randomBytes(LENGTH);
  if (directory === undefined) return key;
  const path = join(directory, 'key');
  const known = await readFile(path).catch(() => undefined);
  if (known?.length === LENGTH) return known;
  try {
    await writeFile(`${path}.new`, key, { mode: 0o600 });
    await rename(`${path}.new`, path);
  } catch {
    // The log says that the disk fails.
  }
  return key;
}

const LENGTH = 32;
