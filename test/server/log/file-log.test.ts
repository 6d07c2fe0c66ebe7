import assert from 'node:assert/strict';
import { appendFile, cp, mkdir, open, readdir, readFile, rmdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LogEntry } from '../../../server/log/log-entry.js';
import { frameRecord, readRecords } from '../../../server/state/records.js';
import { BEGIN, commit, LoggedStore, leaveAsKilled, newest, stateOf, withDirectory } from './logged-store.js';

test('a log that was closed brings back rows, config, run, positions and epoch', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory).open();
    for (const entry of [...BEGIN, commit(1, 'a'), commit(2, 'b')]) await before.append(entry);
    await before.log.close();
    const after = await new LoggedStore(directory).open();
    assert.equal(after.store.epoch, before.store.epoch);
    assert.deepEqual(stateOf(after), stateOf(before));
    await after.log.close();
  }));

test('a killed relay comes back with its epoch, without the record that was cut off', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory).open();
    for (const entry of [...BEGIN, commit(1, 'a'), commit(2, 'b')]) await before.append(entry);
    await leaveAsKilled(directory);
    const path = await newest(directory, '.log');
    await truncate(path, (await readFile(path)).length - 3);
    const after = await new LoggedStore(directory).open();
    assert.equal(after.store.epoch, before.store.epoch);
    assert.equal(after.store.position, before.store.position - 1);
    await after.append(commit(3, 'c'));
    await after.log.close();
    const third = await new LoggedStore(directory).open();
    assert.deepEqual(
      [...(third.store.widgets.get('orders')?.collection.rows() ?? [])].map(([key]) => key),
      ['a', 'c'],
    );
    await third.log.close();
    await before.log.close();
  }));

test('pieces of a commit are logged as they came, and replayed as one', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory).open();
    for (const entry of BEGIN) await before.append(entry);
    const raw = [
      '{"type":"commit","seq":1,"time":1,"more":true,"changes":{"orders":{"up":[["a","eu",1]]}}}',
      '{"type":"commit","seq":1,"time":1,"changes":{"orders":{"up":[["b","eu",2]],"del":["a"]}}}',
    ].map((text) => Buffer.from(text));
    const up: [string, string, number][] = [
      ['a', 'eu', 1],
      ['b', 'eu', 2],
    ];
    const entry: LogEntry = {
      type: 'commit',
      seq: 1,
      time: 1,
      at: 1,
      changes: { orders: { up, del: ['a'] } },
      refused: [],
    };
    await before.append(entry, raw);
    await before.log.close();
    const after = await new LoggedStore(directory).open();
    assert.deepEqual(stateOf(after), stateOf(before));
    await after.log.close();
  }));

test('a wrong checksum ends the log there, and begins a new epoch', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory).open();
    for (const entry of [...BEGIN, commit(1, 'a'), commit(2, 'b')]) await before.append(entry);
    await before.log.close();
    const path = await newest(directory, '.log');
    const bytes = await readFile(path);
    bytes[bytes.lastIndexOf('["b"')] = 0x20;
    await writeFile(path, bytes);
    const after = await new LoggedStore(directory).open();
    assert.notEqual(after.store.epoch, before.store.epoch);
    assert.equal(after.store.position, before.store.position - 1);
    assert.match(after.reports.join(), /00000001\.log is damaged from byte \d+ on; a new epoch begins/);
    await after.log.close();
    const third = await new LoggedStore(directory).open();
    assert.equal(third.store.epoch, after.store.epoch);
    assert.deepEqual(stateOf(third), stateOf(after));
    await third.log.close();
  }));

test('zeros at the end, as a machine that lost its power leaves them, are damage', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory).open();
    for (const entry of BEGIN) await before.append(entry);
    await before.log.close();
    await appendFile(await newest(directory, '.log'), Buffer.alloc(64));
    const after = await new LoggedStore(directory).open();
    assert.notEqual(after.store.epoch, before.store.epoch);
    await after.log.close();
  }));

