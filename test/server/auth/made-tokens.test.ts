import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestProducer } from '../../kit/producer.js';
import { MAIN, RelayProcess, withProcess } from '../../kit/relay-process.js';
import { NO_TOKEN } from '../command/no-token.js';
import { withDirectory } from '../log/logged-store.js';

test('a token that nobody gave is in a file of the state directory, for no log may keep it', () =>
  withDirectory(async (state) => {
    const made = new RelayProcess(['--port', '0', '--state', state, '--json'], {
      ...NO_TOKEN,
      STREAMVIZ_AUTH: 'ann:secret',
    });
    await withProcess(made, async (relay) => {
      const listening = await relay.listening();
      assert.deepEqual(Object.keys(listening), ['event', 'url', 'port']);
      const { url } = listening;
      const [token, viewerToken] = ['producer-token', 'viewer-token'].map((name) => {
        const file = join(state, name);
        assert.equal(statSync(file).mode & 0o777, 0o600);
        const text = readFileSync(file, 'utf8').trim();
        assert.ok(!relay.errors.includes(text));
        return text;
      });
      assert.ok((await TestProducer.open(url, { token: token ?? '' })).ready);
      assert.equal(await reads(url, viewerToken ?? ''), 200);
      for (const name of ['PRODUCER', 'VIEWER']) {
        const line = `token: STREAMVIZ_${name}_TOKEN_FILE=${join(state, `${name.toLowerCase()}-token`)}`;
        assert.ok(relay.errors.includes(line), relay.errors);
      }
      assert.ok(!relay.errors.includes('secret'));
    });
  }));

test('without a terminal and a state directory the log names the token to set', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json'], NO_TOKEN), async (relay) => {
    await relay.listening();
    await relay.until(() => relay.errors.includes('\n'));
    const rule =
      'which is shown to nobody, for there is no terminal and no state directory: set STREAMVIZ_PRODUCER_TOKEN';
    assert.equal(relay.errors, `producers need this token, ${rule}\n`);
  }));

test('on a terminal a token that nobody gave is printed once', async () => {
  const command = [process.execPath, MAIN, '--port', '0', '--memory'].join(' ');
  const { STREAMVIZ_PRODUCER_TOKEN: _none, ...env } = process.env;
  const terminal = spawn('script', ['-qefc', command, '/dev/null'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    let shown = '';
    for await (const data of terminal.stdout) {
      shown += String(data);
      if (shown.includes('serving http')) break;
    }
    const token = /producers need this token: STREAMVIZ_PRODUCER_TOKEN=(\S+)/.exec(shown)?.[1] ?? '';
    const url = /serving (\S+)/.exec(shown)?.[1] ?? '';
    assert.ok((await TestProducer.open(url, { token })).ready);
  } finally {
    terminal.kill();
  }
});

test('a token in a file is read', () =>
  withDirectory(async (directory) => {
    const file = join(directory, 'token');
    await writeFile(file, 'from a file, long enough\n', { mode: 0o600 });
    const read = new RelayProcess(['--port', '0', '--memory', '--json'], {
      ...NO_TOKEN,
      STREAMVIZ_PRODUCER_TOKEN_FILE: file,
    });
    await withProcess(read, async (relay) => {
      const { url } = await relay.listening();
      assert.ok((await TestProducer.open(url, { token: 'from a file, long enough' })).ready);
      assert.equal(relay.errors, '');
    });
  }));

test('tokens that were given are shown to nobody, and one that is made only to the parent', async () => {
  const given = new RelayProcess(['--port', '0', '--memory', '--json'], {
    STREAMVIZ_AUTH: 'ann:secret',
    STREAMVIZ_VIEWER_TOKEN: 'a-token-of-the-tests.1',
  });
  await withProcess(given, async (relay) => {
    const { url } = await relay.listening();
    assert.equal(await reads(url, 'a-token-of-the-tests.1'), 200);
    assert.equal(relay.errors, '');
  });
  await withProcess(new RelayProcess(['--parent-stdin', '--json']), async (relay) => {
    relay.child.stdin?.write(`${JSON.stringify({ port: 0, memory: true, auth: 'ann:secret' })}\n`);
    const { url, viewerToken } = (await relay.listening()) as { url: string; viewerToken?: string };
    assert.equal(await reads(url, viewerToken ?? ''), 200);
    assert.ok(!relay.errors.includes(viewerToken ?? ''));
  });
});

test('a producer token that can be guessed is a warning', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory'], { STREAMVIZ_PRODUCER_TOKEN: 'short' }), async (relay) => {
    await relay.until(() => relay.errors.includes('serving'));
    assert.match(
      relay.errors,
      /STREAMVIZ_PRODUCER_TOKEN has less than 16 characters, which can be guessed; make another/,
    );
  }));

async function reads(url: string, token: string): Promise<number> {
  return (await fetch(`${url}config.json`, { headers: { authorization: `Bearer ${token}` } })).status;
}
