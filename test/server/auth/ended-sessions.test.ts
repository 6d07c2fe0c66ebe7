import assert from 'node:assert/strict';
import fs from 'node:fs';
import { appendFile, chmod, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { EndedSessions, MOST_ENDED } from '../../../server/auth/ended-sessions.js';
import { StateError } from '../../../server/state/private-files.js';
import { withDirectory } from '../log/logged-store.js';

const LATER = Date.now() + 1_000_000;

test('ended sessions have ended after a restart too, with the same generation', () =>
  withDirectory(async (directory) => {
    const before = await EndedSessions.open(directory, assert.fail);
    for (const name of ['ann', 'b-o_b']) before.end(name, LATER);
    for (let restart = 0; restart < 3; restart++) {
      const after = await EndedSessions.open(directory, assert.fail);
      assert.deepEqual(
        ['ann', 'b-o_b', 'eve'].map((name) => after.has(name)),
        [true, true, false],
      );
      assert.equal(after.generation, before.generation);
    }
    assert.equal((await stat(join(directory, 'sessions'))).mode & 0o777, 0o600);
  }));

test('the end of all sessions is another generation, after a restart too', () =>
  withDirectory(async (directory) => {
    const before = await EndedSessions.open(directory, assert.fail);
    const { generation } = before;
    before.end('ann', LATER);
    before.endAll();
    assert.notEqual(before.generation, generation);
    assert.equal(before.has('ann'), false);
    before.end('bob', LATER);
    const after = await EndedSessions.open(directory, assert.fail);
    assert.equal(after.generation, before.generation);
    assert.deepEqual([after.has('ann'), after.has('bob')], [false, true]);
  }));

test('in memory they end with the relay', async () => {
  const first = await EndedSessions.open(undefined, assert.fail);
  first.end('ann', LATER);
  assert.ok(first.has('ann'));
  const second = await EndedSessions.open(undefined, assert.fail);
  assert.equal(second.has('ann'), false);
  assert.notEqual(second.generation, first.generation);
});

test('sessions that would have ended by now are dropped from the file at the start', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'sessions');
    const before = await EndedSessions.open(directory, assert.fail);
    before.end('ann', 1000);
    before.end('bob', 2000);
    const after = await EndedSessions.open(directory, assert.fail, () => 1500);
    assert.deepEqual([after.has('ann'), after.has('bob')], [false, true]);
    assert.equal(await readFile(path, 'latin1'), `bob ${(2000).toString(36)}\n= ${before.generation}\n`);
  }));

test('a last line that was cut off is ignored, wherever that was', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'sessions');
    const { generation } = await EndedSessions.open(directory, assert.fail);
    const whole = `= ${generation}\nann ${LATER.toString(36)}\n`;
    const line = `bob ${LATER.toString(36)}\n`;
    for (let bytes = 0; bytes < line.length; bytes++) {
      await writeFile(path, whole + line.slice(0, bytes));
      const after = await EndedSessions.open(directory, assert.fail);
      assert.deepEqual([after.has('ann'), after.has('bob'), after.generation], [true, false, generation]);
      after.end('eve', LATER);
      const third = await EndedSessions.open(directory, assert.fail);
      assert.deepEqual([third.has('ann'), third.has('bob'), third.has('eve')], [true, false, true]);
    }
  }));

test('a file that was lost, emptied, damaged or cut off while it was written anew ends all sessions', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'sessions');
    const { generation } = await EndedSessions.open(directory, assert.fail);
    for (const content of ['', '\0'.repeat(64), `ann ${LATER.toString(36)}\n`, `ann 1\n= ${generation}`]) {
      await writeFile(path, content);
      const after = await EndedSessions.open(directory, assert.fail);
      assert.notEqual(after.generation, generation);
      assert.equal((await EndedSessions.open(directory, assert.fail)).generation, after.generation);
    }
  }));