test('another boot of the machine begins a new epoch, unless the relay had stopped before', async () => {
  for (const hasStopped of [false, true]) {
    await withDirectory(async (directory) => {
      const before = await new LoggedStore(directory).open();
      for (const entry of BEGIN) await before.append(entry);
      const path = await newest(directory, '.log');
      const running = await readFile(path);
      await before.log.close();
      await rewrite(path, hasStopped ? await readFile(path) : running);
      const after = await new LoggedStore(directory).open();
      assert.equal(after.store.epoch === before.store.epoch, hasStopped);
      assert.equal(after.reports.join().includes('the machine stopped before the disk had everything'), !hasStopped);
      assert.equal(after.store.position, before.store.position, 'what is there stays');
      await after.log.close();
    });
  }
});

/** Writes a log as if it came from another boot of the machine. */
async function rewrite(path: string, log: Buffer): Promise<void> {
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
  await writeFile(path, log);
  const records: Buffer[] = [];
  for await (const payload of readRecords(path)) {
    records.push(...frameRecord([Buffer.from(payload.toString().replace(boot, 'an earlier one'))]));
  }
  await writeFile(path, Buffer.concat(records));
}

test('a log that has grown is compacted in the background, and holds the same', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory, { compactAfter: 2000 }).open();
    for (const entry of BEGIN) await before.append(entry);
    for (let i = 1; i <= 100; i++) await before.append(commit(i, `${i % 7}`));
    await before.log.close();
    const names = (await readdir(directory)).sort();
    assert.equal(names.filter((name) => name.endsWith('.snapshot')).length, 1);
    const after = await new LoggedStore(directory).open();
    assert.equal(after.store.epoch, before.store.epoch);
    assert.deepEqual(stateOf(after), stateOf(before));
    await after.log.close();
  }));

test('a compaction that fails loses nothing', () =>
  withDirectory(async (directory) => {
    const before = await new LoggedStore(directory, { compactAfter: 2000 }).open();
    for (const entry of BEGIN) await before.append(entry);
    const inTheWay = join(directory, '00000002.snapshot.tmp');
    await mkdir(inTheWay);
    for (let i = 1; i <= 20; i++) await before.append(commit(i, `${i}`));
    await before.log.close();
    assert.match(before.reports.join(), /cannot be compacted/);
    await rmdir(inTheWay);
    const after = await new LoggedStore(directory).open();
    assert.equal(after.store.epoch, before.store.epoch);
    assert.deepEqual(stateOf(after), stateOf(before));
    await after.log.close();
  }));

test('a disk that fails is reported once; the relay goes on in memory, and in a new epoch when it can write again', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory).open();
    for (const entry of BEGIN) await logged.append(entry);
    await failWrites(async () => {
      for (let i = 1; i <= 3; i++) await logged.append(commit(i, `${i}`));
      assert.match(logged.log.degraded ?? '', /cannot be written \(ENOSPC/);
      assert.equal(logged.reports.length, 1);
      assert.equal(logged.store.widgets.get('orders')?.collection.size, 3);
    });
    while (logged.epochs.length === 0) await new Promise(setImmediate);
    assert.notEqual(logged.epochs[0], logged.store.epoch);
    assert.equal(logged.log.degraded, undefined);
    await logged.append(commit(4, '4'));
    await logged.log.close();
    const after = await new LoggedStore(directory).open();
    assert.equal(after.store.epoch, logged.epochs[0]);
    assert.deepEqual(stateOf(after), stateOf(logged));
    await after.log.close();
  }));

test('a relay that was killed while its disk had failed comes back in a new epoch', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory, { retryDisk: 60_000 }).open();
    for (const entry of BEGIN) await logged.append(entry);
    await failWrites(() => logged.append(commit(1, '1')));
    await leaveAsKilled(directory);
    const after = await new LoggedStore(directory).open();
    assert.notEqual(after.store.epoch, logged.store.epoch);
    assert.match(after.reports.join(), /the disk had failed/);
    await after.log.close();
    await logged.log.close();
  }));

