import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { identityOf } from './boot.js';

/** Another relay writes to the directory. */
export class StateInUse extends Error {}

/** Makes sure that one relay alone writes to a directory. Gives what releases it. */
export async function lockState(directory: string): Promise<() => Promise<void>> {
  const path = join(directory, 'lock');
  const release = () => rm(path, { force: true });
  const own = `${process.pid}\n${await identityOf(process.pid)}`;
  for (;;) {
    try {
      await writeFile(path, own, { flag: 'wx', mode: 0o600 });
      return release;
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
    }
    const [pid, identity = ''] = (await readFile(path, 'utf8').catch(() => '')).split('\n');
    const holder = Number(pid);
    if (holder !== process.pid && isRunning(holder) && (identity === '' || identity === (await identityOf(holder)))) {
      throw new StateInUse(
        `the state directory ${directory} is in use by process ${holder}: ` +
          'stop that relay, or choose another directory with --state',
      );
    }
    await release();
  }
}

function isRunning(pid: number): boolean {
  if (!(pid > 0)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
