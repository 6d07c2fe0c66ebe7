import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { lstat, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { createPrivate, isOpenToOthers, openPrivate, StateError } from '../state/private-files.js';

/**
 * The secret of the relays with this state: kept beside the log, readable by its owner alone. State in memory has one
 * that ends with the process, and so has a directory that cannot be written.
 *
 * A key that others could read is worth nothing any more and is replaced, as is one that cannot be read: all sessions
 * end, and so does the viewer token that was made of it.
 */
export async function stateKey(directory: string | undefined, report: (line: string) => void): Promise<Buffer> {
  if (directory === undefined) return randomBytes(LENGTH);
  const path = join(directory, 'key');
  const known = await readKey(path);
  if (Buffer.isBuffer(known)) return known;
  if (known !== undefined) {
    report(`${path} ${known}; a new key is made, so that everybody logs in again, and the viewer token is another one`);
  }
  const key = randomBytes(LENGTH);
  try {
    const file = await createPrivate(`${path}.new`);
    try {
      await file.appendFile(key);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(`${path}.new`, path);
  } catch (error) {
    report(`${path} cannot be written (${textOf(error)}): everybody logs in again when the relay is started again`);
  }
  return key;
}

/** The key; else why there is none, or `undefined` if there never was. */
async function readKey(path: string): Promise<Buffer | string | undefined> {
  try {
    const stats = await lstat(path);
    // No other file is looked at before it is opened, for only this one is replaced.
    if (stats.isFile() && isOpenToOthers(stats)) return 'could be read by others';
    const file = await openPrivate(path, constants.O_RDONLY);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(LENGTH + 1), 0, LENGTH + 1, 0);
      return bytesRead === LENGTH ? buffer.subarray(0, LENGTH) : `has not the ${LENGTH} bytes of a key`;
    } finally {
      await file.close();
    }
  } catch (error) {
    if (error instanceof StateError) throw error;
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    return isMissing ? undefined : `cannot be read (${textOf(error)})`;
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const LENGTH = 32;