test('a failed log that cannot even be renamed keeps its epoch, and what is visible from then on has another', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory, { retryDisk: 60_000 }).open();
    for (const entry of BEGIN) await logged.append(entry);
    const inTheWay = join(directory, '00000001.lost');
    await mkdir(inTheWay);
    await failWrites(() => logged.append(commit(1, '1')));
    assert.equal(logged.epochs.length, 1, 'viewers come back to another epoch at once');
    await leaveAsKilled(directory);
    await rmdir(inTheWay);
    const after = await new LoggedStore(directory).open();
    assert.equal(after.store.epoch, logged.store.epoch);
    assert.notEqual(after.store.epoch, logged.epochs[0]);
    await after.log.close();
    await logged.log.close();
  }));

test('a log of another epoch without the checkpoint that it goes on from is not applied', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory).open();
    for (const entry of BEGIN) await logged.append(entry);
    await logged.log.close();
    await withDirectory(async (other) => {
      const begun = await new LoggedStore(other).open();
      for (const entry of [...BEGIN, commit(1, '1')]) await begun.append(entry);
      await begun.log.close();
      await cp(join(other, '00000001.log'), join(directory, '00000002.log'));
    });
    const after = await new LoggedStore(directory).open();
    assert.match(after.reports.join(), /what came before 00000002\.log is not complete; a new epoch begins/);
    assert.deepEqual(stateOf(after), stateOf(logged));
    await after.log.close();
  }));

test('before anything is taken, the disk has which boot of the machine it is', () =>
  withDirectory(async (directory) => {
    await (await new LoggedStore(directory).open()).log.close();
    const probe = await open('/dev/null', 'w');
    const handles = Object.getPrototypeOf(probe) as { sync: () => Promise<void> };
    await probe.close();
    const { sync } = handles;
    let synced = 0;
    handles.sync = function (this: unknown) {
      synced++;
      return sync.call(this);
    };
    const logged = await new LoggedStore(directory).open().finally(() => {
      handles.sync = sync;
    });
    assert.equal(synced, 1);
    await logged.log.close();
  }));

/** Makes every write of the log fail with a full disk, as long as the work lasts. */
async function failWrites(work: () => Promise<void>): Promise<void> {
  const probe = await open('/dev/null', 'w');
  const handles = Object.getPrototypeOf(probe) as { writev: unknown };
  await probe.close();
  const { writev } = handles;
  handles.writev = () => Promise.reject(new Error('ENOSPC: no space left on device, write'));
  try {
    await work();
  } finally {
    handles.writev = writev;
  }
}

for (const kind of ['.snapshot', '.log']) {
  test(`a ${kind} of another version is refused, and left as it is`, () =>
    withDirectory(async (directory) => {
      const before = await new LoggedStore(directory).open();
      for (const entry of [...BEGIN, commit(1, 'a')]) await before.append(entry);
      await before.log.close();
      const path = await newest(directory, kind);
      const records: Buffer[] = [];
      for await (const payload of readRecords(path)) records.push(payload);
      const head = JSON.parse(String(records[0])) as object;
      records[0] = Buffer.from(JSON.stringify({ ...head, format: 1 }));
      const written = Buffer.concat(records.flatMap((payload) => frameRecord([payload])));
      await writeFile(path, written);
      await assert.rejects(new LoggedStore(directory).open(), ({ message }: Error) =>
        message.startsWith(`${path} has format 1 of another version of StreamViz, and this one reads 2: start that`),
      );
      assert.deepEqual(await readFile(path), written);
    }));
}

test('a directory that cannot be made is an error that names the fix', () =>
  assert.rejects(
    new LoggedStore('/dev/null/state').open(),
    /cannot be made .*; choose another with --state, or --memory/,
  ));
