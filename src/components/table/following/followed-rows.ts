import type { Collection } from '../../../core/collection.js';
import type { TotalTerm } from '../../../core/messages.js';
import { type KeyedRow, sameRow, type Value } from '../../../core/values.js';
import { LocalSource, type Source, type SourceListener } from '../../../runtime/source.js';
import type { Sight } from '../../../runtime/windows/window-range.js';
import type { WindowSource } from '../../../runtime/windows/window-source.js';
import type { FirstSight, WindowedWidget, WindowOptions } from '../../../runtime/windows/windowed-widget.js';
import type { LocalTotals } from './local-totals.js';

/** The rows of a table: all of them here, or too many for that. */
export type TableData = Collection | WindowedWidget;

export interface FollowedRowsListener {
  /** Rows that are drawn have changed. */
  readonly changed: SourceListener;
  /** Other rows are drawn from now on. @param isReordered They are in another order, or are others. */
  readonly replaced: (isReordered: boolean) => void;
}

/**
 * The source that a table draws from. One that has to be asked of the relay takes the place of the former when its first
 * window is there: until then a table goes on to show what it showed, in another order, or with another filter.
 */
export class FollowedRows {
  readonly #listener: FollowedRowsListener;
  #data: TableData | undefined;
  #view: WindowOptions = {};
  #described = '';
  #source: Source | undefined;
  #next: { readonly source: WindowSource; readonly isReordered: boolean } | undefined;
  /** Whether the next source will be opened. */
  #isOpening = false;
  #typing: ReturnType<typeof setTimeout> | undefined;
  #localTotals: LocalTotals | undefined;
  #error: string | undefined;

  constructor(listener: FollowedRowsListener) {
    this.#listener = listener;
  }

  /** `undefined` while there is nothing to draw. */
  get source(): Source | undefined {
    return this.#source?.isReady ? this.#source : undefined;
  }

  /** The number of rows to scroll through. */
  get total(): number {
    return this.source?.total ?? 0;
  }

  /** The number of rows that pass the filter. */
  get matching(): number {
    return this.source?.matching ?? 0;
  }

  /** The number of all rows, also of those that a filter hides. */
  get size(): number {
    return this.source?.size ?? 0;
  }

  /** Totals over all rows that pass the filter, in the order in which they were asked for; `undefined` while they come. */
  get totals(): readonly Value[] | undefined {
    return this.source?.totals ?? this.#localTotals?.values;
  }

  /** The rows of `[offset, offset + limit)`; `undefined` where one is not here yet. */
  window(offset: number, limit: number): readonly (KeyedRow | undefined)[] {
    return this.source?.window(offset, limit) ?? [];
  }

  /** The rows of `[offset, offset + limit)` that are here. */
  present(offset: number, limit: number): readonly KeyedRow[] {
    return this.window(offset, limit).filter((row) => row !== undefined);
  }

  /** Notes which rows are in sight. */
  look({ first, last }: Sight): void {
    if (first >= 0) this.source?.look(first, last);
  }

