import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import fs, { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { LogDirectory, type Replayed } from '../../../server/log/log-directory.js';
import type { LogEntry } from '../../../server/log/log-entry.js';
import type { SavedState } from '../../../server/log/saved-state.js';
import { bootId } from '../../../server/state/boot-id.js';
import { readRecords } from '../../../server/state/records.js';
import {
  BEGIN,
  commit,
  copyAsKilled,
  LoggedStore,
  newest,
  newStore,
  stateOf,
  statesOf,
  withDirectory,
} from './logged-store.js';

const ENTRIES: readonly LogEntry[] = [...BEGIN, commit(1, 'a'), commit(2, 'b')];

/** Finds the byte where each record of a log begins, and where the last ends. */
async function boundariesOf(path: string): Promise<number[]> {
  const HEADER = 12;
  const boundaries = [0];
  for await (const payload of readRecords(path)) boundaries.push((boundaries.at(-1) ?? 0) + HEADER + payload.length);
  return boundaries;
}

/** Replays a directory, without going on with it. */
async function replayed(directory: string): Promise<Replayed & { readonly state: SavedState }> {
  const store = newStore();
  const found = await new LogDirectory(directory).replay(store, await bootId());
  return { ...found, state: stateOf({ store }) };
}

test('a log that was cut at any byte of its last record has all before it, in the same epoch', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory).open();
    for (const entry of ENTRIES) await logged.append(entry);
    const left = copyAsKilled(directory);
    await logged.log.close();
    const path = await newest(left, '.log');
    const whole = await readFile(path);
    const start = (await boundariesOf(path)).at(-2) as number;
    const state = statesOf(ENTRIES).at(-2);
    for (let end = start; end < whole.length; end++) {
      await writeFile(path, whole.subarray(0, end));
      assert.deepEqual(await replayed(left), { epoch: logged.store.epoch, end: start, damage: undefined, state });
    }
    const after = await new LoggedStore(left).open();
    await after.append(commit(3, 'c'));
    await after.log.close();
    const { epoch, state: last } = await replayed(left);
    assert.equal(epoch, logged.store.epoch);
    assert.deepEqual(last, stateOf(after));
    await rm(left, { recursive: true });
  }));

test('a bit that flipped anywhere in the log is damage, and what came before it is all there is', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory).open();
    for (const entry of ENTRIES) await logged.append(entry);
    await logged.log.close();
    const path = await newest(directory, '.log');
    const whole = await readFile(path);
    const boundaries = await boundariesOf(path);
    const states = statesOf(ENTRIES);
    for (let at = 0; at < whole.length; at++) {
      await writeFile(path, withFlippedBit(whole, at));
      const { damage, state } = await replayed(directory);
      const record = boundaries.findLastIndex((start) => start <= at);
      assert.equal(damage, `00000001.log is damaged from byte ${boundaries[record]} on`);
      // The first two records hold the epoch and the boot.
      assert.deepEqual(state, states[Math.max(0, record - 2)], `byte ${at}`);
    }
  }));

test('a bit that flipped anywhere in a checkpoint is damage, and nothing of it is there', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory, { compactAfter: 0 }).open();
    for (const entry of ENTRIES) await logged.append(entry);
    await logged.log.close();
    const path = await newest(directory, '.snapshot');
    const whole = await readFile(path);
    const [empty] = statesOf([]);
    for (let at = 0; at < whole.length; at++) {
      await writeFile(path, withFlippedBit(whole, at));
      const { damage, state } = await replayed(directory);
      assert.match(damage ?? '', /^\d+\.snapshot is damaged, and the state with it lost$/);
      assert.deepEqual(state, empty, `byte ${at}`);
    }
  }));

function withFlippedBit(whole: Buffer, at: number): Buffer {
  const flipped = Buffer.from(whole);
  flipped[at] = (flipped[at] as number) ^ (1 << (at % 8));
  return flipped;
}

