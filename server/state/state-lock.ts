import { constants, type Stats } from 'node:fs';
import { type FileHandle, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { openPrivate, StateError } from './private-files.js';
import { hasOpen, identityOf } from './process-identity.js';

/** Thrown when another relay writes to the directory. */
export class StateInUse extends StateError {}

/**
 * Makes sure that one relay alone writes to a directory. Gives a function that releases it.
 *
 * Each relay adds a line to the lock file and keeps the file open. The first line whose process still has it open is
 * that of the holder:
 *
 *     1234 <boot of the machine> <start of the process>       has ended
 *     1301 <boot of the machine> <start of the process>       the holder
 *     1302 <boot of the machine> <start of the process>       came at the same moment, and gives up
 *
 * Only the holder removes the lines of ended processes, so two relays that come at once cannot remove each other's.
 */
export async function lockState(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  const own = `${process.pid} ${await identityOf(process.pid)}`;
  for (;;) {
    const lock = await openPrivate(path, constants.O_RDWR | constants.O_APPEND | constants.O_CREAT);
    try {
      await refuseOthers(lock, directory, own);
      // The first line break ends a line that a full disk may have cut off.
      await lock.appendFile(`\n${own}\n`);
      await refuseOthers(lock, directory, own);
      // If it is not, a relay that was about to stop has removed it: then there is another, or none.
      if (await isAt(path, lock)) {
        await removeFormerLines(path, own);
        return () => release(path, lock);
      }
    } catch (error) {
      await lock.close();
      throw error;
    }
    await lock.close();
  }
}

/** @throws StateInUse if the process of a line before ours holds the lock. */
async function refuseOthers(lock: FileHandle, directory: string, own: string): Promise<void> {
  const stats = await lock.stat();
  const { buffer, bytesRead } = await lock.read(Buffer.alloc(stats.size), 0, stats.size, 0);
  for (const line of buffer.toString('latin1', 0, bytesRead).split('\n')) {
    if (line === own) return;
    const [, pid, identity = ''] = /^([1-9]\d{0,9})(?: (.*))?$/.exec(line) ?? [];
    if (pid === undefined || !(await holds(Number(pid), identity, stats))) continue;
    throw new StateInUse(
      `the state directory ${directory} is in use by process ${pid}: ` +
        'stop that relay, or choose another directory with --state',
    );
  }
}

/** Whether a process is the relay that has the lock, and not a later one with the same number. */
async function holds(pid: number, identity: string, lock: Stats): Promise<boolean> {
  // A former relay in this container, where processes get the same numbers at each start.
  if (pid === process.pid) return false;
  const known = await hasOpen(pid, lock);
  if (known !== undefined) return known;
  try {
    process.kill(pid, 0);
  } catch {
    // The process has ended, or another user runs it, who cannot have opened the lock.
    return false;
  }
  return identity === (await identityOf(pid));
}

/** Keeps the lock short. Our line is in it at every moment: at the end, then also at the beginning, then alone. */
async function removeFormerLines(path: string, own: string): Promise<void> {
  const file = await openPrivate(path, constants.O_WRONLY);
  try {
    const line = Buffer.from(`${own}\n`);
    await file.write(line, 0, line.length, 0);
    await file.truncate(line.length);
  } finally {
    await file.close();
  }
}

async function release(path: string, lock: FileHandle): Promise<void> {
  try {
    // Comes before the close: a relay that opens the path from now on makes a new file.
    if (await isAt(path, lock)) await unlink(path);
  } finally {
    await lock.close();
  }
}

async function isAt(path: string, lock: FileHandle): Promise<boolean> {
  const [own, there] = await Promise.all([lock.stat(), stat(path).catch(() => undefined)]);
  return own.ino === there?.ino && own.dev === there.dev;
}
