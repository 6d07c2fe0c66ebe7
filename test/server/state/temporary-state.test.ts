import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeTemporaryState, removeAbandonedStates } from '../../../server/state/temporary-state.js';
import { withDirectory } from '../log/logged-store.js';

test('states whose parents have ended are removed, and nothing else', () =>
  withDirectory(async (directory) => {
    process.env.TMPDIR = directory;
    const ended = spawn('true');
    const alive = spawn('cat');
    const isEnded = once(ended, 'close');
    const made = {
      abandoned: await makeTemporaryState(ended.pid as number),
      locked: await makeTemporaryState(ended.pid as number),
      needed: await makeTemporaryState(alive.pid as number),
      reused: await makeTemporaryState(alive.pid as number),
      elsewhere: await makeTemporaryState(ended.pid as number),
      users: join(directory, 'streamviz-production'),
      linked: join(directory, 'streamviz-linked'),
      odd: join(directory, 'streamviz-odd'),
    };
    await isEnded;
    await writeFile(join(made.abandoned, 'key'), 'secret');
    const marker = await readFile(join(made.needed, 'parent'), 'latin1');
    await writeFile(join(made.reused, 'parent'), marker.replace(/\d+$/, '1'));
    await writeFile(join(made.elsewhere, 'parent'), marker.replace(/^\d+ \S+/, `${ended.pid} pid:[1]`));
    for (const path of [made.users, made.odd]) await mkdir(path, { mode: 0o700 });
    await writeFile(join(made.users, 'key'), 'secret');
    await writeFile(join(made.odd, 'parent'), 'none', { mode: 0o600 });
    const target = join(directory, 'target');
    await mkdir(target);
    await writeFile(join(target, 'parent'), await readFile(join(made.abandoned, 'parent')));
    await symlink(target, made.linked);
    const release = await lockStateElsewhere(made.locked);
    await removeAbandonedStates();
    const left = Object.entries(made).filter(([, path]) => existsSync(path));
    assert.deepEqual(
      left.map(([name]) => name),
      ['locked', 'needed', 'elsewhere', 'users', 'linked', 'odd'],
    );
    assert.ok(existsSync(join(target, 'parent')));
    await release();
    await removeAbandonedStates();
    assert.ok(!existsSync(made.locked));
    alive.kill();
  }));

/** Locks a state in another process. */
async function lockStateElsewhere(path: string): Promise<() => Promise<void>> {
  const module = new URL('../../../server/state/state-lock.js', import.meta.url).href;
  const code = `import { lockState } from '${module}'; await lockState(process.argv[1]); console.log('locked'); process.stdin.resume()`;
  const holder = spawn(process.execPath, ['--input-type=module', '-e', code, path]);
  await once(holder.stdout, 'data');
  return async () => {
    holder.kill();
    await once(holder, 'close');
  };
}