test('killed before any step of a compaction, it comes back with all that was taken, positions and epoch', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory, { compactAfter: 2000 }).open();
    const entries: readonly LogEntry[] = [...BEGIN, ...Array.from({ length: 30 }, (_, i) => commit(i + 1, `${i % 3}`))];
    const states = statesOf(entries).map((state) => JSON.stringify(state));
    const moments: { readonly step: string; readonly left: string; readonly taken: number }[] = [];
    let taken = 0;
    const stop = await beforeEachStep(directory, (step) =>
      moments.push({ step, left: copyAsKilled(directory), taken }),
    );
    try {
      for (const entry of entries) {
        await logged.append(entry);
        taken++;
      }
      await logged.log.close();
    } finally {
      stop();
    }
    const steps = new Set(moments.map(({ step }) => step));
    assert.deepEqual([...steps].sort(), ['appendFile', 'open', 'rename', 'rm', 'sync', 'writev']);
    for (const { step, left, taken } of moments) {
      const { epoch, damage, state } = await replayed(left);
      assert.deepEqual([epoch, damage], [logged.store.epoch, undefined], step);
      // The entry that was on its way may be there, though nobody got an acknowledgement.
      assert.ok([states[taken], states[taken + 1]].includes(JSON.stringify(state)), step);
      await rm(left, { recursive: true });
    }
  }));

test('what a compaction that was killed left is removed at the next start', () =>
  withDirectory(async (directory) => {
    const logged = await new LoggedStore(directory, { compactAfter: 0 }).open();
    for (const entry of ENTRIES) await logged.append(entry);
    await logged.log.close();
    const names = await readdir(directory);
    await writeFile(join(directory, '00000000.log'), '');
    await writeFile(join(directory, '00000099.snapshot.tmp'), 'half of it');
    const after = await new LoggedStore(directory).open();
    await after.log.close();
    assert.deepEqual(await readdir(directory), names);
    assert.equal(after.store.epoch, logged.store.epoch);
  }));

/** Calls back before each call that changes a file of the directory, one at a time. Gives a function that ends it. */
async function beforeEachStep(directory: string, callback: (step: string) => void): Promise<() => void> {
  type Call = (...args: unknown[]) => Promise<unknown>;
  type Calls = Record<string, Call>;
  const file = await fs.open('/dev/null');
  const handles = Object.getPrototypeOf(file) as Calls;
  await file.close();
  const undo: (() => void)[] = [];
  let turn: Promise<unknown> = Promise.resolve();
  const wrap = (owner: Calls, name: string, isOurs: (path: unknown) => boolean) => {
    const original = owner[name] as Call;
    owner[name] = function (this: unknown, ...args: unknown[]) {
      if (!isOurs(args[0])) return original.apply(this, args);
      const step = turn.then(() => {
        callback(name);
        return original.apply(this, args);
      });
      turn = step.catch(() => {});
      return step;
    };
    undo.push(() => {
      owner[name] = original;
    });
  };
  for (const name of ['open', 'rename', 'rm']) {
    wrap(fs as unknown as Calls, name, (path) => String(path).startsWith(directory) && !String(path).endsWith('lock'));
  }
  for (const name of ['writev', 'appendFile', 'sync']) wrap(handles, name, () => true);
  syncBuiltinESMExports();
  return () => {
    for (const one of undo) one();
    syncBuiltinESMExports();
  };
}

test('all files of a log together stay below its limit, or three times the state if that is more', () =>
  withDirectory(async (directory) => {
    const compactAfter = 60_000;
    const logged = await new LoggedStore(directory, { compactAfter }).open();
    for (const entry of BEGIN) await logged.append(entry);
    const fullest: number[] = [];
    for (let seq = 1; seq <= 600; seq++) {
      const keys = seq < 200 ? 200 : 2000;
      const up = Array.from({ length: 20 }, (_, i): [string, string, number] => [
        `${(seq * 20 + i) % keys}`,
        'eu',
        seq,
      ]);
      await logged.append({ type: 'commit', seq, time: seq, at: seq, changes: { orders: { up } }, refused: [] });
      const live = JSON.stringify(stateOf(logged)).length;
      fullest.push((bytesIn(directory) - ONE_COMMIT) / Math.max(compactAfter, 3 * live));
    }
    await logged.log.close();
    assert.ok(Math.max(...fullest) <= 1, `${Math.max(...fullest)} of it`);
    assert.ok(Math.max(...fullest) > 0.7, 'it came close to the limit');
  }));

/** Bytes of the last commit, which may cross the limit before the log is compacted. */
const ONE_COMMIT = 1000;

function bytesIn(directory: string): number {
  // A compaction may remove one meanwhile.
  return readdirSync(directory)
    .map((name) => statSync(join(directory, name), { throwIfNoEntry: false })?.size ?? 0)
    .reduce((sum, size) => sum + size, 0);
}
