import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { stateKey } from '../../../server/auth/state-key.js';
import {
  createPrivate,
  openPrivate,
  openPrivateSync,
  prepareDirectory,
  StateError,
} from '../../../server/state/private-files.js';
import { BEGIN, commit, LoggedStore, withDirectory } from '../log/logged-store.js';

const isRoot = process.geteuid?.() === 0;
const ANOTHER = 65534;

/** A directory as a relay leaves it, with a checkpoint, a log and a key. */
function withState(run: (directory: string, outside: string) => Promise<void>): Promise<void> {
  return withDirectory(async (base) => {
    const directory = join(base, 'state');
    const outside = join(base, 'outside');
    await writeFile(outside, 'of somebody else');
    const logged = await new LoggedStore(directory, { compactAfter: 0 }).open();
    for (const entry of [...BEGIN, commit(1, 'a')]) await logged.append(entry);
    await logged.log.close();
    await stateKey(directory, assert.fail);
    await run(directory, outside);
  });
}

async function starts(directory: string): Promise<void> {
  const logged = await new LoggedStore(directory).open();
  await logged.log.close();
  await stateKey(directory, () => {});
}

test('the state directory and all that is in it are for its owner alone', () =>
  withState(async (directory) => {
    const logged = await new LoggedStore(directory).open();
    const modes = await Promise.all(
      [directory, ...(await readdir(directory)).map((name) => join(directory, name))].map(
        async (path) => (await stat(path)).mode & 0o777,
      ),
    );
    await logged.log.close();
    assert.deepEqual(modes, [0o700, 0o600, 0o600, 0o600, 0o600]);
  }));

/** Makes a thing that another user may have put in the place of a file; each with the error that names it. */
const PLANTS: Readonly<Record<string, readonly [(path: string, outside: string) => Promise<unknown>, RegExp]>> = {
  'a symbolic link': [
    (path, outside) => symlink(outside, path),
    / is a symbolic link: .* remove it, or choose another/,
  ],
  'a link to nothing': [(path) => symlink('nothing', path), / is a symbolic link: /],
  'a hard link': [(path, outside) => link(outside, path), / has \d+ hard links: remove the others, or this one/],
  'a named pipe': [
    async (path) => execFileSync('mkfifo', [path]),
    / is a named pipe and no regular file: .* remove it/,
  ],
  'a directory': [(path) => mkdir(path), / is a directory and no regular file: /],
};

for (const [kind, [plant, text]] of Object.entries(PLANTS)) {
  test(`${kind} in the place of a file is refused, and not followed`, () =>
    withState(async (directory, outside) => {
      const present = await readdir(directory);
      const absent = [
        'lock',
        'sessions',
        'key.new',
        'producer-token',
        'viewer-token',
        '00000007.lost',
        '00000008.snapshot.tmp',
      ];
      for (const name of [...present, ...absent]) {
        const path = join(directory, name);
        if (present.includes(name)) await rename(path, `${path}.aside`);
        await plant(path, outside);
        await assert.rejects(starts(directory), (error: Error) => {
          assert.ok(error instanceof StateError);
          assert.ok(error.message.startsWith(path), error.message);
          assert.match(error.message, text);
          return true;
        });
        await rename(path, join(directory, `${name}.planted`));
        if (present.includes(name)) await rename(`${path}.aside`, path);
      }
      assert.equal(await readFile(outside, 'utf8'), 'of somebody else');
      await starts(directory);
    }));
}

test('whatever takes the place of a file after the start is not opened, and not waited for', () =>
  withDirectory(async (directory) => {
    const outside = join(directory, 'outside');
    await writeFile(outside, 'of somebody else');
    for (const [kind, [plant]] of Object.entries(PLANTS)) {
      const path = join(directory, kind);
      await plant(path, outside);
      for (const flags of [
        constants.O_RDONLY,
        constants.O_WRONLY | constants.O_APPEND,
        constants.O_RDWR | constants.O_CREAT,
      ]) {
        await assert.rejects(openPrivate(path, flags), kind);
        assert.throws(() => openPrivateSync(path, flags), kind);
      }
    }
    assert.equal(await readFile(outside, 'utf8'), 'of somebody else');
  }));

test('a file that others can write to is refused', () =>
  withState(async (directory) => {
    for (const name of (await readdir(directory)).filter((one) => one !== 'key')) {
      const path = join(directory, name);
      await chmod(path, 0o620);
      await assert.rejects(starts(directory), {
        message:
          `${path} can be written by others (mode 620): if nobody has, take that right away (chmod 600 ${path}); ` +
          'else remove it, or choose another directory with --state',
      });
      await chmod(path, 0o600);
    }
  }));

test('a file of another user is refused', { skip: !isRoot }, () =>
  withState(async (directory) => {
    for (const name of await readdir(directory)) {
      const path = join(directory, name);
      await chown(path, ANOTHER, ANOTHER);
      await assert.rejects(starts(directory), {
        message:
          `${path} belongs to user ${ANOTHER}, and the relay runs as user 0: ` +
          `remove it, or give it to that user (chown 0 ${path}), or choose another directory with --state`,
      });
      await chown(path, 0, 0);
    }
  }),
);

