import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEED_SUBPROTOCOL } from '../../src/core/messages.js';
import { TOKEN } from '../kit/fixture.js';
import { MB } from '../kit/process-figures.js';
import { RawWebSocket } from '../kit/raw-websocket.js';
import { until } from '../kit/until.js';
import { TestViewer } from '../kit/viewer.js';
import { frame, OPCODES } from '../kit/websocket-frames.js';
import { type Scene, underAttack } from './under-attack.js';

const headers = { Authorization: `Bearer ${TOKEN}` };

function connect(port: number, protocol: string | undefined = FEED_SUBPROTOCOL): Promise<RawWebSocket> {
  return RawWebSocket.connect(port, '/feed', { protocol, headers });
}

/** So many messages in one. */
function many(message: string, count: number): Buffer {
  const one = frame(OPCODES.text, message);
  return Buffer.concat(Array.from({ length: count }, () => one));
}

const WIDGETS = {
  other: { widget_type: 'table', columns: [{ name: 'text', type: 'string' }] },
} as const;

test('a producer that is refused and goes on talking is not heard, and is cut', (t) =>
  underAttack(t, {}, async ({ port }) => {
    const opening = JSON.stringify({ type: 'open', run: 'another run', resume: false });
    const starts = [opening, '{', '[]', '{"type":"commit"}', 'x'.repeat(100)];
    const links = await Promise.all(starts.map(() => connect(port)));
    const floods = links.map(async (link, i) => {
      link.send(starts[i] as string);
      await link.until(() => link.messages > 0);
      await link.flood(many('{"type":"commit","seq":1,"time":1,"changes":{}}', 1000), 200);
      await link.until(() => false);
    });
    await Promise.all(floods);
    for (const link of links) assert.ok(link.messages <= 2, `${link.messages} answers`);
  }));

test('a plain producer that is refused and goes on talking is not heard, and is cut', (t) =>
  underAttack(t, {}, async ({ port }) => {
    const links = await Promise.all(Array.from({ length: 6 }, () => RawWebSocket.connect(port, '/feed', { headers })));
    await Promise.all(
      links.map(async (link) => {
        await link.until(() => link.messages > 0);
        await link.flood(many('{"type":"data","widget":"nothing","value":1}', 1000), 200);
        await link.until(() => false);
      }),
    );
    for (const link of links) assert.ok(link.messages <= 2, `${link.messages} answers`);
  }));

test('a producer that has nothing but signs of life holds up nobody', (t) =>
  underAttack(t, {}, async ({ producer, rounds }) => {
    for (let i = 0; i < 200; i++) {
      for (let n = 0; n < 500; n++) producer.send({ type: 'ping' });
      await new Promise(setImmediate);
    }
    await rounds(10);
  }));

test('a producer of thousands of tiny commits, who waits for no acknowledgement, holds up nobody', (t) =>
  underAttack(t, { widgets: WIDGETS }, async ({ producer, rest, url }) => {
    await rest();
    const before = producer.acks.at(-1)?.seq ?? 0;
    const COUNT = 30_000;
    for (let i = 1; i <= COUNT; i++) {
      const changes = { other: { up: [[`${i % 100}`, `${i}`]] } };
      producer.send({ type: 'commit', seq: before + i, time: 1, changes });
      if (i % 500 === 0) await new Promise(setImmediate);
    }
    const isDone = () => {
      const last = producer.replies.at(-1);
      return last?.type === 'ack' && last.seq >= before + COUNT;
    };
    await producer.until(() => isDone() || producer.closed !== undefined, 'all acknowledgements');
    const viewer = await TestViewer.connect(url);
    const rows = await viewer.load('other');
    viewer.socket.terminate();
    const newest = Array.from({ length: 100 }, (_, i) => `${COUNT - 99 + i}`);
    assert.deepEqual(rows.map(([, value]) => value).sort(), newest.sort());
  }));

/** Sends so many bytes as pieces of one commit, which is complete or not. */
async function sendPieces({ producer }: Scene, seq: number, bytes: number, isComplete: boolean): Promise<void> {
  const value = 'x'.repeat(10_000);
  const pieces = Math.floor(bytes / MB);
  for (let i = 0; i < pieces; i++) {
    const up = Array.from({ length: 100 }, (_, n) => [`${(i * 100 + n) % 1000}`, value]);
    const more = isComplete && i === pieces - 1 ? {} : { more: true };
    producer.send({ type: 'commit', seq, time: 1, changes: { other: { up } }, ...more });
    await until(() => producer.socket.bufferedAmount < 8 * MB, 'the piece is on its way', {
      patience: 20_000,
      every: 20,
    });
  }
}

test('the pieces of a commit that is never completed are forgotten with the link', (t) =>
  underAttack(t, { bounds: { memory: 500 * MB } }, async ({ port, producer, rest, rounds, begin }) => {
    await rest();
    begin();
    producer.send({ type: 'end' });
    const piece = many(
      JSON.stringify({
        type: 'commit',
        seq: 1,
        time: 1,
        changes: { w: { up: [['k', 'x'.repeat(50_000)]] } },
        more: true,
      }),
      20,
    );
    // The same run again and again, each time on a new link, whose former ones are not closed from this side.
    const run = 'a run that begins anew';
    const links: RawWebSocket[] = [];
    for (let i = 0; i < 15; i++) {
      const link = await connect(port);
      links.push(link);
      link.send(JSON.stringify({ type: 'open', run, resume: true }));
      await link.until(() => link.messages > 0);
      await link.flood(piece, 50);
      await link.settled();
      link.socket.pause();
      await rounds(2);
    }
    for (const link of links) link.socket.destroy();
  }));

test('a commit as large as one may be holds up nobody for long', (t) =>
  underAttack(t, { widgets: WIDGETS, bounds: { memory: 1500 * MB, answerWithin: 10_000 } }, async (scene) => {
    const { producer, rest, begin } = scene;
    await rest();
    begin();
    const seq = (producer.acks.at(-1)?.seq ?? 0) + 1;
    await sendPieces(scene, seq, 250 * MB, true);
    await producer.acknowledged(seq);
  }));

test('a commit that is too large is refused, and costs no more than one that is not', (t) =>
  underAttack(t, { widgets: WIDGETS, bounds: { memory: 1500 * MB, answerWithin: 10_000 } }, async (scene) => {
    const { port, producer, rest, begin, rounds } = scene;
    await rest();
    begin();
    producer.send({ type: 'end' });
    const link = await connect(port);
    link.send(JSON.stringify({ type: 'open', run: 'a run of its own', resume: true }));
    await link.until(() => link.messages > 0);
    const up = Array.from({ length: 100 }, (_, n) => [`${n}`, 'x'.repeat(50_000)]);
    const piece = many(JSON.stringify({ type: 'commit', seq: 1, time: 1, changes: { other: { up } }, more: true }), 1);
    await link.flood(piece, 60);
    await link.until(() => link.closeCode !== undefined);
    assert.match(link.newest, /"code":"bad_commit"/);
    assert.equal(link.closeCode, 1008);
    await rounds(5);
  }));
