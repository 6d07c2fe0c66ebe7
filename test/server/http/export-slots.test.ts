import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { Audit } from '../../../server/admission/audit.js';
import { ClientAddresses } from '../../../server/admission/client-address.js';
import type { ExportWork } from '../../../server/export/export-work.js';
import type { Exchange } from '../../../server/http/exchange.js';
import { ExportSlots } from '../../../server/http/export-slots.js';
import { Metrics } from '../../../server/metrics.js';
import { type Fixture, ORDERS, wideRow, withRelay } from '../../kit/fixture.js';

/** A request from an address, with the answer if it is refused. */
class FakeExchange {
  readonly socket: EventEmitter & { remoteAddress: string; destroyed: boolean };
  status: number | undefined;
  text = '';

  constructor(remoteAddress: string) {
    this.socket = Object.assign(new EventEmitter(), { remoteAddress, destroyed: false });
  }

  get exchange(): Exchange {
    const response = {
      destroyed: false,
      setTimeout: () => {},
      writeHead: (status: number) => void (this.status = status),
      end: (text: string) => void (this.text = text),
    };
    return { request: { socket: this.socket, headers: {} }, response } as unknown as Exchange;
  }
}

/** Work that ends when the test ends it. */
function work() {
  let end = (_error?: Error) => {};
  let signal: AbortSignal | undefined;
  const run = (given: ExportWork) => {
    signal = given.signal;
    return new Promise<void>((resolve, reject) => {
      end = (error) => (error === undefined ? resolve() : reject(error));
    });
  };
  return { run, end: (error?: Error) => end(error), isAborted: () => signal?.aborted };
}

function newSlots(limits: { maxExports?: number; maxExportsPerClient?: number } = {}): ExportSlots {
  return new ExportSlots({
    options: { maxExports: 3, maxExportsPerClient: 2, exportIdle: 1000, ...limits },
    addresses: new ClientAddresses([]),
    audit: new Audit({ report: () => {}, format: 'text', metrics: new Metrics() }),
  });
}

test('an export has its slot until its work has ended, not until its client has left', async () => {
  const slots = newSlots({ maxExportsPerClient: 1 });
  const first = new FakeExchange('192.0.2.1');
  const one = work();
  const running = slots.run(first.exchange, one.run);
  first.socket.emit('close');
  assert.equal(one.isAborted(), true);
  const second = new FakeExchange('192.0.2.1');
  await slots.run(second.exchange, one.run);
  assert.equal(second.status, 429);
  one.end(new Error('the work was cut off'));
  await running; // A client that left is no failure.
  assert.equal(first.socket.listenerCount('close'), 0);
  const third = new FakeExchange('192.0.2.1');
  await slots.run(third.exchange, async () => {});
  assert.equal(third.status, undefined);
});

test('a failure of the work is one while its client is there, and frees the slot', async () => {
  const slots = newSlots({ maxExports: 1 });
  const failing = slots.run(new FakeExchange('192.0.2.1').exchange, () => Promise.reject(new Error('it broke')));
  await assert.rejects(failing, /it broke/);
  const next = new FakeExchange('192.0.2.1');
  await slots.run(next.exchange, async () => {});
  assert.equal(next.status, undefined);
});

test('one client has so many slots, and leaves the others to the rest', async () => {
  const slots = newSlots();
  const running = work();
  const begin = async (address: string) => {
    const fake = new FakeExchange(address);
    await Promise.race([slots.run(fake.exchange, running.run), new Promise(setImmediate)]);
    return fake;
  };
  assert.equal((await begin('127.0.0.1')).status, undefined);
  assert.equal((await begin('::1')).status, undefined);
  const refused = await begin('127.1.2.3');
  assert.equal(refused.status, 429);
  assert.match(
    refused.text,
    /^this relay writes 2 exports at the same time for one client, as many as it may; try again/,
  );
  assert.equal((await begin('192.0.2.1')).status, undefined);
  const full = await begin('192.0.2.2');
  assert.equal(full.status, 503);
  assert.match(full.text, /^this relay writes 3 exports at the same time, as many as it may; try again in a moment/);
});

const QUERY = `sort=${encodeURIComponent('[["total","desc"],["region","asc"]]')}`;
const PATHS = [`export/orders.csv?${QUERY}`, `export/orders.json?${QUERY}`, 'export/orders.ndjson', 'export.zip'];

async function fill({ producer }: Fixture): Promise<void> {
  const feed = await producer();
  feed.declare(ORDERS);
  for (let i = 0; i < 4; i++) {
    const up = Array.from({ length: 5000 }, (_, n) => [`${i}-${n}`, 'x'.repeat(1000), (n * 7919) % 5000] as const);
    await feed.commit({ orders: { up } });
  }
}

/** Asks until a slot is free, which is when the work of others has ended. */
async function untilServed(url: string): Promise<Response> {
  for (;;) {
    const response = await fetch(url);
    if (response.status !== 503 && response.status !== 429) return response;
    await response.text();
  }
}

test('exports that are abandoned, whenever, leave their slots, and no line in the log', () => {
  const reports: string[] = [];
  return withRelay({ maxExports: 1, report: (line) => void reports.push(line) }, async (relay) => {
    await fill(relay);
    for (const path of PATHS) {
      const atOnce = get(relay.url + path).on('error', () => {});
      await once(atOnce, 'finish');
      atOnce.destroy();
      await (await untilServed(`${relay.url}export/orders.csv`)).text();
      const later: ClientRequest = get(relay.url + path).on('error', () => {});
      const [response] = (await once(later, 'response')) as [IncomingMessage];
      response.on('error', () => {});
      await once(response, 'data');
      later.destroy();
      const served = await untilServed(relay.url + path);
      assert.equal(served.status, 200);
      await served.body?.cancel();
    }
    const failures = reports.filter((line) => !line.endsWith('reached a limit: the number of exports'));
    assert.deepEqual(failures, []);
  });
});

test('an export that waits behind another on its connection ends with the connection', () =>
  withRelay({ maxExports: 2 }, async (relay) => {
    await fill(relay);
    const { port, host } = new URL(relay.url);
    const request = `GET /${PATHS[0]} HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(request + request);
    await once(socket, 'data');
    socket.destroy();
    // Both slots are free again.
    const url = `${relay.url}export/orders.ndjson`;
    for (const served of await Promise.all([untilServed(url), untilServed(url)])) await served.body?.cancel();
  }));

test('a HEAD of an export takes no slot, and is checked like the export', () =>
  withRelay({ maxExports: 0 }, async (relay) => {
    const feed = await relay.producer();
    feed.declare(ORDERS);
    await feed.commit({ orders: { up: [wideRow('k', 10)] } });
    const status = async (path: string) => (await fetch(relay.url + path, { method: 'HEAD' })).status;
    assert.deepEqual(await Promise.all(PATHS.map(status)), [200, 200, 200, 200]);
    assert.equal(await status('export/orders.csv?sort=[["nope"]]'), 400);
    assert.equal(await status('export/nope.csv'), 404);
    assert.equal((await fetch(`${relay.url}export.zip`)).status, 503);
  }));
