import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { identityOf } from '../../../server/state/process-identity.js';
import { lockState, StateInUse } from '../../../server/state/state-lock.js';
import { withDirectory } from '../log/logged-store.js';

const isRoot = process.geteuid?.() === 0;
const ANOTHER = 65534;
const LOCK_MODULE = new URL('../../../server/state/state-lock.js', import.meta.url).href;
const TRY = `
  const { lockState } = await import(process.argv[1]);
  process.stdin.once('end', () => process.exit()).resume();
  const hold = (release) => {
    globalThis.release = release;
    console.log('held');
  };
  await lockState(process.argv[2]).then(hold, (error) => console.log(error.message));
`;

/** A process that tries to lock a directory, and stays until its input ends. */
function contender(directory: string, uid?: number): ChildProcess {
  const args = ['--input-type=module', '-e', TRY, LOCK_MODULE, directory];
  const options = { stdio: ['pipe', 'pipe', 'inherit'] as ['pipe', 'pipe', 'inherit'] };
  return spawn(process.execPath, args, uid === undefined ? options : { ...options, uid, gid: uid });
}

async function outcomeOf({ stdout }: ChildProcess): Promise<string> {
  const [data] = await once(stdout as NodeJS.ReadableStream, 'data');
  return String(data).trim();
}

async function end(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

test('one relay alone has a directory, until it stops or is killed', () =>
  withDirectory(async (directory) => {
    const holder = contender(directory);
    assert.equal(await outcomeOf(holder), 'held');
    await assert.rejects(lockState(directory), (error: Error) => {
      assert.ok(error instanceof StateInUse);
      assert.equal(
        error.message,
        `the state directory ${directory} is in use by process ${holder.pid}: ` +
          'stop that relay, or choose another directory with --state',
      );
      return true;
    });
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    const release = await lockState(directory);
    assert.match(await readFile(join(directory, 'lock'), 'utf8'), new RegExp(`^${process.pid} .*\n$`));
    await release();
    assert.deepEqual(await readdir(directory), []);
  }));

test('a lock that names a living stranger, or nothing that makes sense, holds nothing up', async () => {
  const parent = await identityOf(process.ppid);
  const locks = [
    '',
    '\0\0\0\0',
    'not a number\nat all',
    '-1\n',
    '0\n',
    '99999999999999999999',
    '1',
    `1 ${await identityOf(1)}`,
    `1\n${await identityOf(1)}`,
    `${process.ppid}`,
    `${process.ppid} ${parent}`,
    `${process.ppid} of another boot of the machine 1234`,
    `${process.pid} ${await identityOf(process.pid)}`,
    `${process.pid} of another boot of the machine 1234`,
  ];
  for (const lock of locks) {
    await withDirectory(async (directory) => {
      await writeFile(join(directory, 'lock'), lock);
      const release = await lockState(directory);
      await release();
    });
  }
});

test('a lock that names the process of another user holds nothing up', { skip: !isRoot }, () =>
  withDirectory(async (base) => {
    await chmod(base, 0o755);
    const directory = join(base, 'state');
    await mkdir(directory);
    await writeFile(
      join(directory, 'lock'),
      `${process.pid} ${await identityOf(process.pid)}\n1 ${await identityOf(1)}`,
    );
    for (const path of [directory, join(directory, 'lock')]) await chown(path, ANOTHER, ANOTHER);
    const other = contender(directory, ANOTHER);
    assert.equal(await outcomeOf(other), 'held');
    await end(other);
  }),
);

test('of relays that come at the same moment upon the lock of a dead one, one gets it', () =>
  withDirectory(async (directory) => {
    for (let round = 0; round < 3; round++) {
      await writeFile(join(directory, 'lock'), '1 of another boot of the machine 1234');
      const contenders = Array.from({ length: 6 }, () => contender(directory));
      const outcomes = await Promise.all(contenders.map(outcomeOf));
      assert.equal(outcomes.filter((one) => one === 'held').length, 1, outcomes.join('\n'));
      const holder = contenders[outcomes.indexOf('held')]?.pid;
      for (const outcome of outcomes)
        assert.ok(outcome === 'held' || outcome.includes(`by process ${holder}:`), outcome);
      await Promise.all(contenders.map(end));
    }
  }));
