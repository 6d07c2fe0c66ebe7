import type { Stats } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { uptime } from 'node:os';

/** Which boot of the machine this is; where the system has no name for it, about when it was. */
export async function bootId(): Promise<string> {
  const byMinute = () => String(Math.round((Date.now() / 1000 - uptime()) / 60));
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(byMinute)).trim();
}

/** What tells a process from a later one with the same number; empty where the system does not say. */
export async function identityOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // Behind the name of the program, which may hold anything: the time of its start is the 22nd field of all.
  const startedAt = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
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
