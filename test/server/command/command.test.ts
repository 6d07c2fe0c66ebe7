import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TestProducer } from '../../kit/producer.js';
import { RelayProcess, withProcess } from '../../kit/relay-process.js';
import { withDirectory } from '../log/logged-store.js';
import { NO_TOKEN } from './no-token.js';

test('--json prints one line when it serves, with the port it got', () =>
  withProcess(new RelayProcess(['--port', '0', '--memory', '--json']), async (relay) => {
    const { event, url, port } = await relay.listening();
    assert.deepEqual([event, url], ['listening', `http://127.0.0.1:${port}/`]);
    assert.equal((await fetch(`${url}healthz`)).status, 200);
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
