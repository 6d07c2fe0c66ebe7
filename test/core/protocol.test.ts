import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseProducerMessage, parseViewerMessage } from '../../src/core/checks/message-checks.js';
import { compareRows } from '../../src/core/order.js';
import type { ColumnType, KeyedRow, Value } from '../../src/core/values.js';

interface OrderVector {
  name: string;
  type: ColumnType;
  direction: 'asc' | 'desc';
  values: Value[];
  order: Value[];
}

function read(path: string): string {
  return readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
}

/** The JSON blocks of docs/protocol.md below one of its headings. */
function examples(heading: string): Record<string, unknown>[] {
  const section = read('docs/protocol.md').split(`\n${heading}`)[1]?.split('\n## ')[0] ?? '';
  return [...section.matchAll(/```json\n([\s\S]*?)```/g)].map(([, json]) => JSON.parse(json as string));
}

describe('the order of values', () => {
  for (const { name, type, direction, values, order } of JSON.parse(
    read('test/protocol/order.json'),
  ) as OrderVector[]) {
    it(name, () => {
      const rows = values.map((value, i): KeyedRow => [String(i), value]);
      rows.sort(compareRows([{ name: 'v', type }], [['v', direction]]));
      assert.deepEqual(
        rows.map((row) => row[1]),
        order,
      );
    });
  }
});

/** Whether a `window` is what a viewer asks: the relay's has a position. */
const isRequest = (message: Record<string, unknown>) => message.type === 'window' && message.to === undefined;

describe('the examples of docs/protocol.md', () => {
  const FROM_PRODUCER = ['open', 'config', 'commit', 'end', 'ping'];
  const TO_PRODUCER = ['ready', 'ack', 'error'];
  const FROM_VIEWER = ['subscribe', 'unsubscribe', 'pace', 'ack', 'find'];
  const TO_VIEWER = ['hello', 'subscribed', 'rows', 'window', 'found', 'sync', 'error'];

  it('describe a config that the relay takes', () => {
    const [declared] = examples('## The config');
    const config = parseProducerMessage(JSON.stringify(declared));
    assert.ok(config?.type === 'config');
    for (const [id, widget] of Object.entries(config.widgets)) assert.equal(widget.error, undefined, id);
  });

  it('are messages that the relay takes from a producer, and its answers', () => {
    const types = new Set<unknown>();
    for (const message of examples('## Producer to relay')) {
      types.add(message.type);
      if (TO_PRODUCER.includes(message.type as string)) continue;
      assert.deepEqual(parseProducerMessage(JSON.stringify(message)), message);
    }
    const described = [...FROM_PRODUCER.filter((type) => type !== 'config'), ...TO_PRODUCER];
    assert.deepEqual([...types].sort(), described.sort());
  });

  it('are messages that the relay takes from a viewer, and what it sends', () => {
    const types = new Set<unknown>();
    for (const message of examples('## Relay to viewer')) {
      types.add(message.type);
      if (TO_VIEWER.includes(message.type as string) && !isRequest(message)) continue;
      assert.deepEqual(parseViewerMessage(JSON.stringify(message)), message);
    }
    assert.deepEqual([...types].sort(), [...FROM_VIEWER, ...TO_VIEWER].sort());
  });
});
