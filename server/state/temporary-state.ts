import { constants, rmSync } from 'node:fs';
import { lstat, mkdtemp, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createPrivate, isOfAnother, openPrivate, StateError } from './private-files.js';
import { identityOf } from './process-identity.js';
import { lockState } from './state-lock.js';

/**
 * Makes a state directory for one parent, which may start several relays in it, one after the other. The file `parent`
 * in it says who that is, so that the next relay of this user can remove what a killed one has left.
 *
 *     streamviz-Xy3k2Q/parent     1234 <processes that see each other> <boot of the machine> <start of the process>
 *
 * @returns Its path.
 */
export async function makeTemporaryState(parent: number): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), PREFIX)).catch((error: Error) => {
    throw new StateError(`no state directory can be made (${error.message}): choose one with --state`);
  });
  const marker = await createPrivate(join(path, MARKER));
  await marker.appendFile(await nameOf(parent)).finally(() => marker.close());
  return path;
}

/** Removes the directory when this process ends, unless somebody needs it then. */
export function removeAtExit(path: string, isNeeded: () => boolean): void {
  process.on('exit', () => {
    if (isNeeded()) return;
    try {
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
    } catch {
      // It stays for the next relay, which removes what is abandoned.
    }
  });
}

/** Removes the temporary states of this user whose parents have ended, as has every relay in them. */
export async function removeAbandonedStates(): Promise<void> {
  const names = await readdir(tmpdir()).catch(() => []);
  for (const name of names) {
    if (name.startsWith(PREFIX)) await removeIfAbandoned(join(tmpdir(), name));
  }
}

async function removeIfAbandoned(path: string): Promise<void> {
  try {
    const stats = await lstat(path);
    if (!stats.isDirectory() || isOfAnother(stats) || !(await isAbandoned(join(path, MARKER)))) return;
    const release = await lockState(path);
    await rm(path, { recursive: true, force: true });
    await release();
  } catch (error) {
    // It is in use, or another relay removes it at this moment, or it is none of ours.
    if (!(error instanceof StateError || isOfSystem(error))) throw error;
  }
}

async function isAbandoned(marker: string): Promise<boolean> {
  const file = await openPrivate(marker, constants.O_RDONLY);
  const content = await file.readFile('latin1').finally(() => file.close());
  const pid = Number.parseInt(content, 10);
  // Of processes that this one cannot see nothing is known.
  if (!(pid > 0) || content.split(' ')[1] !== (await seenProcesses())) return false;
  return !isRunning(pid) || content !== (await nameOf(pid));
}

/** Names a process, so that a later one with its number has another name. */
async function nameOf(pid: number): Promise<string> {
  return `${pid} ${await seenProcesses()} ${await identityOf(pid)}`;
}

/** Names the processes that this one sees: those of its container. */
async function seenProcesses(): Promise<string> {
  return await readlink('/proc/self/ns/pid').catch(() => '-');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // Another user may run it: then it is none of the parents of this user's relays.
    return false;
  }
}

function isOfSystem(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error;
}

const PREFIX = 'streamviz-';
const MARKER = 'parent';
