import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { cpuSecondsUntilIdle, socketsOf } from '../kit/process-figures.js';
import { RawWebSocket } from '../kit/raw-websocket.js';
import { until } from '../kit/until.js';
import { frame, OPCODES } from '../kit/websocket-frames.js';
import { underAttack } from './under-attack.js';

const text = (message: string) => frame(OPCODES.text, message);

/** A message in as many fragments as one may have. */
function fragmented(message: string): Buffer {
  const first = frame(OPCODES.text, message, { isLast: false });
  const middle = frame(OPCODES.continuation, '', { isLast: false });
  return Buffer.concat([first, ...Array.from({ length: 60 }, () => middle), frame(OPCODES.continuation, '')]);
}

const FLOODS: readonly (readonly [name: string, message: Buffer])[] = [
  ['junk', text('{'.repeat(20))],
  ['JSON that is no message', text('[1,2,3]')],
  ['messages of types that there are not', text('{"type":"of the future"}')],
  ['empty messages', text('')],
  ['binary messages', frame(OPCODES.binary, Buffer.alloc(10))],
  ['acknowledgements that are no news', text('{"type":"ack","frames":0}')],
  ['acknowledgements that are no news, written otherwise', text('{ "frames": 0, "type": "ack" }')],
  ['acknowledgements of what was not sent', text('{"type":"ack","frames":999999999}')],
  ['subscriptions to nothing', text('{"type":"subscribe","widget":"nothing"}')],
  ['long junk', text('x'.repeat(2000))],
  ['fragmented messages', fragmented('{"type":"pace","rate":30}')],
  ['pings', frame(OPCODES.ping, Buffer.alloc(125))],
  ['pongs', frame(OPCODES.pong, Buffer.alloc(125))],
];

const DIALECTS = [
  ['', VIEWER_SUBPROTOCOL],
  [', in the plain dialect', undefined],
] as const;

function connect(port: number, protocol: string | undefined): Promise<RawWebSocket> {
  return RawWebSocket.connect(port, '/live', protocol === undefined ? {} : { protocol });
}

for (const [dialect, protocol] of DIALECTS) {
  test(`a viewer that floods the relay is cut after about as many messages as it may send${dialect}`, (t) =>
    underAttack(t, {}, async ({ port }) => {
      const wrong: string[] = [];
      const flood = async ([name, message]: (typeof FLOODS)[number]) => {
        const link = await connect(port, protocol);
        // In pieces of a hundred: far more than the relay could overlook.
        void link.flood(Buffer.concat(Array.from({ length: 100 }, () => message)), 300);
        await until(() => link.closeCode !== undefined || link.isClosed, name, { patience: 10_000 }).catch(() => {});
        // The library itself cuts who lets it answer pings and does not read, without a word.
        const isCut = link.closeCode === 1008 || (name === 'pings' && link.isClosed);
        if (!isCut) wrong.push(`${name}: closed with ${link.closeCode}`);
        if (link.messages > 400) wrong.push(`${name}: it got ${link.messages} answers`);
        link.socket.destroy();
      };
      await Promise.all(FLOODS.map(flood));
      assert.deepEqual(wrong, []);
    }));
}

test('viewers that flood the relay and read nothing cost nobody anything', (t) =>
  underAttack(t, {}, async ({ port, pid, rounds, rest }) => {
    const before = socketsOf(pid);
    const links: RawWebSocket[] = [];
    for (const [, protocol] of DIALECTS) {
      for (const [, message] of FLOODS) {
        const link = await connect(port, protocol);
        link.socket.pause();
        links.push(link);
        void link.flood(Buffer.concat(Array.from({ length: 100 }, () => message)), 1000);
      }
    }
    await rounds(50);
    await until(() => socketsOf(pid) < before + 5, 'those who flood it are cut', { patience: 20_000, every: 20 });
    for (const link of links) link.socket.destroy();
    await rest();
    const busy = await cpuSecondsUntilIdle(pid);
    assert.ok(busy < 5, `the processor worked for ${busy} s more`);
  }));

test('links that are opened and closed again and again cost nobody anything', (t) =>
  underAttack(t, {}, async ({ port }) => {
    for (let i = 0; i < 100; i++) {
      const some = await Promise.all(
        DIALECTS.flatMap(([, one]) => Array.from({ length: 5 }, () => connect(port, one))),
      );
      for (const link of some) {
        link.send('{"type":"subscribe","widget":"watched"}');
        link.socket.destroy();
      }
    }
  }));
