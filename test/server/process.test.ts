import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { TestProducer, TestViewer } from './client.js';
import { ORDERS, TOKEN } from './fixture.js';
import { RelayProcess, withProcess } from './relay-process.js';

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
  withProcess(
    new RelayProcess(['--parent-stdin', '--json'], { STREAMVIZ_PRODUCER_TOKEN: undefined }),
    async (relay) => {
      const options = { port: 0, memory: true, producerToken: 'of the parent', allowOrigin: ['http://example.com'] };
      relay.child.stdin?.write(`${JSON.stringify(options)}\n`);
      const { url } = await relay.listening();
      const feed = await TestProducer.open(url, { token: 'of the parent' });
      assert.ok(feed.ready);
      relay.child.stdin?.end();
      assert.equal(await relay.ended, 0);
      assert.ok(!relay.errors.includes('of the parent'));
    },
  ));

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

test('a token that nobody gave is made and printed once, and one in a file is read', async () => {
  const made = new RelayProcess(['--port', '0', '--memory', '--json'], { STREAMVIZ_PRODUCER_TOKEN: undefined });
  await withProcess(made, async (relay) => {
    const { url } = await relay.listening();
    const token = /STREAMVIZ_PRODUCER_TOKEN=(\S+)/.exec(relay.errors)?.[1] ?? '';
    assert.ok((await TestProducer.open(url, { token })).ready);
  });
  const directory = await mkdtemp(join(tmpdir(), 'streamviz-token-'));
  const file = join(directory, 'token');
  await writeFile(file, 'from a file\n');
  const read = new RelayProcess(['--port', '0', '--memory', '--json'], {
    STREAMVIZ_PRODUCER_TOKEN: undefined,
    STREAMVIZ_PRODUCER_TOKEN_FILE: file,
  });
  await withProcess(read, async (relay) => {
    const { url } = await relay.listening();
    assert.ok((await TestProducer.open(url, { token: 'from a file' })).ready);
  });
  await rm(directory, { recursive: true });
});

test('with a password it makes a viewer token, and tells it once to who started it and nobody else', async () => {
  const auth = { STREAMVIZ_AUTH: 'ann:secret' };
  const reads = async (url: string, token: string) =>
    (await fetch(`${url}config.json`, { headers: { authorization: `Bearer ${token}` } })).status;
  await withProcess(new RelayProcess(['--port', '0', '--memory', '--json'], auth), async (relay) => {
    const listening = await relay.listening();
    assert.deepEqual(Object.keys(listening), ['event', 'url', 'port']);
    while (!/VIEWER_TOKEN=\S+\n/.test(relay.errors)) await once(relay.child.stderr as NodeJS.ReadableStream, 'data');
    const token = /tags in other pages may read with this token: STREAMVIZ_VIEWER_TOKEN=(\S+)/.exec(relay.errors)?.[1];
    assert.equal(await reads(listening.url, token ?? ''), 200);
    assert.ok(!relay.errors.includes('secret'));
  });
  const given = new RelayProcess(['--port', '0', '--memory', '--json'], {
    ...auth,
    STREAMVIZ_VIEWER_TOKEN: 'a-token-of-the-tests.1',
  });
  await withProcess(given, async (relay) => {
    const { url } = await relay.listening();
    assert.equal(await reads(url, 'a-token-of-the-tests.1'), 200);
    assert.ok(!relay.errors.includes('a-token-of-the-tests.1'));
  });
  await withProcess(new RelayProcess(['--parent-stdin', '--json']), async (relay) => {
    relay.child.stdin?.write(`${JSON.stringify({ port: 0, memory: true, auth: 'ann:secret' })}\n`);
    const { url, viewerToken } = (await relay.listening()) as { url: string; viewerToken?: string };
    assert.equal(await reads(url, viewerToken ?? ''), 200);
    assert.ok(!relay.errors.includes(viewerToken ?? ''));
  });
});

test('what cannot be done ends in one sentence that names the fix', async () => {
  const taken = new RelayProcess(['--port', '0', '--memory', '--json']);
  await withProcess(taken, async (relay) => {
    const { port } = await relay.listening();
    const cases: readonly [readonly string[], RegExp][] = [
      [['--port', `${port}`, '--memory'], /port \d+ is taken by another program; choose another with --port, or 0/],
      [['--port', 'x'], /--port must be a whole number from 0 to 65535; it is "x"/],
      [['--port', '65536'], /--port must be a whole number from 0 to 65535; it is "65536"/],
      [['--host', '0.0.0.0', '--memory'], /refusing to listen on 0\.0\.0\.0 without authentication/],
      [['--allow-origin', 'example.com'], /--allow-origin "example\.com" is not an origin; .* https:\/\/example\.com/],
      [['--base-path', 'viz'], /--base-path must look like \/viz; it is viz/],
      [['--memory', '--state', '/tmp'], /--memory and --state exclude each other; give one/],
      [['--prot', '1'], /Unknown option '--prot'/],
    ];
    for (const [args, text] of cases) {
      const other = new RelayProcess(args);
      assert.equal(await other.ended, 1);
      assert.match(other.errors, text);
      assert.equal(other.errors.trim().split('\n').length, 1, other.errors);
    }
  });
});
