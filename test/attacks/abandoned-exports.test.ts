import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConfigMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { cpuSecondsUntilIdle } from '../kit/process-figures.js';
import type { TestProducer } from '../kit/producer.js';
import { RawSocket, requestText } from '../kit/raw-socket.js';
import { until } from '../kit/until.js';
import { underAttack } from './under-attack.js';

const WIDGETS: ConfigMessage['widgets'] = {
  large: {
    widget_type: 'table',
    columns: [
      { name: 'text', type: 'string' },
      { name: 'n', type: 'number' },
    ],
  },
};
const ROWS = 300_000;

/** Sends the rows of the table as a run of its own would: in commits beyond those that are watched. */
async function fill(producer: TestProducer): Promise<void> {
  for (let from = 0; from < ROWS; from += 20_000) {
    const up = Array.from({ length: 20_000 }, (_, i): KeyedRow => {
      const n = from + i;
      return [`${n}`, `region ${(n * 7919) % 1_000_003}`, (n * 104_729) % 1_000_003];
    });
    await producer.commit({ large: { up } });
  }
}

const SORTED = `sort=${encodeURIComponent('[["text","desc"],["n","asc"]]')}`;

test('exports that are abandoned cost nothing more, and the work for them ends', (t) =>
  underAttack(t, { widgets: WIDGETS }, async ({ port, pid, producer, begin, rounds, rest, url }) => {
    await fill(producer);
    await rest();
    begin();
    const targets = [`/export/large.csv?${SORTED}`, `/export/large.json?${SORTED}`, '/export.zip'];
    for (let i = 0; i < 60; i++) {
      const socket = await RawSocket.connect(port, { reads: false });
      socket.write(requestText(port, targets[i % targets.length] as string));
      await rounds(1);
      socket.destroy();
    }
    const busy = await cpuSecondsUntilIdle(pid);
    t.diagnostic(`the processor worked for ${busy.toFixed(1)} s more`);
    assert.ok(busy < 5, `the processor worked for ${busy} s more`);
    const answer = await fetch(`${url}export/large.csv`, { method: 'HEAD' });
    assert.equal(answer.status, 200, 'their slots are free');
  }));

test('one client writes so many exports at the same time, and all of 127/8 is one client', (t) =>
  underAttack(t, { options: { maxExportsPerClient: 2 }, widgets: WIDGETS }, async ({ port, url, producer, begin }) => {
    await fill(producer);
    begin();
    const ask = async (localAddress: string) => {
      const socket = await RawSocket.connect(port, { reads: false, localAddress });
      socket.write(requestText(port, `/export/large.json?${SORTED}`));
      return socket;
    };
    const held = [await ask('127.0.0.1'), await ask('127.0.0.2'), await ask('127.0.0.3')];
    const refused = await RawSocket.connect(port, { localAddress: '127.0.0.4' });
    refused.write(requestText(port, `/export/large.csv?${SORTED}`));
    const [head = ''] = (await refused.received(/\r\n\r\n/)).split('\r\n\r\n');
    assert.match(head, /^HTTP\/1\.1 (?:429|503) [\s\S]*retry-after: \d/i);
    refused.destroy();
    for (const socket of held) socket.destroy();
    let status = 0;
    await until(
      () => {
        void fetch(`${url}export/large.csv`, { method: 'HEAD' }).then((answer) => (status = answer.status));
        return status === 200;
      },
      'the slots are free again',
      { patience: 20_000, every: 20 },
    );
  }));
