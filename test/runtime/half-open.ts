import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { RelayOptions } from '../../server/options.js';
import { createRelay } from '../../server/relay.js';
import { VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { connect } from '../../src/runtime/index.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import { until } from '../kit/until.js';

/** Runs a test against a relay with a way to it that can be frozen. */
async function withProxy<T>(
  options: Partial<RelayOptions>,
  run: (relay: { readonly proxied: string; readonly url: string; freeze(): void }) => Promise<T>,
): Promise<T> {
  const relay = createRelay({ port: 0, producerToken: 'secret', assets: '.', ...options });
  const { url, port } = await relay.listen();
  const proxy = await FaultProxy.before(port);
  try {
    return await run({ proxied: proxy.url, url, freeze: () => proxy.freeze() });
  } finally {
    proxy.close();
    await relay.close();
  }
}

/** Measures the seconds after which a relay has dropped the link of a viewer that it cannot reach any more. */
export function secondsUntilDropped(options: Partial<RelayOptions>): Promise<number> {
  return withProxy(options, async ({ proxied, url, freeze }) => {
    const viewer = new WebSocket(`${proxied.replace('http', 'ws')}live`, VIEWER_SUBPROTOCOL);
    await once(viewer, 'message');
    freeze();
    const start = performance.now();
    const isDropped = async () => (await (await fetch(`${url}metrics`)).text()).includes('\nstreamviz_viewers 0\n');
    await until(isDropped, 'the link is dropped', { every: 50 });
    viewer.terminate();
    return (performance.now() - start) / 1000;
  });
}

/** Measures the seconds after which a viewer is back that cannot reach its relay over the link that it has. */
export function secondsUntilRemade(options: Partial<RelayOptions>): Promise<number> {
  return withProxy(options, async ({ proxied, freeze }) => {
    const relay = connect(proxied, { WebSocket });
    relay.watch('anything');
    await until(() => relay.status.link === 'open' && relay.config !== undefined);
    freeze();
    const start = performance.now();
    await until(() => relay.status.link === 'reconnecting');
    await until(() => relay.status.link === 'open');
    relay.close();
    return (performance.now() - start) / 1000;
  });
}