test('more than are kept end all sessions', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'sessions');
    const { generation } = await EndedSessions.open(directory, assert.fail);
    const names = Array.from({ length: MOST_ENDED - 1 }, (_, i) => `n${i} ${LATER.toString(36)}\n`);
    await appendFile(path, names.join(''));
    const sessions = await EndedSessions.open(directory, assert.fail);
    sessions.end('last', LATER);
    assert.deepEqual([sessions.has('n0'), sessions.has('last'), sessions.generation], [true, true, generation]);
    sessions.end('too-many', LATER);
    assert.notEqual(sessions.generation, generation);
    assert.equal((await EndedSessions.open(directory, assert.fail)).generation, sessions.generation);
    assert.ok((await stat(path)).size < 100);
  }));

test('those that would have ended by themselves do not count, and leave the file in time', () =>
  withDirectory(async (directory) => {
    const path = join(directory, 'sessions');
    const { generation } = await EndedSessions.open(directory, assert.fail);
    const names = Array.from({ length: MOST_ENDED }, (_, i) => `n${i} ${(1000).toString(36)}\n`);
    await appendFile(path, names.join(''));
    let now = 0;
    const sessions = await EndedSessions.open(directory, assert.fail, () => now);
    now = 2000;
    sessions.end('ann', 3000);
    assert.deepEqual([sessions.has('n0'), sessions.has('ann'), sessions.generation], [false, true, generation]);
    const after = await EndedSessions.open(directory, assert.fail, () => now);
    assert.ok(after.has('ann'));
    assert.ok((await stat(path)).size < 100);
  }));

/** Lets every write fail meanwhile, as on a full disk. */
function failWrites(work: () => void): void {
  const { writeSync } = fs;
  const full = () => {
    throw new Error('ENOSPC: no space left on device, write');
  };
  Object.assign(fs, { writeSync: full });
  syncBuiltinESMExports();
  try {
    work();
  } finally {
    Object.assign(fs, { writeSync });
    syncBuiltinESMExports();
  }
}

test('a disk that fails is reported once, memory goes on, and all is written when it can be', () =>
  withDirectory(async (directory) => {
    const lines: string[] = [];
    const before = await EndedSessions.open(directory, (line) => lines.push(line));
    before.end('first', LATER);
    failWrites(() => {
      for (const name of ['ann', 'bob']) before.end(name, LATER);
    });
    assert.ok(before.has('first') && before.has('ann') && before.has('bob'));
    assert.deepEqual(lines, [
      `${join(directory, 'sessions')} cannot be written (ENOSPC: no space left on device, write): ` +
        'who has logged out may be known again after a restart',
    ]);
    before.end('eve', LATER);
    const after = await EndedSessions.open(directory, assert.fail);
    for (const name of ['first', 'ann', 'bob', 'eve']) assert.ok(after.has(name), name);
    assert.equal(after.generation, before.generation);
  }));

test('a file that cannot be opened at the start is reported, and written when it can be', () =>
  withDirectory(async (base) => {
    const directory = join(base, 'state');
    const lines: string[] = [];
    const before = await EndedSessions.open(directory, (line) => lines.push(line));
    before.end('ann', LATER);
    assert.equal(lines.length, 1);
    await mkdir(directory);
    before.end('bob', LATER);
    const after = await EndedSessions.open(directory, assert.fail);
    assert.deepEqual([after.has('ann'), after.has('bob'), after.generation], [true, true, before.generation]);
  }));

test('a file that others could write to is refused, and a link not followed', () =>
  withDirectory(async (directory) => {
    const outside = join(directory, 'outside');
    await writeFile(outside, 'of somebody else');
    await writeFile(join(directory, 'sessions'), '= planted\n', { mode: 0o666 });
    await chmod(join(directory, 'sessions'), 0o666);
    await assert.rejects(
      EndedSessions.open(directory, () => {}),
      StateError,
    );
    await rm(join(directory, 'sessions'));
    await symlink(outside, join(directory, 'sessions'));
    const lines: string[] = [];
    (await EndedSessions.open(directory, (line) => lines.push(line))).end('ann', LATER);
    assert.match(lines.join(), /ELOOP/);
    assert.equal(await readFile(outside, 'utf8'), 'of somebody else');
  }));
