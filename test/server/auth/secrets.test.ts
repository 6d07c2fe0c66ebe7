import assert from 'node:assert/strict';
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSecret, SecretError } from '../../../server/auth/secrets.js';
import { RelayProcess, withProcess } from '../../kit/relay-process.js';
import { withDirectory } from '../log/logged-store.js';

const NAME = 'STREAMVIZ_AUTH';
const FILE = `${NAME}_FILE`;

function withFile(content: string, run: (path: string) => Promise<void>): Promise<void> {
  return withDirectory(async (directory) => {
    const path = join(directory, 'auth');
    await writeFile(path, content, { mode: 0o600 });
    await run(path);
  });
}

test('a secret comes from its variable, which is removed, or from the file that another names', () =>
  withFile('ann:of the file\n', async (path) => {
    const env: NodeJS.ProcessEnv = { [NAME]: 'ann:secret ', STREAMVIZ_OTHER: 'stays' };
    assert.equal(readSecret(NAME, env, assert.fail), 'ann:secret ');
    assert.deepEqual(env, { STREAMVIZ_OTHER: 'stays' });
    assert.equal(readSecret(NAME, env, assert.fail), undefined);
    assert.equal(readSecret(NAME, { [FILE]: path }, assert.fail), 'ann:of the file');
  }));

test('one that is set but empty is an error, and never no secret', () =>
  withDirectory(async (directory) => {
    const refused = (env: NodeJS.ProcessEnv, text: string | RegExp) => {
      assert.throws(
        () => readSecret(NAME, env, assert.fail),
        (error: Error) => {
          assert.ok(error instanceof SecretError);
          if (typeof text === 'string') assert.equal(error.message, text);
          else assert.match(error.message, text);
          return true;
        },
      );
      assert.ok(!(NAME in env));
    };
    for (const empty of ['', ' ', '\n', '\t\r\n']) {
      refused({ [NAME]: empty }, 'STREAMVIZ_AUTH is set but empty: give it a value, or unset it');
      refused({ [FILE]: empty }, 'STREAMVIZ_AUTH_FILE is set but empty: give it the path of a file, or unset it');
      const path = join(directory, 'empty');
      await writeFile(path, empty, { mode: 0o600 });
      const rule = `STREAMVIZ_AUTH_FILE names ${path}, which is empty: write the secret into it, or unset the variable`;
      refused({ [FILE]: path }, rule);
    }
    const folder = join(directory, 'folder');
    await mkdir(folder);
    for (const path of [folder, join(directory, 'missing')]) {
      refused(
        { [FILE]: path },
        /^STREAMVIZ_AUTH_FILE names \S+, which cannot be read \(E.*\): put the secret there, or unset it$/,
      );
    }
    for (const value of ['ann:secret', '']) {
      const rule = 'STREAMVIZ_AUTH and STREAMVIZ_AUTH_FILE are both set: keep one, and unset the other';
      refused({ [NAME]: value, [FILE]: folder }, rule);
    }
  }));

test('a file that others can read is reported, without what is in it', () =>
  withFile('ann:secret', async (path) => {
    for (const mode of [0o644, 0o640, 0o604, 0o602]) {
      await chmod(path, mode);
      const lines: string[] = [];
      assert.equal(
        readSecret(NAME, { [FILE]: path }, (line) => lines.push(line)),
        'ann:secret',
      );
      assert.deepEqual(lines, [
        `STREAMVIZ_AUTH_FILE: others than its owner can use ${path}; take that right away: chmod 600 ${path}`,
      ]);
    }
    await chmod(path, 0o440);
    const passed = { [FILE]: path, CREDENTIALS_DIRECTORY: join(path, '..') };
    assert.equal(readSecret(NAME, passed, assert.fail), 'ann:secret');
  }));

test('a relay does not start with a secret that is empty', async () => {
  for (const name of ['STREAMVIZ_AUTH', 'STREAMVIZ_PRODUCER_TOKEN', 'STREAMVIZ_VIEWER_TOKEN']) {
    await withProcess(new RelayProcess(['--port', '0', '--memory'], { [name]: '' }), async (relay) => {
      assert.notEqual(await relay.ended, 0);
      assert.equal(relay.errors, `streamviz-relay: ${name} is set but empty: give it a value, or unset it\n`);
    });
  }
});

test('a file that is no text, or too long for a secret, is refused; a byte order mark is no part of it', async () => {
  const read = (path: string) => readSecret(NAME, { [FILE]: path }, assert.fail);
  await withFile('\uFEFFann:secret\n', async (path) => assert.equal(read(path), 'ann:secret'));
  await withDirectory(async (directory) => {
    const path = join(directory, 'auth');
    await writeFile(path, Buffer.from([0x61, 0x3a, 0xff, 0xfe]), { mode: 0o600 });
    assert.throws(() => read(path), /STREAMVIZ_AUTH_FILE names .*auth, which cannot be read \(/);
    assert.throws(() => read('/dev/zero'), /\/dev\/zero, which cannot be read \(it has more than 65536 bytes\)/);
  });
});
