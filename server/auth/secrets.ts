import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { isOpenToOthers } from '../state/private-files.js';

/** A secret is set, but there is none. */
export class SecretError extends Error {}

/**
 * The value of a variable such as `STREAMVIZ_AUTH`, or what is in the file that `STREAMVIZ_AUTH_FILE` names;
 * `undefined` if neither is set. The variable is removed from the environment, for children and crash reports must not
 * inherit it.
 *
 * One that is set but empty is an error: whoever set it wants a secret, and must not go without one unnoticed.
 *
 * @param warn Takes a line about a file that others can read; never a secret.
 */
export function readSecret(name: string, env: NodeJS.ProcessEnv, warn: (line: string) => void): string | undefined {
  const value = env[name];
  const file = env[`${name}_FILE`];
  delete env[name];
  if (value !== undefined && file !== undefined) {
    throw new SecretError(`${name} and ${name}_FILE are both set: keep one, and unset the other`);
  }
  if (file !== undefined) return readSecretFile(`${name}_FILE`, file, env, warn);
  if (value?.trim() === '') throw new SecretError(`${name} is set but empty: give it a value, or unset it`);
  return value;
}

function readSecretFile(name: string, path: string, env: NodeJS.ProcessEnv, warn: (line: string) => void): string {
  if (path.trim() === '') throw new SecretError(`${name} is set but empty: give it the path of a file, or unset it`);
  let value: string;
  try {
    const file = openSync(path, 'r');
    try {
      const stats = fstatSync(file);
      // A credential of systemd has the rights that it needs, whatever they look like.
      const isPassed = env.CREDENTIALS_DIRECTORY !== undefined && dirname(path) === env.CREDENTIALS_DIRECTORY;
      if (stats.isFile() && isOpenToOthers(stats) && !isPassed) {
        warn(`${name}: others than its owner can use ${path}; take that right away: chmod 600 ${path}`);
      }
      value = new TextDecoder('utf-8', { fatal: true }).decode(readStart(file, MOST_BYTES + 1)).trim();
      if (Buffer.byteLength(value) > MOST_BYTES) throw new Error(`it has more than ${MOST_BYTES} bytes`);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new SecretError(`${name} names ${path}, which cannot be read (${reason}): put the secret there, or unset it`);
  }
  if (value === '') {
    throw new SecretError(`${name} names ${path}, which is empty: write the secret into it, or unset the variable`);
  }
  return value;
}

/** Reads so many bytes of a file, which may have no end. */
function readStart(file: number, bytes: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let length = 0;
  for (let read = 1; read > 0 && length < bytes; length += read)
    read = readSync(file, buffer, length, bytes - length, null);
  return buffer.subarray(0, length);
}

/**
 * Bytes of a file: far more than any secret. Half or twice would do; without a limit /dev/zero would be read for ever.
 */
const MOST_BYTES = 65_536;