  /** Brings the first rows, if they are not all here. */
  async load(most: number): Promise<readonly KeyedRow[] | undefined> {
    const data = this.#data;
    if (data === undefined || 'columns' in data || this.total === 0) return undefined;
    const { loadRows } = await import('../../../runtime/windows/load-rows.js');
    return loadRows(data, this.#view, Math.min(this.total, most));
  }

  /** The first rows, or if those are not here, those from another one on. */
  sample(limit: number, other: number): readonly KeyedRow[] {
    const first = this.present(0, limit);
    return first.length > 0 ? first : this.present(Math.max(0, other), limit);
  }

  /**
   * Counts the rows that came above those in sight, or (negative) went, or changed places with them.
   *
   * @param sight The first and the last row in sight.
   * @param drawn Gives the row at an index, as it is drawn.
   * @param isRenewed All may have changed meanwhile. Else a row that changed is not followed: it may have gone by itself.
   */
  drift({ first, last }: Sight, drawn: (index: number) => KeyedRow | undefined, isRenewed: boolean): number {
    for (let index = first; index <= last; index++) {
      const row = drawn(index);
      const found = row && this.source?.indexOf(row[0]);
      if (row === undefined || found === undefined) continue;
      const [now] = this.window(found, 1);
      if (isRenewed || (now !== undefined && sameRow(row, now))) return found - index;
    }
    return 0;
  }

  /** Why the relay does not send the rows that are wanted. */
  get error(): string | undefined {
    return this.#next?.source.error ?? this.#error;
  }

  /** Whether other rows are on their way than are drawn: in another order, or with another filter. */
  get isWaiting(): boolean {
    return this.#isOpening || this.#next !== undefined;
  }

  /**
   * Follows rows, or the same ones with other options.
   *
   * @param sight The rows that are in sight, to begin with.
   * @returns Whether others are followed than before.
   */
  follow(data: TableData | undefined, options: WindowOptions, sight: FirstSight | undefined): boolean {
    const described = JSON.stringify(options);
    if (data === this.#data && described === this.#described) return false;
    const isReordered = described !== this.#described;
    const isOtherFilter = data === this.#data && JSON.stringify(options.filter) !== JSON.stringify(this.#view.filter);
    this.#data = data;
    this.#view = options;
    this.#described = described;
    this.#stopNext();
    // Not by its class: a collection may be of another document.
    if (data === undefined || 'columns' in data) {
      const { changed } = this.#listener;
      this.#replace(data && new LocalSource(data, options, changed), isReordered);
      if (data !== undefined && options.totals !== undefined) void this.#count(data, options.filter, options.totals);
    } else {
      this.#isOpening = true;
      const open = () =>
        void this.#open(data, options, isReordered ? sight && { ...sight, key: undefined } : sight, isReordered);
      // Not a view of the relay for each letter.
      if (isOtherFilter && this.#source !== undefined) this.#typing = setTimeout(open, TYPING);
      else open();
    }
    return true;
  }

  /** Stops following. What is drawn can be read until something else is followed. */
  close(): void {
    this.#stopNext();
    this.#source?.close();
    this.#data = undefined;
  }

  /** That part is loaded when somebody wants totals. */
  async #count(data: Collection, filter: WindowOptions['filter'] = [], terms: readonly TotalTerm[]): Promise<void> {
    const described = this.#described;
    const { LocalTotals } = await import('./local-totals.js');
    if (data !== this.#data || described !== this.#described) return;
    this.#localTotals = new LocalTotals(data, filter, terms);
    this.#listener.changed([], false);
  }

  async #open(
    data: WindowedWidget,
    options: WindowOptions,
    sight: FirstSight | undefined,
    isReordered: boolean,
  ): Promise<void> {
    const described = this.#described;
    try {
      windows ??= await import('../../../runtime/windows/window-source.js');
    } catch (error) {
      this.#isOpening = false;
      this.#error = `The part of this page that shows large tables did not load: ${(error as Error).message}`;
      this.#listener.changed([], false);
    }
    if (windows === undefined || data !== this.#data || described !== this.#described) return;
    this.#isOpening = false;
    const source = new windows.WindowSource(data, options, sight, (...news) => this.#hear(source, news));
    this.#next = { source, isReordered };
  }

  #hear(source: WindowSource, news: Parameters<SourceListener>): void {
    const next = this.#next;
    if (source === next?.source && source.isReady) {
      this.#next = undefined;
      this.#replace(source, next.isReordered);
      this.#listener.changed([], true);
    } else if (source === this.#source) {
      this.#error = source.error;
      this.#listener.changed(...news);
    } else this.#listener.changed([], false);
  }

  #replace(source: Source | undefined, isReordered: boolean): void {
    this.#source?.close();
    this.#source = source;
    this.#error = undefined;
    this.#listener.replaced(isReordered);
  }

  #stopNext(): void {
    this.#localTotals?.close();
    this.#localTotals = undefined;
    clearTimeout(this.#typing);
    this.#next?.source.close();
    this.#next = undefined;
    this.#isOpening = false;
  }
}

/** Milliseconds without another letter after which the relay is asked for what a filter leaves. */
const TYPING = 150;

/** Loaded with the first large table. */
let windows: typeof import('../../../runtime/windows/window-source.js') | undefined;
