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

/** What there was before a run that has committed nothing yet. */
interface Former {
  readonly run: { readonly id: string; readonly seq: number };
  readonly widgets: ReadonlyMap<string, Widget>;
  readonly rest: Omit<Config, 'widgets'>;
  readonly acknowledged: ReadonlyMap<string, number>;
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
  #former: Former | undefined;
  /** The last `seq` of runs before this one whose rows are still there. */
  #acknowledged: ReadonlyMap<string, number> = new Map();
  readonly #pictures = new Map<number, ReadonlyMap<string, Picture>>();

  constructor(epoch: string) {
    this.epoch = epoch;
    this.#paint();
  }

  /** Whether the run before comes back if this one's first commit has not arrived. */
  get hasFormer(): boolean {
    return this.#former !== undefined;
  }

  /** The same state, of which another epoch begins. */
  continuedAs(epoch: string): Oracle {
    const next = new Oracle(epoch);
    next.position = this.position;
    next.run = this.run && { ...this.run };
    const copies = new Map<Widget['rows'], Widget['rows']>();
    const copied = (widgets: ReadonlyMap<string, Widget>) =>
      new Map(
        [...widgets].map(([id, one]) => {
          const rows = copies.get(one.rows) ?? new Map(one.rows);
          copies.set(one.rows, rows);
          return [id, { ...one, rows }];
        }),
      );
    next.#widgets = copied(this.#widgets);
    next.#rest = this.#rest;
    next.#former = this.#former && { ...this.#former, widgets: copied(this.#former.widgets) };
    next.#acknowledged = this.#acknowledged;
    next.#paint();
    return next;
  }

  /** Every widget at a position; `undefined` if the position is not known yet. */
  at(position: number): ReadonlyMap<string, Picture> | undefined {
    return this.#pictures.get(position);
  }

  /** The relay's position and last `seq` when this run opens. */
  whenOpened(id: string): { readonly position: number; readonly ack: number } {
    if (this.run?.id === id) return { position: this.position, ack: this.run.seq };
    const former = this.#former;
    if (former === undefined) return { position: this.position, ack: this.#acknowledged.get(id) ?? 0 };
    const ack = former.run.id === id ? former.run.seq : (former.acknowledged.get(id) ?? 0);
    return { position: this.position + (this.#isShownOtherwise(former) ? 1 : 0), ack };
  }

  open(id: string, resume: boolean): void {
    if (this.run?.id === id) return;
    this.#withdraw();
    if (this.run?.id === id) return;
    const { ack } = this.whenOpened(id);
    if (this.run !== undefined && this.run.seq > 0) {
      const acknowledged = this.#acknowledged;
      this.#former = { run: this.run, widgets: this.#widgets, rest: this.#rest, acknowledged };
      this.#acknowledged = new Map([...acknowledged, [this.run.id, this.run.seq]]);
    }
    this.run = { id, seq: ack, settled: resume || ack > 0 };
    const { settled } = this.run;
    this.#widgets = new Map(
      [...this.#widgets].map(([name, one]) => [name, { ...one, inherited: one.inherited || !settled }]),
    );
  }

  /** The run before is back: this one committed nothing. */
  #withdraw(): void {
    const former = this.#former;
    if (former === undefined) return;
    const isShownOtherwise = this.#isShownOtherwise(former);
    this.#former = undefined;
    this.run = { ...former.run, settled: true };
    this.#widgets = new Map(former.widgets);
    this.#rest = former.rest;
    this.#acknowledged = former.acknowledged;
    if (isShownOtherwise) this.#advance();
  }

  #isShownOtherwise({ widgets, rest }: Former): boolean {
    const isNew = [...widgets].some(([id, { rows }]) => rows !== this.#widgets.get(id)?.rows);
    return isNew || configText(rest, widgets) !== configText(this.#rest, this.#widgets);
  }

  declare({ widgets, ...rest }: Config): void {
    const run = this.run?.id ?? '';
    const before = configText(this.#rest, this.#widgets);
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
    if (this.#former === undefined) this.#forgetIfLost(former);
    if (isNew || configText(this.#rest, this.#widgets) !== before) this.#advance();
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
    if (this.run?.settled === false) this.#acknowledged = new Map();
    else if (this.#former !== undefined) this.#forgetIfLost(this.#former.widgets);
    this.#former = undefined;
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
        if (widget.rows.size === 0) continue;
        isChanged = true;
        widget.rows = new Map();
      }
    }
    return isChanged;
  }

  /** Rows went with their widget, or all at once: nobody may count on what it had committed. */
  #forgetIfLost(before: ReadonlyMap<string, Widget>): void {
    const isLost = [...before].some(([id, { rows }]) => rows.size > (this.#widgets.get(id)?.rows.size ?? 0));
    if (isLost) this.#acknowledged = new Map();
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

function configText(rest: Omit<Config, 'widgets'>, widgets: ReadonlyMap<string, Widget>): string {
  return JSON.stringify([rest, [...widgets].map(([id, one]) => [id, one.config, one.isRefused])]);
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
  return undefined;
}

/** @returns Whether it changed something. */
function upsert({ config, rows }: Widget, row: KeyedRow): boolean {
  if (config.widget_type === 'stat') return addReading(rows, row);
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

/** The reading that came last is the last one: maps keep the order in which keys were set first. */
function addReading(rows: Map<string, KeyedRow>, row: KeyedRow): boolean {
  const newest = [...rows.values()].at(-1);
  if (JSON.stringify(newest) === JSON.stringify(row)) return false;
  if (newest?.[0] !== row[0]) rows.delete(row[0]);
  rows.set(row[0], row);
  if (rows.size > 900) rows.delete(rows.keys().next().value as string);
  return true;
}
