import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ORDERS } from '../../kit/fixture.js';
import { TestProducer } from '../../kit/producer.js';
import { RelayProcess, TOKEN, withProcess } from '../../kit/relay-process.js';
import { withDirectory } from '../log/logged-store.js';
import { NO_TOKEN } from './no-token.js';

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
