import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ColumnType, KeyedRow, Value } from '../../src/core/values.js';
import { MB } from '../kit/process-figures.js';
import type { TestProducer } from '../kit/producer.js';
import { Random } from '../kit/random.js';
import { underAttack } from './under-attack.js';

const SORT = new URLSearchParams({ sort: '[["value","asc"]]' });

function widgetOf(type: ColumnType) {
  return { large: { widget_type: 'table', columns: [{ name: 'value', type }] } } as const;
}

/** Sends values in commits of about 4 MB. */
async function fill(producer: TestProducer, values: readonly Value[]): Promise<void> {
  for (let from = 0; from < values.length; ) {
    const up: KeyedRow[] = [];
    for (let bytes = 0; bytes < 4 * MB && from < values.length; from++) {
      const value = values[from] as Value;
      up.push([`${from}`, value]);
      bytes += Buffer.byteLength(JSON.stringify(value));
    }
    const { refused } = await producer.commit({ large: { up } });
    assert.equal(refused, undefined);
  }
}

const random = new Random(1);
/** Nine at a time. */
const digits = (count: number) =>
  random
    .some(Math.ceil(count / 9), () => String(random.int(100_000_000, 999_999_999)))
    .join('')
    .slice(0, count);

/** Values that take long to compare, and how their order is checked. */
const KINDS: readonly {
  readonly name: string;
  readonly type: ColumnType;
  readonly values: () => Value[];
  readonly isInOrder?: (a: Value, b: Value) => boolean;
}[] = [
  {
    name: 'integers of 4,300 digits',
    type: 'integer',
    values: () => random.some(8000, () => `${random.chance(0.5) ? '-' : ''}${random.int(1, 9)}${digits(4299)}`),
    isInOrder: (a, b) => BigInt(a as string) <= BigInt(b as string),
  },
  {
    name: 'numbers of 4,300 digits beside small ones',
    type: 'number',
    values: () => random.some(8000, () => (random.chance(0.3) ? random.next() : `1${digits(4299)}`)),
  },
  {
    name: 'times in nanoseconds of 4,300 digits',
    type: 'datetime',
    values: () => random.some(4000, () => `1${digits(4299)}`),
  },
  {
    name: 'texts that begin alike',
    type: 'string',
    values: () => random.some(8000, () => 'ä'.repeat(2500) + digits(8)),
    isInOrder: (a, b) => (a as string) <= (b as string),
  },
  {
    name: 'deep and wide Json',
    type: 'json',
    values: () => random.some(16_000, () => nested(50, { list: random.some(400, () => 1), n: digits(6) })),
  },
  {
    name: 'values of any type',
    type: 'any',
    values: () =>
      random.some(20_000, () =>
        random.pick<() => Value>([
          () => random.next(),
          () => random.chance(0.5),
          () => null,
          () => `9${digits(1000)}`,
          () => 'x'.repeat(1000) + digits(5),
          () => nested(20, digits(5)),
        ])(),
      ),
  },
];

function nested(depth: number, value: Value): Value {
  return depth === 0 ? value : [nested(depth - 1, value)];
}

for (const { name, type, values, isInOrder } of KINDS) {
  test(`an export sorted by ${name} holds up nobody`, (t) => {
    const all = values();
    return underAttack(
      t,
      { widgets: widgetOf(type), bounds: { memory: 300 * MB } },
      async ({ producer, begin, url }) => {
        await fill(producer, all);
        begin();
        const answer = await fetch(`${url}export/large.ndjson?${SORT}`);
        const text = await answer.text();
        assert.equal(answer.status, 200, text);
        const sorted = text
          .trimEnd()
          .split('\n')
          .map((line) => (JSON.parse(line) as { value: Value }).value);
        assert.equal(sorted.length, all.length);
        if (isInOrder === undefined) return;
        for (let i = 1; i < sorted.length; i++)
          assert.ok(isInOrder(sorted[i - 1] ?? null, sorted[i] ?? null), `row ${i}`);
      },
    );
  });
}

test('a filter by integers of 4,300 digits holds up nobody', (t) => {
  const all = random.some(8000, () => `1${digits(4299)}`);
  const terms = JSON.stringify(Array.from({ length: 16 }, (_, i) => ['value', '>', `1${i}${'0'.repeat(400)}`]));
  return underAttack(t, { widgets: widgetOf('integer'), bounds: { memory: 300 * MB } }, async (scene) => {
    await fill(scene.producer, all);
    scene.begin();
    const answer = await fetch(`${scene.url}export/large.ndjson?${new URLSearchParams({ filter: terms })}`);
    assert.equal(answer.status, 200);
    assert.equal((await answer.text()).trimEnd().split('\n').length, all.length);
  });
});
