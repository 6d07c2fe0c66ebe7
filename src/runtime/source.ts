import type { Collection, RowUpdate } from '../core/collection.js';
import type { RecentByColumn } from '../core/messages.js';
import { SortedView, type ViewOptions } from '../core/sorted/sorted-view.js';
import type { KeyedRow, Value } from '../core/values.js';

/** The rows that a table draws, in order: those of a collection in this page, or a relay's, a window at a time. */
export interface Source {
  /** Whether there is something to draw. */
  readonly isReady: boolean;
  /** Rows that pass the filter and the cut. */
  readonly total: number;
  /** Rows that pass the filter. */
  readonly matching: number;
  /** All rows, also those that the filter hides. */
  readonly size: number;
  /** Those that were asked for, if they come with the rows. */
  readonly totals?: readonly Value[] | undefined;
  /** The rows of `[offset, offset + limit)`; `undefined` where one is not here yet. */
  window(offset: number, limit: number): readonly (KeyedRow | undefined)[];
  /** Where a row stands; `undefined` if it is not in the view, or too far from what is looked at to be known here. */
  indexOf(key: string): number | undefined;
  /** Notes which rows are in sight; those that are not here are on their way then. */
  look(first: number, last: number): void;
  /** Finds where a row stands, wherever that is; `undefined` if it is not among the rows. */
  find(key: string): Promise<number | undefined>;
  /** Stops following; nothing is called any more. */
  close(): void;
}

/**
 * Called when the rows of a source are others; with `reset` all of them are, and `changes` is empty.
 *
 * @param recent Recent values of rows that were not here before.
 */
export type SourceListener = (
  changes: readonly RowUpdate[],
  reset: boolean,
  recent?: readonly RecentByColumn[],
) => void;

/** A source over rows that are in this page. */
export class LocalSource implements Source {
  readonly isReady = true;
  readonly #collection: Collection;
  readonly #view: SortedView;
  readonly #unsubscribe: () => void;

  /** @param onChange Called when the view has followed a change of the collection. */
  constructor(collection: Collection, options: ViewOptions, onChange: SourceListener) {
    this.#collection = collection;
    this.#view = new SortedView(collection, options);
    // After the view, so that the view has the change before its listener is called.
    this.#unsubscribe = collection.subscribe((changes, reset) => onChange(changes, reset));
  }

  get total(): number {
    return this.#view.total;
  }

  get matching(): number {
    return this.#view.matching;
  }

  get size(): number {
    return this.#collection.size;
  }

  window(offset: number, limit: number): KeyedRow[] {
    return this.#view.window(offset, limit);
  }

  indexOf(key: string): number | undefined {
    const rank = this.#view.rank(key);
    return rank === undefined || rank >= this.total ? undefined : rank;
  }

  /** All rows are here. */
  look(): void {}

  async find(key: string): Promise<number | undefined> {
    return this.indexOf(key);
  }

  close(): void {
    this.#unsubscribe();
    this.#view.close();
  }
}
