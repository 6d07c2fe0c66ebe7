import type { ConfigMessage, WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

export type Changes = Readonly<Record<string, WidgetChange>>;
export type Config = Omit<ConfigMessage, 'type'>;

/** One widget as a viewer must see it: its columns and its rows in their order, as text. */
export type Picture = string;

export function pictureOf(columns: readonly unknown[], rows: Iterable<KeyedRow>): Picture {
  return JSON.stringify([columns, [...rows]]);
}

interface Widget {
  config: WidgetConfig;
  run: string;
  rows: Map<string, KeyedRow>;
  inherited: boolean;
  isRefused: boolean;
}

/**
 * Knows what a relay must hold at each position, from the producer's messages and in the plainest way: maps, copied
 * whole. Shares nothing with the relay's own code.
 */
export class Oracle {
  epoch: string;
  position = 0;
  run: { readonly id: string; seq: number; settled: boolean } | undefined;
  #widgets = new Map<string, Widget>();
  #rest: Omit<Config, 'widgets'> = {};
  readonly #pictures = new Map<number, ReadonlyMap<string, Picture>>();

  constructor(epoch: string) {
    this.epoch = epoch;
    this.#paint();
  }

  /** The same state, of which another epoch begins. */
  continuedAs(epoch: string): Oracle {
    const next = new Oracle(epoch);
    next.position = this.position;
    next.run = this.run && { ...this.run };
    next.#widgets = new Map([...this.#widgets].map(([id, one]) => [id, { ...one, rows: new Map(one.rows) }]));
    next.#rest = this.#rest;
    next.#paint();
    return next;
  }

  /** Every widget at a position; `undefined` if the position is not known yet. */
  at(position: number): ReadonlyMap<string, Picture> | undefined {
    return this.#pictures.get(position);
  }

  open(id: string, resume: boolean): void {
    this.run = { id, seq: 0, settled: resume };
    if (!resume) for (const widget of this.#widgets.values()) widget.inherited = true;
  }

  declare({ widgets, ...rest }: Config): void {
    const run = this.run?.id ?? '';
    const before = this.#configText();
    const former = this.#widgets;
    this.#widgets = new Map();
    let isNew = false;
    for (const [id, config] of Object.entries(widgets)) {
      const known = former.get(id);
      if (known === undefined || known.isRefused || shapeOf(known.config) !== shapeOf(config)) {
        this.#widgets.set(id, { config, run, rows: new Map(), inherited: false, isRefused: false });
        isNew = true;
      } else {
        const widget = { ...known, config, run };
        if (JSON.stringify(limitOf(known.config)) !== JSON.stringify(limitOf(config))) {
          widget.rows = new Map();
          for (const row of known.rows.values()) upsert(widget, row);
          isNew = true;
        }
        this.#widgets.set(id, widget);
      }
    }
    for (const [id, widget] of former) {
      if (!this.#widgets.has(id) && widget.run !== run) this.#widgets.set(id, widget);
    }
    this.#rest = rest;
    if (isNew || this.#configText() !== before) this.#advance();
  }

  /** @returns The widgets whose changes break a rule. */
  commit(seq: number, changes: Changes): string[] {
    const refused = Object.entries(changes).flatMap(([id, change]) => (this.#isRefused(id, change) ? [id] : []));
    let isChanged = false;
    for (const id of refused) {
      const widget = this.#widgets.get(id);
      if (widget === undefined || widget.isRefused) continue;
      widget.isRefused = true;
      isChanged = true;
    }
    if (this.#settle()) isChanged = true;
    for (const [id, { up = [], del = [] }] of Object.entries(changes)) {
      const widget = this.#widgets.get(id);
      if (widget === undefined || refused.includes(id)) continue;
      for (const key of del) if (widget.rows.delete(key)) isChanged = true;
      for (const row of up) if (upsert(widget, row)) isChanged = true;
    }
    if (isChanged) this.#advance();
    if (this.run !== undefined) this.run.seq = seq;
    return refused;
  }

  end(): void {
    if (this.#settle()) this.#advance();
  }

  #isRefused(id: string, { up = [] }: WidgetChange): boolean {
    const widget = this.#widgets.get(id);
    if (widget === undefined || widget.run !== this.run?.id || widget.isRefused) return true;
    return up.some((row) => row.length !== widget.config.columns.length + 1);
  }

  /** Drops what former runs left, at the first commit of one that does not resume them. */
  #settle(): boolean {
    const { run } = this;
    if (run === undefined || run.settled) return false;
    run.settled = true;
    let isChanged = false;
    for (const [id, widget] of this.#widgets) {
      if (widget.run !== run.id) {
        this.#widgets.delete(id);
        isChanged = true;
      } else if (widget.inherited) {
        widget.inherited = false;
        if (widget.rows.size > 0) isChanged = true;
        widget.rows.clear();
      }
    }
    return isChanged;
  }

  #configText(): string {
    return JSON.stringify([this.#rest, [...this.#widgets].map(([id, one]) => [id, one.config, one.isRefused])]);
  }

  #advance(): void {
    this.position++;
    this.#paint();
  }

  #paint(): void {
    const all = [...this.#widgets].map(
      ([id, { config, rows }]) => [id, pictureOf(config.columns, rows.values())] as const,
    );
    this.#pictures.set(this.position, new Map(all));
  }
}

function shapeOf({ columns }: WidgetConfig): string {
  return JSON.stringify(columns);
}

interface Limit {
  readonly rows: number;
  readonly byTime: boolean;
  readonly hasSeries: boolean;
}

function limitOf({ widget_type, max_rows, max_points, columns }: WidgetConfig): Limit | undefined {
  if (widget_type === 'log') return { rows: max_rows ?? 1000, byTime: false, hasSeries: false };
  if (widget_type === 'metric') return { rows: max_points ?? 10_000, byTime: true, hasSeries: columns.length > 2 };
  return widget_type === 'stat' ? { rows: 900, byTime: true, hasSeries: false } : undefined;
}

/** @returns Whether it changed something. */
function upsert({ config, rows }: Widget, row: KeyedRow): boolean {
  const [key] = row;
  const known = rows.get(key);
  if (JSON.stringify(known) === JSON.stringify(row)) return false;
  const limit = limitOf(config);
  if (limit === undefined) {
    rows.set(key, row);
    return true;
  }
  const seriesOf = (one: KeyedRow) => (limit.hasSeries ? one[3] : undefined);
  const timeOf = (one: KeyedRow) => (limit.byTime ? Number(one[1]) : 0);
  const peers = () => (limit.byTime ? [...rows.values()].filter((one) => seriesOf(one) === seriesOf(row)) : undefined);
  if (known === undefined && limit.byTime) {
    const others = peers() as KeyedRow[];
    if (others.length >= limit.rows && others.every((one) => timeOf(row) < timeOf(one))) return false;
  }
  rows.set(key, row);
  const kept = peers();
  if ((kept?.length ?? rows.size) <= limit.rows) return true;
  // The first of those with the least time: maps keep the order of first appearance.
  const leaving =
    kept?.reduce((least, one) => (timeOf(one) < timeOf(least) ? one : least))[0] ??
    (rows.keys().next().value as string);
  rows.delete(leaving);
  return true;
}