test('a state directory that is no directory of the relay’s user alone is refused before anything is written', () =>
  withState(async (directory, outside) => {
    const path = join(outside, '..', 'other');
    const refused = async (message: string, given = path) => {
      await assert.rejects(starts(given), { message: `the state directory ${resolve(given)} ${message}` });
    };
    await symlink(directory, path);
    await refused('is a symbolic link: give the directory that it leads to with --state');
    for (const end of ['/', '/.', '/nothing/..']) {
      await refused('is a symbolic link: give the directory that it leads to with --state', path + end);
    }
    await refused('is no directory: choose another with --state', outside);
    await rename(path, `${path}.link`);
    await mkdir(path);
    await chmod(path, 0o1777);
    await refused('is shared by all users: choose a directory in it or elsewhere with --state');
    if (isRoot) {
      await chmod(path, 0o700);
      await chown(path, ANOTHER, ANOTHER);
      await refused(
        `belongs to user ${ANOTHER}, and the relay runs as user 0: ` +
          `give it to that user (chown -R 0 ${path}), or choose another with --state`,
      );
    }
    assert.deepEqual(await readdir(path), []);
  }));

test('a state directory that cannot be read is an error that names it and the fix', () =>
  withState(async (directory) => {
    const base = join(directory, '..');
    await chmod(base, 0o755);
    await chmod(directory, isRoot ? 0o700 : 0o300);
    if (isRoot) process.seteuid?.(ANOTHER);
    try {
      await assert.rejects(starts(directory), (error: Error) => {
        assert.ok(error instanceof StateError);
        assert.match(
          error.message,
          /^the state directory \S+ cannot be read \(EACCES: .*\): make it readable, or choose another with --state$/,
        );
        return true;
      });
    } finally {
      if (isRoot) process.seteuid?.(0);
      await chmod(directory, 0o700);
    }
  }));

test('the right of others to write to the state directory is taken away, and reported once', () =>
  withState(async (directory) => {
    const lines: string[] = [];
    await chmod(directory, 0o775);
    for (let i = 0; i < 2; i++) await prepareDirectory(directory, (line) => lines.push(line));
    assert.equal((await stat(directory)).mode & 0o7777, 0o755);
    assert.deepEqual(lines, [
      `${directory}: others could write to the state directory (mode 775); that right is taken away`,
    ]);
  }));

test('the right of others to read a file of the state is taken away, and reported', () =>
  withState(async (directory) => {
    const names = (await readdir(directory)).filter((name) => name !== 'key');
    for (const name of names) await chmod(join(directory, name), 0o644);
    const lines: string[] = [];
    await prepareDirectory(directory, (line) => lines.push(line));
    for (const name of names) assert.equal((await stat(join(directory, name))).mode & 0o777, 0o600, name);
    const expected = names.map(
      (name) => `${join(directory, name)}: others could read it (mode 644); that right is taken away`,
    );
    assert.deepEqual(lines.sort(), expected.sort());
  }));

test('a new file is never written through what is there', () =>
  withDirectory(async (directory) => {
    const outside = join(directory, 'outside');
    const path = join(directory, 'new');
    await writeFile(outside, 'of somebody else');
    for (const plant of [symlink, link, copyFile]) {
      await plant(outside, path);
      const file = await createPrivate(path);
      await file.appendFile('new');
      await file.close();
      assert.equal(await readFile(outside, 'utf8'), 'of somebody else');
      assert.equal(await readFile(path, 'utf8'), 'new');
      assert.equal((await stat(path)).mode & 0o777, 0o600);
      await rename(path, `${path}.${plant.name}`);
    }
  }));

test('a key is kept, and one that others could read, or that is none, is replaced and reported', () =>
  withState(async (directory) => {
    const path = join(directory, 'key');
    const replaced = async (reason: string) => {
      const lines: string[] = [];
      const before = await readFile(path);
      const key = await stateKey(directory, (line) => lines.push(line));
      assert.deepEqual(lines, [
        `${path} ${reason}; a new key is made, so that everybody logs in again, and the viewer token is another one`,
      ]);
      assert.notDeepEqual(key, before);
      assert.deepEqual(await stateKey(directory, assert.fail), key);
      assert.equal((await stat(path)).mode & 0o777, 0o600);
    };
    for (const mode of [0o644, 0o640, 0o666]) {
      await chmod(path, mode);
      await replaced('could be read by others');
    }
    for (const length of [0, 31, 33]) {
      await writeFile(path, Buffer.alloc(length));
      await replaced('has not the 32 bytes of a key');
    }
  }));

test('a key that cannot be written is reported, and lasts as long as the process', () =>
  withDirectory(async (directory) => {
    await mkdir(join(directory, 'key.new'));
    const lines: string[] = [];
    assert.equal((await stateKey(directory, (line) => lines.push(line))).length, 32);
    assert.equal(lines.length, 1);
    assert.match(lines.join(), /key cannot be written \(.*\): everybody logs in again when the relay is started again/);
  }));
