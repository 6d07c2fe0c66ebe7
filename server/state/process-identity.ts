import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { bootId } from './boot-id.js';

/** Identifies a process, unlike its number, which a later one may get; empty where the system does not tell. */
export async function identityOf(pid: number): Promise<string> {
  const fields = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The time of its start is the 22nd field. The second, its name in parentheses, may hold anything, spaces too.
  const startedAt = fields.slice(fields.lastIndexOf(')') + 2).split(' ')[19];
  return startedAt === undefined ? '' : `${await bootId()} ${startedAt}`;
}

/** Whether a process has a file open; `undefined` where the system does not tell. */
export async function hasOpen(pid: number, file: Stats): Promise<boolean | undefined> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => undefined);
  if (names === undefined) return undefined;
  const opened = await Promise.all(names.map((name) => stat(`${folder}/${name}`).catch(() => undefined)));
  return opened.some((one) => one?.ino === file.ino && one.dev === file.dev);
}
