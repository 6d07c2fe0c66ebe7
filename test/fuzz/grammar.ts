import type { Random } from '../kit/random.js';
import { IDS, KINDS, NAMES, ODD, TEXTS, TYPES } from './vocabulary.js';

const TOTALS = ['sum', 'avg', 'min', 'max', 'count', 'median'];

/** Makes messages by the grammar of docs/protocol.md, of which now and then a part is something else. */
export class Grammar {
  readonly random: Random;
  /** Columns as this link declared them, so that most rows fit. */
  #columns = new Map<string, readonly string[]>();
  /** Widgets that have rows by column. */
  readonly #tables = new Set<string>();
  #seq = 0;

  constructor(random: Random) {
    this.random = random;
  }

  /** A message of a viewer. */
  viewerMessage(): object {
    const { random } = this;
    const widget = this.#id();
    const position = () => random.pick([0, 1, 5, random.int(0, 1e6), 2 ** 53]);
    const window = () => ({
      ...(random.chance(0.5) ? this.#order() : {}),
      ...{ offset: random.int(-1, 1000), limit: random.int(0, 1050) },
      ...(random.chance(0.3) ? { anchor: random.pick([this.#key(), null]), lead: random.int(0, 9) } : {}),
      ...(random.chance(0.3) ? { freeze: random.chance(0.7) } : {}),
      ...(random.chance(0.3) ? { totals: random.some(2, () => [random.pick(NAMES), random.pick(TOTALS)]) } : {}),
      ...(random.chance(0.2) ? { hist: random.some(2, () => random.pick(NAMES)) } : {}),
    });
    return this.#flawed(
      random.pick<() => Record<string, unknown>>([
        () => ({ type: 'subscribe', widget }),
        () => ({ type: 'subscribe', widget, all: true }),
        () => ({
          type: 'subscribe',
          widget,
          epoch: random.pick(['', 'k3f9x0a2m1', 'x'.repeat(1000)]),
          after: position(),
        }),
        () => ({ type: 'subscribe', widget, sub: random.int(0, 9), rev: random.int(0, 9), window: window() }),
        () => ({ type: 'unsubscribe', widget }),
        () => ({ type: 'unsubscribe', sub: random.int(0, 9) }),
        () => ({ type: 'ack', frames: random.int(0, 20) }),
        () => ({ type: 'pace', rate: random.pick([60, 30, 15, 8, 4, 2, 1, 0.5, 0.001, 1e9]) }),
        () => ({ type: 'window', sub: random.int(0, 9), rev: random.int(0, 9), ...window() }),
        () => ({ type: 'find', sub: random.int(0, 9), key: this.#key() }),
      ])(),
    );
  }

  /** How a producer's link begins. */
  open(): object {
    const run = this.random.pick(['a run', 'another run', `run ${this.random.int(0, 1e6)}`]);
    return this.#flawed({ type: 'open', run, resume: this.random.chance(0.5) }, 0.02);
  }

  /** A message of a producer whose link is open. */
  producerMessage(): object {
    const { random } = this;
    const commit = () => {
      const seq = random.chance(0.95) ? ++this.#seq : random.int(0, 10);
      const age = random.chance(0.3) ? { age: random.int(0, 1000) } : {};
      const more = random.chance(0.1) ? { more: true } : {};
      return this.#flawed(
        { type: 'commit', seq, time: 1_760_000_000_000 + seq, ...age, changes: this.#changes(), ...more },
        0.01,
      );
    };
    const [message] = random.pick<() => [object]>([
      () => [this.config()],
      ...Array.from({ length: 12 }, () => (): [object] => [commit()]),
      () => [this.#flawed({ type: 'ping' })],
      () => [
        random.chance(0.2)
          ? this.#flawed({ type: 'end', error: random.pick(['', 'failed', 'x'.repeat(5000)]) })
          : commit(),
      ],
    ])();
    return message;
  }

  config(): object {
    const { random } = this;
    const ids = [...new Set(random.some(random.chance(0.03) ? 0 : random.int(1, 6), () => this.#id()))];
    this.#columns = new Map();
    this.#tables.clear();
    const widgets = Object.fromEntries(ids.map((id) => [id, this.#widget(id)]));
    const layout = () => ({ layout: { rows: random.some(random.int(0, 3), () => [this.#layoutItem(3)]) } });
    return this.#flawed(
      {
        type: 'config',
        title: this.#text(),
        ...(random.chance(0.2)
          ? { theme: random.chance(0.99) ? random.pick(['auto', 'light', 'dark', 'contrast']) : 'red' }
          : {}),
        ...(random.chance(0.2)
          ? { accent: random.chance(0.99) ? random.pick(['#0a7', 'teal', 'rgb(0 0 0)']) : 'url(x)' }
          : {}),
        ...(random.chance(0.1) ? layout() : {}),
        widgets,
      },
      0.02,
    );
  }

  /** A message of a plain producer. */
  plainMessage(): object {
    const { random } = this;
    if (random.chance(0.05)) return this.config();
    const widget = this.#knownId();
    const names = this.#columns.get(widget) ?? [];
    const isTable = this.#tables.has(widget) !== random.chance(0.005);
    const row = () => Object.fromEntries(names.filter(() => random.chance(0.9)).map((name) => [name, this.#value()]));
    const ofTable = [
      () => ({ type: 'data', widget, op: 'upsert', ...(random.chance(0.98) ? { key: this.#key() } : {}), row: row() }),
      () => ({ type: 'data', widget, op: 'delete', key: this.#key() }),
    ];
    const ofValue = [
      () => ({ type: 'data', widget, value: this.#value(), delta: 1 }),
      () => ({ type: 'data', widget, timestamp: random.int(0, 2e12), value: random.next(), series: this.#text() }),
    ];
    return this.#flawed(random.pick<() => Record<string, unknown>>(isTable ? ofTable : ofValue)(), 0.01);
  }

  /** Anything that JSON can hold. */
  odd(depth = 0): unknown {
    const { random } = this;
    if (depth < 4 && random.chance(0.2)) return random.some(random.int(0, 4), () => this.odd(depth + 1));
    if (depth < 4 && random.chance(0.2)) {
      return Object.fromEntries(random.some(random.int(0, 4), () => [this.#text(), this.odd(depth + 1)]));
    }
    if (random.chance(0.02)) return this.#nested(random.pick([65, 500, 3000]));
    return random.chance(0.5) ? this.#text() : random.pick(ODD);
  }

  /** Sort and filter as an export takes them. */
  query(): string {
    const { sort, filter } = this.#order();
    const text = (value: unknown) =>
      this.random.chance(0.8) ? JSON.stringify(value) : JSON.stringify(this.odd()).slice(1);
    const query = new URLSearchParams();
    if (this.random.chance(0.7)) query.set('sort', text(sort));
    if (this.random.chance(0.5)) query.set('filter', text(filter));
    if (this.random.chance(0.3)) query.set('keys', this.random.pick(['1', '0', '', 'x']));
    return query.toString();
  }

  #order() {
    const { random } = this;
    const column = () => (random.chance(0.9) ? random.pick(NAMES) : this.odd());
    const sort = random.some(random.int(0, 3), () => [column(), random.pick(['asc', 'desc', 'up', null])]);
    const operators = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'in', 'empty', 'not-empty', 'like'];
    const filter = random.some(random.int(0, 3), () => [column(), random.pick(operators), this.odd(2)]);
    return { sort: random.chance(0.9) ? sort : this.odd(), filter: random.chance(0.9) ? filter : this.odd() };
  }

  #id(): string {
    return this.random.pick(IDS);
  }

  #knownId(): string {
    const known = [...this.#columns.keys()];
    return known.length > 0 && this.random.chance(0.95) ? this.random.pick(known) : this.#id();
  }

  #key(): string {
    return this.random.chance(0.05) ? this.#text() : `${this.random.int(0, 30)}`;
  }

  #text(): string {
    return this.random.chance(0.5) ? this.random.pick(NAMES) : this.random.pick(TEXTS);
  }

  #value(): unknown {
    const { random } = this;
    if (random.chance(0.05)) return this.odd();
    return random.pick<() => unknown>([
      () => random.int(-1000, 1000),
      () => random.next() * 1e6,
      () => random.chance(0.5),
      () => null,
      () => this.#text(),
      () => random.pick(['NaN', 'Infinity', '-Infinity', '9007199254740993', '-123456789012345678901234567890']),
    ])();
  }

  #widget(id: string): unknown {
    const { random } = this;
    const kind = random.pick(KINDS);
    const isTable = /table|log/.test(kind);
    const series = { time: 'datetime', value: random.pick(['number', 'any']), series: 'string' };
    const names = [...new Set(random.some(random.int(1, 5), () => random.pick(NAMES)))];
    const typed = isTable
      ? names.map((name) => [name, random.pick(TYPES)] as const)
      : Object.entries(series).slice(0, kind.endsWith('metric') ? random.int(2, 3) : 2);
    if (isTable) this.#tables.add(id);
    this.#columns.set(
      id,
      typed.map(([name]) => name),
    );
    const columns = typed.map(([name, type]) => this.#flawed({ name, type }, 0.01));
    const rest = {
      ...(random.chance(0.3) ? { max_rows: random.pick([0, 1, 5, 1000, -1, 1e15]) } : {}),
      ...(random.chance(0.2) ? { max_points: random.pick([0, 1, 5, 200_000, 1e9]) } : {}),
      ...(random.chance(0.3) ? { sort_by: random.pick(NAMES), sort_desc: random.chance(0.5) } : {}),
      ...(random.chance(0.1)
        ? {
            thresholds: [
              [0, 'good'],
              [random.int(-5, 5), 'bad'],
            ],
          }
        : {}),
    };
    return this.#flawed({ widget_type: kind, ...(random.chance(0.9) ? { columns } : {}), ...rest }, 0.02);
  }

  #layoutItem(depth: number): unknown {
    const { random } = this;
    if (depth === 0 || random.chance(0.5)) return this.#knownId();
    const item = () => this.#layoutItem(depth - 1);
    return random.pick<() => unknown>([
      () => ({ columns: random.some(2, item), widths: [1, 2] }),
      () => ({ rows: [[item()]] }),
      () => ({ tabs: [{ title: this.#text(), rows: [[item()]] }] }),
    ])();
  }

  #changes(): object {
    const { random } = this;
    const ids = random.some(random.int(0, 3), () => this.#knownId());
    return Object.fromEntries(
      ids.map((id) => {
        const width = this.#columns.get(id)?.length ?? random.int(0, 3);
        const row = () => [
          this.#key(),
          ...random.some(random.chance(0.98) ? width : random.int(0, 5), () => this.#value()),
        ];
        const up = random.some(random.int(0, 5), row);
        const del = random.some(random.int(0, 2), () => this.#key());
        return [id, this.#flawed({ up, del }, 0.02)];
      }),
    );
  }

  #nested(depth: number): unknown {
    let value: unknown = 1;
    for (let i = 0; i < depth; i++) value = this.random.chance(0.5) ? [value] : { a: value };
    return value;
  }

  /** The same, or with a field that is missing, that is too much, or that has an odd value. */
  #flawed(message: Record<string, unknown>, chance = 0.15): object {
    const { random } = this;
    if (!random.chance(chance)) return message;
    const entries = Object.entries(message);
    const at = random.int(0, Math.max(0, entries.length - 1));
    const kind = random.int(0, 2);
    if (kind === 0) entries.splice(at, 1);
    else if (kind === 1) entries.splice(at, 1, [entries[at]?.[0] ?? 'type', this.odd()]);
    else entries.push([random.pick(NAMES), this.odd()]);
    return Object.fromEntries(entries);
  }
}
