import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { setTimeout as after } from 'node:timers/promises';
import type { CommitMessage } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { ORDERS } from '../../kit/fixture.js';
import { TestProducer } from '../../kit/producer.js';
import { RelayProcess, TOKEN, withProcess } from '../../kit/relay-process.js';
import { TestViewer } from '../../kit/viewer.js';
import { withDirectory } from './logged-store.js';

const KEYS = 40;

/** The changes of commit number `seq`: the same whenever it is sent. */
function changesOf(seq: number): CommitMessage['changes'] {
  const up = Array.from({ length: 20 }, (_, i): [string, string, number] => [`${(seq * 7 + i) % KEYS}`, 'eu', seq]);
  return { orders: { up, del: [`${(seq * 7 + 20) % KEYS}`] } };
}

/** The rows after each commit. */
class Oracle {
  readonly #rows = new Map<string, KeyedRow>();
  #seq = 0;

  rowsAfter(seq: number): KeyedRow[] {
    while (this.#seq < seq) {
      const { up = [], del = [] } = changesOf(++this.#seq).orders ?? {};
      for (const key of del) this.#rows.delete(key);
      for (const row of up) this.#rows.set(row[0], row);
    }
    return [...this.#rows.values()];
  }
}

async function connectProducer(url: string, run: string): Promise<TestProducer> {
  const producer = await TestProducer.open(url, { token: TOKEN, run });
  if (producer.ready?.ack === 0) producer.declare(ORDERS);
  return producer;
}

/**
 * Kills a relay so many times at random moments, among commits and compactions. Fails unless it comes back each time with
 * the epoch, the positions and everything that it acknowledged.
 */
export function killAgainAndAgain(kills: number): Promise<void> {
  return withDirectory(async (state) => {
    const oracle = new Oracle();
    const run = 'a run that outlives relays';
    /** Position of each commit that was acknowledged. */
    const positions = new Map<number, number>();
    let epoch: string | undefined;
    let isCompacted = false;
    for (let kill = 0; kill <= kills; kill++) {
      await withProcess(RelayProcess.with({ state, compactAfter: 20_000 }), async (relay) => {
        const { url } = await relay.listening();
        const viewer = await TestViewer.connect(url);
        epoch ??= viewer.hello?.epoch;
        assert.equal(viewer.hello?.epoch, epoch);
        const producer = await connectProducer(url, run);
        const { ack, position } = producer.ready ?? assert.fail();
        const acknowledged = Math.max(0, ...positions.keys());
        assert.ok(ack >= acknowledged, `has ${ack} of ${acknowledged}`);
        if (positions.has(ack)) assert.equal(position, positions.get(ack));
        if (ack > 0) assert.deepEqual((await viewer.load('orders')).sort(byKey), oracle.rowsAfter(ack).sort(byKey));
        const killed = after(100 + Math.random() * 300).then(() => relay.kill());
        for (let seq = ack + 1; producer.closed === undefined; seq++) {
          if (seq - (producer.acks.at(-1)?.seq ?? ack) > 20) await after(1);
          producer.send({ type: 'commit', seq, time: seq, changes: changesOf(seq) });
        }
        await killed;
        for (const { seq, position: at } of producer.acks) positions.set(seq, at);
        isCompacted ||= (await readdir(state)).some((name) => name >= '00000003');
      });
    }
    assert.ok(isCompacted, 'it was killed among compactions too');
  });
}

function byKey([a]: KeyedRow, [b]: KeyedRow): number {
  return a < b ? -1 : 1;
}
