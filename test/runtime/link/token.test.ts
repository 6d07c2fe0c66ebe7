import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { WebSocket } from 'ws';
import { createRelay } from '../../../server/relay.js';
import { connect, type Relay, type Token } from '../../../src/runtime/index.js';
import { tokenOf } from '../../../src/runtime/link/token.js';
import { until } from '../../kit/until.js';

const TOKEN = 'a-token-of-the-tests.1';

/** A relay that asks for credentials. */
async function withRelay(run: (url: string) => Promise<void>): Promise<void> {
  const relay = createRelay({ port: 0, producerToken: 'secret', assets: '.', auth: 'ann:secret', viewerToken: TOKEN });
  const { url } = await relay.listen();
  try {
    await run(url);
  } finally {
    await relay.close();
  }
}

/** Connects with a token until something is so. */
async function connected(url: string, token: Token | undefined, isSo: (hub: Relay) => boolean): Promise<void> {
  const hub = connect(url, { WebSocket, token });
  const leave = hub.subscribe(() => {});
  try {
    await until(() => isSo(hub));
  } finally {
    leave();
  }
}

const isOpen = ({ status }: Relay) => status.link === 'open';

describe('a page with the viewer token', { timeout: 60_000 }, () => {
  it('connects with a text', () => withRelay((url) => connected(url, TOKEN, isOpen)));

  it('is shown nothing any more when the relay comes back and takes the token no longer', async () => {
    const first = createRelay({
      port: 0,
      producerToken: 'secret',
      assets: '.',
      auth: 'ann:secret',
      viewerToken: TOKEN,
    });
    const { url } = await first.listen();
    const hub = connect(url, { WebSocket, token: TOKEN });
    const leave = hub.subscribe(() => {});
    await until(() => hub.config !== undefined);
    await first.close();
    const options = { port: Number(new URL(url).port), producerToken: 'secret', assets: '.', auth: 'ann:other' };
    const second = createRelay({ ...options, viewerToken: `${TOKEN}.2` });
    await second.listen();
    await until(() => hub.config === undefined);
    assert.deepEqual([hub.status.link, hub.status.problem?.includes('refuses this token')], ['refused', true]);
    leave();
    await second.close();
  });

  it('asks a function for each attempt', () =>
    withRelay(async (url) => {
      let asked = 0;
      const tokens = async () => (asked++ === 0 ? 'an old one' : TOKEN);
      await connected(url, tokens, isOpen);
      assert.ok(asked >= 2);
    }));

  it('says what to do when the token is wrong, missing, or cannot be had', () =>
    withRelay(async (url) => {
      const says = (text: string) => (hub: Relay) =>
        hub.status.link === 'refused' && hub.status.problem?.includes(text) === true;
      await connected(url, undefined, says('refuses viewers that have not logged in'));
      await connected(url, '“wrong” (token)', says(`The relay at ${url} refuses this token: give the value of`));
      await connected(url, () => Promise.reject(new Error('no network')), says('refuses this token'));
      // The hub is the same for all: another token is tried at once.
      await connected(url, TOKEN, isOpen);
      const hub = connect(url);
      assert.equal((await hub.fetch('config.json')).status, 200, 'what else is asked for has the token too');
    }));

  it('uses the token that it is given while another one is asked for', () =>
    withRelay(async (url) => {
      let give: ((token: string) => void) | undefined;
      const asked = () =>
        new Promise<string>((resolve) => {
          give = resolve;
        });
      const first = connect(url, { WebSocket, token: asked });
      const leave = first.subscribe(() => {});
      await until(() => give);
      connect(url, { token: TOKEN });
      give?.('an old one');
      await until(() => first.status.link !== 'connecting');
      assert.equal(first.status.link, 'open');
      leave();
    }));

  it('does not wait for a function that gives no token when it is given another one', () =>
    withRelay(async (url) => {
      let isAsked = false;
      const never = () => {
        isAsked = true;
        return new Promise<string>(() => {});
      };
      const hub = connect(url, { WebSocket, token: never });
      const leave = hub.subscribe(() => {});
      await until(() => isAsked);
      const before = performance.now();
      connect(url, { token: TOKEN });
      await until(() => isOpen(hub));
      assert.ok(performance.now() - before < 5000, `open after ${performance.now() - before} ms`);
      leave();
    }));

  it('ends the wait for a function whose token is no longer wanted', { timeout: 5000 }, async () => {
    const asking = new AbortController();
    const token = tokenOf(() => new Promise(() => {}), asking.signal);
    asking.abort();
    assert.equal(await token, '');
  });

  it('takes a function that gives no token within ten seconds for one that gives a wrong one', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      const token = tokenOf(() => new Promise(() => {}));
      mock.timers.tick(10_000);
      assert.equal(await token, '');
    } finally {
      mock.timers.reset();
    }
  });
});
