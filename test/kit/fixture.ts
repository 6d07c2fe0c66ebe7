import { fileURLToPath } from 'node:url';
import type { RelayOptions } from '../../server/options.js';
import { createRelay } from '../../server/relay.js';
import type { ConfigMessage } from '../../src/core/messages.js';
import { type ProducerOptions, TestProducer } from './producer.js';
import { TOKEN } from './relay-process.js';
import { TestViewer } from './viewer.js';

export { TOKEN };

/** dist/, where the bundles are when they have been built. */
export const ASSETS = fileURLToPath(new URL('../../', import.meta.url));

/** A relay on a port of its own, with what is connected to it. */
export interface Fixture {
  readonly url: string;
  viewer(): Promise<TestViewer>;
  producer(options?: Partial<ProducerOptions>): Promise<TestProducer>;
  /** Closes the relay before the end of the test. */
  close(): Promise<void>;
}

/** Runs a test against a real relay on real sockets, and closes everything after it. */
export async function withRelay(
  options: Partial<RelayOptions>,
  test: (relay: Fixture) => Promise<void>,
): Promise<void> {
  const relay = createRelay({ port: 0, producerToken: TOKEN, assets: ASSETS, ...options });
  const { url } = await relay.listen();
  const links: { readonly socket: { terminate(): void } }[] = [];
  const keep = <T extends { readonly socket: { terminate(): void } }>(link: T): T => {
    links.push(link);
    return link;
  };
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    for (const { socket } of links) socket.terminate();
    await relay.close();
  };
  try {
    await test({
      url,
      viewer: async () => keep(await TestViewer.connect(url)),
      producer: async (given) => keep(await TestProducer.open(url, { token: TOKEN, ...given })),
      close,
    });
  } finally {
    await close();
  }
}

/** A keyed table with a text and a number. */
export const ORDERS: ConfigMessage['widgets'] = {
  orders: {
    widget_type: 'table',
    columns: [
      { name: 'region', type: 'string' },
      { name: 'total', type: 'number' },
    ],
  },
};

/** A row of so many bytes, about. */
export function wideRow(key: string, bytes: number): [string, string, number] {
  return [key, 'x'.repeat(bytes), 0];
}
