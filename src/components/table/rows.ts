import type { Collection, RowChange } from '../../core/collection.js';
import type { ViewOptions } from '../../core/sorted-view.js';
import type { KeyedRow } from '../../core/values.js';
import { LocalSource, type Source } from '../../runtime/source.js';
import { TableBody } from './body.js';
import { CellHistory } from './cell-history.js';
import { ChangeSet } from './change-set.js';
import type { TableColumn } from './columns.js';
import { FixedRows } from './fixed-rows.js';

/** Milliseconds without scrolling after which the scroller may be put right. */
const AT_REST = 200;
/** Windows above and below the window in which rows are drawn: what comes into sight from there is there. */
const NEAR = 0.5;
/** Places that a row in sight may have moved by and still be found. */
const FARTHEST = 20_000;

/**
 * The rows of a table, from the collection to the elements: which are in sight, and what has happened to them since
 * they were last painted.
 */
export class TableRows {
  readonly place = new FixedRows(28);
  readonly body: TableBody;
  readonly #changes = new ChangeSet();
  readonly #histories = new Map<string, CellHistory>();
  #scrolledAt = 0;
  #followed: Collection | undefined;
  #looked = '';
  #source: Source | undefined;

  /** @param onText Called with each new text of a cell. */
  constructor(onText: (column: TableColumn, text: string) => void) {
    this.body = new TableBody(this.place, {
      recent: ({ column }, key) => this.#histories.get(column.name)?.values(key) ?? [],
      shown: onText,
    });
  }

  /** Rows there are to scroll through. */
  get total(): number {
    return this.#source?.total ?? 0;
  }

  window(offset: number, limit: number): KeyedRow[] {
    return this.#source?.window(offset, limit) ?? [];
  }

  /** Looks at a collection, or at the same one otherwise. */
  follow(collection: Collection | undefined, options: ViewOptions): void {
    const looked = JSON.stringify(options);
    if (collection === this.#followed && looked === this.#looked && this.#source !== undefined) return;
    if (collection !== this.#followed) this.#remember(collection);
    this.close();
    this.#followed = collection;
    this.#looked = looked;
    this.#source = collection && new LocalSource(collection, options, (...news) => this.#listen(...news));
    this.#changes.silence();
  }

  /** Stops following; what is drawn stays. */
  close(): void {
    this.#source?.close();
    this.#source = undefined;
    this.body.calm();
  }

  /** The rows may be old: what comes next only brings them up to date. */
  awaitCatchUp(): void {
    this.#changes.awaitCatchUp();
  }

  /**
   * Looks at what of the rows is in sight. This reads the layout: it is for moments at which nothing has been drawn.
   *
   * @param head The height of what stands over the rows, in pixels.
   */
  look(scroller: HTMLElement, head: number): void {
    const { clientHeight, scrollTop } = scroller;
    if (clientHeight === 0) {
      this.place.clip(0, 0); // Hidden: what is seen later is what was seen before
      return;
    }
    if (scrollTop !== this.place.top) this.#scrolledAt = performance.now();
    this.place.scrolled(scrollTop, clientHeight - head);
    const top = scroller.getBoundingClientRect().top + head;
    const near = NEAR * innerHeight;
    this.place.clip(-near - top, innerHeight + near - top);
  }

  /** Draws what is in sight, as it is now. */
  paint(scroller: HTMLElement | null): void {
    const above = this.#drift();
    this.place.change({ count: this.total, above });
    this.#draw(this.place.range, above);
    if (performance.now() - this.#scrolledAt > AT_REST) this.place.settle();
    this.#lay(scroller);
    this.#changes.clear();
  }

  /** Draws what has come into sight since. */
  reveal(scroller: HTMLElement): void {
    const { range } = this.place;
    const { first, length } = this.body;
    if (range.first !== first || range.last !== first + length - 1) this.#draw(range);
    this.#lay(scroller);
  }

  /** Puts the scroller right, after it has come to rest. */
  settle(scroller: HTMLElement): void {
    this.place.settle();
    this.#lay(scroller);
  }

  #draw({ first, last }: { first: number; last: number }, above?: number): void {
    const offset = Math.max(0, first);
    this.body.show(
      offset,
      this.window(offset, last - first + (first < 0 ? 0 : 1)),
      above === undefined ? undefined : { changes: this.#changes, above },
    );
  }

  #lay(scroller: HTMLElement | null): void {
    this.body.place();
    const owed = scroller === null ? 0 : this.place.takeOwed();
    if (scroller !== null && owed !== 0) scroller.scrollTop += owed;
  }

  /** By how many places the rows in sight have moved because others came, went or changed places with them. */
  #drift(): number {
    const { size } = this.#changes;
    if (size === 0 || this.place.isAtTop) return 0;
    const { first, last } = this.place.seen;
    const reach = Math.min(size, FARTHEST);
    const from = Math.max(0, first - reach);
    // Rows are never changed in place, so one that is found is one that was not touched.
    const places = new Map(this.window(from, last + reach - from + 1).map((row, i) => [row, from + i]));
    for (let index = first; index <= last; index++) {
      const row = this.body.rowAt(index);
      const found = row && places.get(row);
      if (found !== undefined) return found - index;
    }
    return 0;
  }

  #listen(changes: readonly RowChange[], reset: boolean): void {
    this.#changes.add(changes, reset);
    for (const history of this.#histories.values()) history.record(changes, Date.now());
  }

  #remember(collection: Collection | undefined): void {
    this.#histories.clear();
    collection?.columns.forEach(({ name, sparkline }, index) => {
      if (sparkline) this.#histories.set(name, new CellHistory(index + 1));
    });
  }
}
