import { closeSync, constants, fstatSync, openSync, type Stats } from 'node:fs';
import { chmod, type FileHandle, lstat, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Thrown when the state directory cannot be used as it is: the user who starts the relay has to put it right. */
export class StateError extends Error {}

/** Turns an error of the system that came while the state was read into one that names the directory and the fix. */
export function stateErrorOf(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('syscall' in error)) return error;
  return new StateError(
    `the state directory ${path} cannot be read (${error.message}): make it readable, or choose another with --state`,
  );
}

/**
 * Makes the state directory, or makes sure that the existing one belongs to the relay's user alone, with every file of
 * the relay in it. Files that others may have put there are refused before anything is read or written.
 *
 * @param path As `resolve` gives it. With a slash or `..` at its end, another directory would be checked than is used.
 * @param report Called with a line for each right that was taken away from others.
 */
export async function prepareDirectory(path: string, report: (line: string) => void): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) {
    await mkdir(path, { recursive: true, mode: 0o700 }).catch((error: Error) => {
      throw new StateError(
        `the state directory ${path} cannot be made (${error.message}); ` +
          'choose another with --state, or --memory to keep no state',
      );
    });
  }
  const stats = found ?? (await lstat(path));
  refuseDirectory(path, stats);
  if (isWritableByOthers(stats)) {
    await chmod(path, stats.mode & 0o7755).catch((error: Error) => {
      throw new StateError(
        `the state directory ${path} can be written by others (mode ${octal(stats)}), and that right cannot be taken ` +
          `away (${error.message}): choose another with --state`,
      );
    });
    report(`${path}: others could write to the state directory (mode ${octal(stats)}); that right is taken away`);
  }
  for (const name of await readdir(path)) {
    if (!OWN_NAMES.test(name)) continue;
    const file = join(path, name);
    const stats = await lstat(file).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined; // A relay that starts at the same moment removed it
      throw error;
    });
    if (stats === undefined) continue;
    refuseFile(file, stats, name === 'key');
    if (name === 'key' || !isOpenToOthers(stats)) continue;
    await chmod(file, 0o600);
    report(`${file}: others could read it (mode ${octal(stats)}); that right is taken away`);
  }
}

/** The names of all files that a relay writes into its state directory. */
const OWN_NAMES =
  /^(\d{8}\.(log|lost|snapshot|snapshot\.tmp)|key|key\.new|lock|parent|sessions|(producer|viewer)-token)$/;

/**
 * Opens a file of the state directory.
 *
 * @param flags `fs.constants`, combined. With `O_CREAT` a missing file is made.
 * @throws StateError if it is not a file of the relay's user alone.
 */
export async function openPrivate(path: string, flags: number): Promise<FileHandle> {
  const file = await open(path, flags | SAFE, 0o600);
  try {
    refuseFile(path, await file.stat());
  } catch (error) {
    await file.close();
    throw error;
  }
  return file;
}

/** Opens a file of the state directory as `openPrivate` does, synchronously. */
export function openPrivateSync(path: string, flags: number): number {
  const file = openSync(path, flags | SAFE, 0o600);
  try {
    refuseFile(path, fstatSync(file));
  } catch (error) {
    closeSync(file);
    throw error;
  }
  return file;
}

/** Makes a new file of the state directory, in place of one that a killed relay may have left under its name. */
export async function createPrivate(path: string): Promise<FileHandle> {
  await unlink(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  return open(path, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | constants.O_EXCL | SAFE, 0o600);
}

/** Follows no link, and waits for no pipe. */
const SAFE = constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Whether anybody but the owner may do anything with a file. */
export function isOpenToOthers({ mode }: Stats): boolean {
  return OWN_USER !== undefined && (mode & 0o077) !== 0;
}

function isWritableByOthers({ mode }: Stats): boolean {
  return OWN_USER !== undefined && (mode & 0o022) !== 0;
}

/** The relay's user; `undefined` where files have no owner and no mode of this kind, as on Windows. */
const OWN_USER = process.geteuid?.();

function refuseDirectory(path: string, stats: Stats): void {
  const refuse = (fault: string, fix: string) => {
    throw new StateError(`the state directory ${path} ${fault}: ${fix}`);
  };
  if (stats.isSymbolicLink()) refuse('is a symbolic link', 'give the directory that it leads to with --state');
  if (!stats.isDirectory()) refuse('is no directory', 'choose another with --state');
  const isShared = isWritableByOthers(stats) && (stats.mode & 0o1000) !== 0;
  if (isShared) refuse('is shared by all users', 'choose a directory in it or elsewhere with --state');
  if (isOfAnother(stats)) {
    refuse(ownersOf(stats), `give it to that user (chown -R ${OWN_USER} ${path}), or choose another with --state`);
  }
}

/** @param mayBeShared Leaves the mode to the caller. */
function refuseFile(path: string, stats: Stats, mayBeShared = false): void {
  const refuse = (fault: string, fix: string) => {
    throw new StateError(`${path} ${fault}: ${fix}, or choose another directory with --state`);
  };
  const remove = 'the relay has not made it, so remove it';
  if (stats.isSymbolicLink()) refuse('is a symbolic link', remove);
  if (!stats.isFile()) refuse(`is a ${kindOf(stats)} and no regular file`, remove);
  if (isOfAnother(stats)) refuse(ownersOf(stats), `remove it, or give it to that user (chown ${OWN_USER} ${path})`);
  if (stats.nlink > 1) refuse(`has ${stats.nlink} hard links`, 'remove the others, or this one');
  if (!mayBeShared && isWritableByOthers(stats)) {
    refuse(
      `can be written by others (mode ${octal(stats)})`,
      `if nobody has, take that right away (chmod 600 ${path}); else remove it`,
    );
  }
}

/** Whether another user than the relay's owns it. */
export function isOfAnother({ uid }: Stats): boolean {
  return OWN_USER !== undefined && uid !== OWN_USER;
}

function ownersOf({ uid }: Stats): string {
  return `belongs to user ${uid}, and the relay runs as user ${OWN_USER}`;
}

function kindOf(stats: Stats): string {
  if (stats.isDirectory()) return 'directory';
  if (stats.isFIFO()) return 'named pipe';
  return stats.isSocket() ? 'socket' : 'device';
}

function octal({ mode }: Stats): string {
  return (mode & 0o7777).toString(8);
}
