import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestProducer, TestViewer } from './client.js';
import { ORDERS, TOKEN } from './fixture.js';
import { withDirectory } from './log/logged-store.js';
import { MAIN, RelayProcess, withProcess } from './relay-process.js';

const NO_TOKEN = { STREAMVIZ_PRODUCER_TOKEN: undefined };

test('--json prints one line when it serves, with the port it got', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
    const { event, url, port } = await relay.listening();
    assert.deepEqual([event, url], ['listening', `http://127.0.0.1:${port}/`]);
    assert.equal((await fetch(`${url}healthz`)).status, 200);
  }));

test('SIGTERM and SIGINT ask viewers to come back and end the process with 0', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    await withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
      const { url } = await relay.listening();
      const page = await TestViewer.connect(url);
      relay.child.kill(signal);
      assert.equal(await relay.ended, 0);
      await page.until(() => page.closed !== undefined);
      assert.equal(page.closed?.code, 1012);
      assert.equal(page.errors[0]?.code, 'restart');
    });
  }
});

test('with --parent-stdin it takes options and secrets from the first line, and ends with stdin', () =>
  withProcess(new RelayProcess(['--parent-stdin', '--json'], NO_TOKEN), async (relay) => {
    const options = { port: 0, memory: true, producerToken: 'of the parent', allowOrigin: ['http://example.com'] };
    relay.child.stdin?.write(`${JSON.stringify(options)}\n`);
    const { url } = await relay.listening();
    const feed = await TestProducer.open(url, { token: 'of the parent' });
    assert.ok(feed.ready);
    relay.child.stdin?.end();
    assert.equal(await relay.ended, 0);
    assert.ok(!relay.errors.includes('of the parent'));
  }));

test('with its parent ends a state that nobody needs then, and no other', async () => {
  for (const [stateIsTemporary, signal, stays] of [
    [true, undefined, false],
    [true, 'SIGTERM', true], // The parent lives, and starts it again
    [false, undefined, true],
  ] as const) {
    await withDirectory((directory) =>
      withProcess(new RelayProcess(['--parent-stdin', '--json']), async (relay) => {
        const state = join(directory, 'state');
        relay.child.stdin?.write(`${JSON.stringify({ port: 0, state, stateIsTemporary })}\n`);
        const { url } = await relay.listening();
        const feed = await TestProducer.open(url, { token: TOKEN });
        feed.declare(ORDERS);
        await feed.commit({ orders: { up: [['1', 'eu', 1]] } });
        assert.ok(existsSync(join(state, 'key')));
        if (signal === undefined) relay.child.stdin?.end();
        else relay.child.kill(signal);
        assert.equal(await relay.ended, 0);
        assert.equal(existsSync(state), stays);
      }),
    );
  }
});

test('where the system allows few open files there is room for fewer links, which it says', async () => {
  const relay = spawn('sh', ['-c', `ulimit -n 300; exec "$0" "$1" --port 0 --memory`, process.execPath, MAIN], {
    env: { ...process.env, STREAMVIZ_PRODUCER_TOKEN: TOKEN },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  const silent: Socket[] = [];
  try {
    for await (const data of relay.stderr) {
      said += String(data);
      if (said.includes('serving')) break;
    }
    const rule = 'this process may have 300 files open, which leaves room for 100 links of 10000';
    assert.ok(said.startsWith(`${rule}: raise that limit (ulimit -n; LimitNOFILE= of systemd) for more\n`), said);
    const url = /serving (\S+)/.exec(said)?.[1] ?? '';
    const port = Number(new URL(url).port);
    for (let i = 0; i < 400; i++) silent.push(connect(port, '127.0.0.1').on('error', () => {}));
    assert.equal((await fetch(`${url}healthz`)).status, 200);
    assert.ok((await TestProducer.open(url, { token: TOKEN })).ready);
  } finally {
    for (const socket of silent) socket.destroy();
    relay.kill();
  }
});

test('it goes on when nobody reads its log any more', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
    const { url } = await relay.listening();
    relay.child.stderr?.destroy();
    for (let i = 0; i < 5; i++) {
      const producer = await TestProducer.open(url, { token: TOKEN });
      assert.ok(producer.ready);
      await producer.end();
      await TestProducer.open(url, { token: `wrong ${i}` }).catch(() => {});
    }
    assert.equal((await fetch(`${url}healthz`)).status, 200);
    assert.equal(relay.child.exitCode, null);
  }));

test('SIGUSR1 opens no debugger', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
    const { url } = await relay.listening();
    for (let i = 0; i < 3; i++) {
      relay.child.kill('SIGUSR1');
      assert.equal((await fetch(`${url}healthz`)).status, 200);
    }
    assert.doesNotMatch(relay.errors, /Debugger listening/);
  }));

