import { ConflatedRows } from '../core/commit/conflated-rows.js';
import { ItemEncoder } from '../core/commit/item-encoder.js';
import type { KeyedRow } from '../core/values.js';

/** The changes of one widget in a commit. */
interface Piece {
  readonly up: KeyedRow[];
  readonly del: string[];
}

/** Changes of rows by widget, conflated by key. */
export class Changes {
  readonly #widgets = new Map<string, ConflatedRows>();
  /** The time of the oldest, in milliseconds since the epoch. */
  #since = Number.POSITIVE_INFINITY;

  get isEmpty(): boolean {
    return this.#widgets.size === 0;
  }

  /** The widgets that they are of. */
  get widgets(): Iterable<string> {
    return this.#widgets.keys();
  }

  /** The age of the oldest, in milliseconds. */
  age(now: number): number {
    return Math.max(0, now - this.#since);
  }

  upsert(widget: string, row: KeyedRow): void {
    this.#rowsOf(widget).upsert(row);
  }

  /** A reading of a stat or gauge: the one that comes last is the newest, whatever its key. */
  addReading(widget: string, row: KeyedRow): void {
    this.#rowsOf(widget, 'arrival').upsert(row);
  }

  delete(widget: string, key: string): void {
    this.#rowsOf(widget).delete(key);
  }

  /** Drops the oldest rows beyond so many, for a widget without keys. */
  trim(widget: string, rows: number): void {
    const up = this.#widgets.get(widget)?.up;
    for (const key of up?.keys() ?? []) {
      if (up === undefined || up.size <= rows) return;
      up.delete(key);
    }
  }

  /** Adds later changes. */
  add(newer: Changes): void {
    this.#since = Math.min(this.#since, newer.#since);
    for (const [widget, { up, del, order }] of newer.#widgets) {
      const rows = this.#rowsOf(widget, order);
      for (const key of del) rows.delete(key);
      for (const row of up.values()) rows.upsert(row);
    }
  }

  /** Cuts them into the pieces of a commit, each of at most so many characters, or of one row that is larger alone. */
  *pieces(most: number): Generator<Record<string, Piece>> {
    let piece: Record<string, Piece> = {};
    let room = most;
    for (const [widget, { up, del }] of this.#widgets) {
      const keys = new ItemEncoder([...del], lengthOf);
      const rows = new ItemEncoder([...up.values()], lengthOf);
      while (!keys.isDone || !rows.isDone) {
        const next = keys.isDone ? rows : keys;
        const fitting = next.take(room);
        if (fitting.items.length === 0 && room < most) {
          yield piece;
          piece = {};
          room = most;
          continue;
        }
        const { items, size } = fitting.items.length > 0 ? fitting : next.takeOne();
        room -= size;
        piece[widget] ??= { up: [], del: [] };
        for (const one of items) {
          if (typeof one === 'string') piece[widget].del.push(one);
          else piece[widget].up.push(one);
        }
      }
    }
    if (room < most) yield piece;
  }

  #rowsOf(widget: string, order?: ConflatedRows['order']): ConflatedRows {
    this.#since = Math.min(this.#since, Date.now());
    const known = this.#widgets.get(widget);
    if (known !== undefined) return known;
    const changes = new ConflatedRows(order);
    this.#widgets.set(widget, changes);
    return changes;
  }
}

function lengthOf(text: string): number {
  return text.length;
}
