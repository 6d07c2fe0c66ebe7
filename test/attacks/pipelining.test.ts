import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMessage } from '../../src/core/messages.js';
import { RawSocket, requestText } from '../kit/raw-socket.js';
import { type Scene, underAttack } from './under-attack.js';

const WIDGETS: ConfigMessage['widgets'] = {
  orders: {
    widget_type: 'table',
    columns: [{ name: 'region', type: 'string' }],
    // The config is almost as large as one may be.
    description: 'x'.repeat(1_000_000),
  },
};

/** Links that ask so often in one write and read nothing. */
async function askWithoutReading({ port, rounds }: Scene, links: number, requests: string): Promise<void> {
  const unread = await RawSocket.many(port, links, { reads: false });
  for (const socket of unread) socket.write(requests);
  await rounds(40);
  for (const socket of unread) socket.destroy();
}

test('a config that is asked for a thousand times at once, by links that do not read, costs no memory', (t) =>
  underAttack(t, { widgets: WIDGETS }, (scene) =>
    askWithoutReading(scene, 6, requestText(scene.port, '/config.json').repeat(1300)),
  ));

test('the program that is asked for again and again, by links that do not read, costs no memory', (t) =>
  underAttack(t, {}, (scene) => askWithoutReading(scene, 100, requestText(scene.port, '/streamviz.js').repeat(50))));

test('no other route answers what is pipelined into memory either', (t) =>
  underAttack(t, { widgets: WIDGETS }, async (scene) => {
    const { port } = scene;
    const sorted = `/export/watched.json?${new URLSearchParams({ sort: '[["n","desc"]]' })}`;
    const targets = [
      '/login',
      '/healthz',
      '/nope',
      '/',
      '/metrics',
      '/export/watched.csv',
      sorted,
      '/export.zip',
      '/%',
    ];
    const ask = (target: string) => askWithoutReading(scene, 3, requestText(port, target).repeat(3000));
    await Promise.all(targets.map(ask));
  }));

test('who pipelines requests and reads gets every answer, in order', (t) =>
  underAttack(t, { widgets: WIDGETS }, async ({ port }) => {
    const asked = ['/healthz', '/nope-1', '/config.json', '/nope-2', '/streamviz.js', '/nope-3', '/metrics'];
    const targets = Array.from({ length: 20 }, (_, i) => asked[i % asked.length] as string);
    const socket = await RawSocket.connect(port);
    const last = requestText(port, '/the-end', { Connection: 'close' });
    socket.write(targets.map((target) => requestText(port, target)).join('') + last);
    const answers = answersIn(await socket.received(/the-end;/));
    socket.destroy();
    assert.deepEqual(
      answers.map(({ status }) => status),
      [...targets.map(statusOf), 404],
    );
    for (const [i, target] of targets.entries()) {
      const { body = '' } = answers[i] ?? {};
      if (target.startsWith('/nope')) assert.match(body, new RegExp(`^there is no ${target};`));
      if (target === '/config.json') assert.ok(JSON.parse(body).widgets.orders);
      if (target === '/healthz') assert.equal(JSON.parse(body).status, 'ok');
    }
  }));

function statusOf(target: string): number {
  return target.startsWith('/nope') ? 404 : 200;
}

/** Takes a stream of answers apart, whether they have a length or come in chunks. */
function answersIn(text: string): { readonly status: number; readonly body: string }[] {
  const answers: { status: number; body: string }[] = [];
  for (let at = 0; at < text.length; ) {
    const end = text.indexOf('\r\n\r\n', at);
    if (end < 0) break;
    const head = text.slice(at, end);
    const status = Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]);
    const length = /^content-length: (\d+)/im.exec(head)?.[1];
    let body = '';
    at = end + 4;
    if (length !== undefined) {
      body = text.slice(at, at + Number(length));
      at += Number(length);
    } else if (/^transfer-encoding: chunked/im.test(head)) {
      for (let size = -1; size !== 0; ) {
        const line = text.indexOf('\r\n', at);
        size = Number.parseInt(text.slice(at, line), 16);
        body += text.slice(line + 2, line + 2 + size);
        at = line + 2 + size + 2;
      }
    }
    answers.push({ status, body });
  }
  return answers;
}
