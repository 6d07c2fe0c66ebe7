import type { WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { Column, KeyedRow, Value } from '../../src/core/values.js';
import type { Random } from '../kit/random.js';
import type { Changes, Config } from './oracle.js';

type Columns = readonly Column[];

const TEXT: Column = { name: 'text', type: 'string' };
const NUMBER: Column = { name: '__proto__', type: 'number' };
const SHAPES: readonly Columns[] = [
  [TEXT, NUMBER],
  [TEXT, NUMBER, { name: 'more', type: 'integer' }],
  [NUMBER, TEXT],
];
const TIMES: Columns = [
  { name: 'time', type: 'datetime' },
  { name: 'value', type: 'number' },
];
const SERIES: Columns = [...TIMES, { name: 'series', type: 'string' }];

/** A dashboard and what happens to it: which widgets there are, how they are, and what a commit does to them. */
export class Dashboard {
  readonly #random: Random;
  readonly #widgets: Record<string, WidgetConfig>;
  #title = 0;
  #logged = 0;
  /** Tables that were made too large to come whole. */
  readonly #large = new Set<string>();

  constructor(random: Random) {
    this.#random = random;
    this.#widgets = {
      small: { widget_type: 'table', columns: SHAPES[0] as Columns },
      wide: { widget_type: 'table', columns: SHAPES[0] as Columns },
      seldom: { widget_type: 'pathway_table', columns: SHAPES[0] as Columns },
      events: { widget_type: 'log', columns: SHAPES[0] as Columns, max_rows: 30 },
      rate: { widget_type: 'metric', columns: SERIES, max_points: 12 },
      last: { widget_type: 'stat', columns: TIMES },
    };
  }

  /** Every widget that there may be. */
  static readonly WIDGETS = ['small', 'wide', 'seldom', 'events', 'rate', 'last', 'late'];

  get config(): Config {
    return { title: `Dashboard ${this.#title}`, widgets: { ...this.#widgets } };
  }

  /** Another title, other columns, another limit, one widget more or less. */
  reconfigure(): Config {
    const random = this.#random;
    this.#title++;
    switch (random.int(0, 4)) {
      case 0:
      case 1: {
        const id = random.pick(['small', 'wide', 'seldom']);
        this.#widgets[id] = { widget_type: 'table', columns: random.pick(SHAPES) };
        break;
      }
      case 2:
        this.#widgets.rate = { widget_type: 'metric', columns: SERIES, max_points: random.int(5, 20) };
        break;
      case 3:
        if (Object.hasOwn(this.#widgets, 'late')) delete this.#widgets.late;
        else this.#widgets.late = { widget_type: 'table', columns: random.pick(SHAPES) };
    }
    return this.config;
  }

  /** What another producer declares: some of the same widgets, otherwise. */
  ofAnother(): Config {
    const random = this.#random;
    const widgets: Record<string, WidgetConfig> = {
      small: { widget_type: 'table', columns: random.pick(SHAPES) },
      wide: this.#widgets.wide as WidgetConfig,
      rate: { widget_type: 'metric', columns: SERIES, max_points: random.int(5, 20) },
      late: { widget_type: 'table', columns: random.pick(SHAPES) },
    };
    return { title: 'Another', widgets: random.chance(0.2) ? {} : widgets };
  }

  /** Makes a small commit: changes to one widget or to several. */
  changes(): Changes {
    const random = this.#random;
    const ids = new Set(random.some(random.int(1, 3), () => random.pick(Object.keys(this.#widgets))));
    return Object.fromEntries([...ids].map((id) => [id, this.#change(id)]));
  }

  /** Makes a commit that touches every widget. */
  everything(): Changes {
    const ids = Object.keys(this.#widgets);
    return Object.fromEntries(ids.map((id) => [id, { up: [this.#row(id, `last ${this.#logged++}`)] }]));
  }

  /** Makes a commit of more than one frame can hold. */
  large(): Changes {
    const up = this.#random.some(this.#random.int(20, 60), () => this.#row('wide', this.#key(), 4000));
    return { ...this.changes(), wide: { up, del: this.#keys(10) } };
  }

  /** Makes a table too large to come whole, or small again. */
  cross(): Changes {
    const id = this.#random.pick(['small', 'wide', 'seldom']);
    const changes = this.changes();
    if (this.#large.delete(id)) return { ...changes, [id]: { del: KEYS.slice(this.#random.int(0, 20)) } };
    this.#large.add(id);
    return { ...changes, [id]: { up: KEYS.slice(this.#random.int(0, 4)).map((key) => this.#row(id, key)) } };
  }

  /** Adds so many rows to a log at once that not every row that leaves it is remembered. */
  flood(): Changes {
    const up = this.#random.some(10_100, () => this.#row('events', `e${this.#logged++}`));
    return { ...this.changes(), events: { up } };
  }

  /** Makes a commit with a row that does not fit its widget, and others that do. */
  wrong(): Changes {
    const id = this.#random.pick(['small', 'seldom']);
    return { ...this.changes(), [id]: { up: [['a row that is too short']] } };
  }

  #change(id: string): WidgetChange {
    const random = this.#random;
    const up = random.some(random.int(0, 8), () => this.#row(id, this.#keyOf(id)));
    const del = this.#keys(random.int(0, 4));
    // A row that goes and comes again in one commit is a new one.
    if (random.chance(0.2) && up[0] !== undefined) del.push(up[0][0]);
    return { up, del };
  }

  #keyOf(id: string): string {
    return id === 'events' && this.#random.chance(0.8) ? `e${this.#logged++}` : this.#key();
  }

  #key(): string {
    return this.#random.chance(0.05) ? this.#random.pick(ODD_KEYS) : this.#random.pick(KEYS);
  }

  #keys(most: number): string[] {
    return this.#random.some(this.#random.int(0, most), () => this.#key());
  }

  #row(id: string, key: string, bytes = 8): KeyedRow {
    const columns = this.#widgets[id]?.columns ?? [];
    return [key, ...columns.map((column) => this.#value(column, bytes))];
  }

  #value({ name, type }: Column, bytes: number): Value {
    const random = this.#random;
    if (type === 'datetime') return 1_760_000_000_000 + 1000 * random.int(0, 40);
    if (type !== 'string') return random.int(0, 5);
    return name === 'series'
      ? random.pick(['a', 'b'])
      : random.pick(['x', 'é', '\u2028', '"']).repeat(random.int(0, bytes));
  }
}

const KEYS = Array.from({ length: 41 }, (_, i) => `k${i}`);
const ODD_KEYS = ['__proto__', 'constructor', '', '"', 'é\u2028', '0'];