test('a relay that is killed comes back with its epoch and positions, and the run goes on', async () => {
  const state = await mkdtemp(join(tmpdir(), 'streamviz-state-'));
  const args = ['--port', '0', '--state', state, '--json'];
  let run = '';
  let resume = { epoch: '', after: 0 };
  await withProcess(new RelayProcess(args), async (relay) => {
    const { url } = await relay.listening();
    const feed = await TestProducer.open(url, { token: TOKEN });
    run = feed.run;
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: ['1', '2'].map((key) => [key, 'eu', 1]) } });
    const page = await TestViewer.connect(url);
    await page.load('orders');
    resume = page.resume;
    relay.child.kill('SIGKILL');
    assert.equal(await relay.ended, 'SIGKILL');
  });
  await withProcess(new RelayProcess(args), async (relay) => {
    const { url } = await relay.listening();
    const page = await TestViewer.connect(url);
    assert.equal(page.hello?.epoch, resume.epoch);
    assert.equal(page.hello?.position, resume.after);
    await page.until(() => page.sync?.state === 'stale');
    const feed = await TestProducer.open(url, { token: TOKEN, run });
    assert.equal(feed.ready?.ack, 1);
    page.subscribe('orders', resume);
    await feed.commit({ orders: { del: ['1'] } });
    await page.until(() => page.messages.some((message) => message.type === 'rows'));
    const frame = page.messages.find((message) => message.type === 'rows');
    assert.deepEqual([frame?.from, frame?.del], [resume.after, ['1']]);
  });
  await rm(state, { recursive: true });
});

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

test('without a terminal and a state directory it says which token to set', () =>
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

async function reads(url: string, token: string): Promise<number> {
  return (await fetch(`${url}config.json`, { headers: { authorization: `Bearer ${token}` } })).status;
}

test('a producer token that can be guessed is a warning', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory'], { STREAMVIZ_PRODUCER_TOKEN: 'short' }), async (relay) => {
    await relay.until(() => relay.errors.includes('serving'));
    assert.match(
      relay.errors,
      /STREAMVIZ_PRODUCER_TOKEN has less than 16 characters, which can be guessed; make another/,
    );
  }));

test('with --log-format json every line of the log is JSON', () =>
  withDirectory((state) =>
    withProcess(
      new RelayProcess(['--port', '0', '--state', state, '--log-format', 'json'], NO_TOKEN),
      async (relay) => {
        await relay.until(() => relay.errors.includes('serving'));
        const url = /serving ([^"]+)/.exec(relay.errors)?.[1] ?? '';
        await TestProducer.open(url, { token: 'wrong' }).catch(() => {});
        await relay.until(() => relay.errors.includes('producer_token'));
        const events = relay.errors
          .trim()
          .split('\n')
          .map((line) => (JSON.parse(line) as { event: string }).event);
        assert.deepEqual(events, ['note', 'note', 'refused']);
      },
    ),
  ));

test('what cannot be done ends in one sentence that names the fix', async () => {
  const taken = new RelayProcess(['--port', '0', '--memory', '--json']);
  await withProcess(taken, async (relay) => {
    const { port } = await relay.listening();
    const cases: readonly [readonly string[], RegExp, number][] = [
      [['--port', `${port}`, '--memory'], /port \d+ is taken by another program; choose another with --port, or 0/, 69],
      [['--host', '203.0.113.1', '--memory'], /203\.0\.113\.1/, 69],
      [['--port', 'x'], /--port must be a whole number from 0 to 65535; it is "x"/, 78],
      [['--port', '65536'], /--port must be a whole number from 0 to 65535; it is "65536"/, 78],
      [['--host', '0.0.0.0', '--memory'], /refusing to listen on 0\.0\.0\.0 without authentication/, 78],
      [
        ['--allow-origin', 'example.com'],
        /--allow-origin "example\.com" is not an origin; .* https:\/\/example\.com/,
        78,
      ],
      [
        ['--allowed-host', ''],
        /--allowed-host must be a host name such as viz\.example\.com, without scheme and port; it is empty/,
        78,
      ],
      [
        ['--trusted-proxy', 'proxy'],
        /--trusted-proxy must be an address or a network such as 10\.0\.0\.0\/8; it is "proxy"/,
        78,
      ],
      [['--log-format', 'xml'], /--log-format must be text or json; it is "xml"/, 78],
      [['--base-path', 'viz'], /--base-path must look like \/viz; it is viz/, 78],
      [['--base-path', '/..'], /--base-path must look like \/viz; it is \/\.\./, 78],
      [['--memory', '--state', '/tmp'], /--memory and --state exclude each other; give one/, 78],
      [['--state', '/dev/null', '--port', '0'], /state directory \/dev\/null/, 73],
      [['--prot', '1'], /Unknown option '--prot'/, 64],
    ];
    for (const [args, text, code] of cases) {
      const env: Record<string, string> = args.includes('203.0.113.1') ? { STREAMVIZ_AUTH: 'ann:secret' } : {};
      const other = new RelayProcess(args, env);
      assert.equal(await other.ended, code, args.join(' '));
      assert.match(other.errors, text);
      assert.equal(other.errors.trim().split('\n').length, 1, other.errors);
    }
  });
});
