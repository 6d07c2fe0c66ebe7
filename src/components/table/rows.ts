import { CellHistory } from '../../core/cell-history.js';
import type { Collection, RowChange } from '../../core/collection.js';
import type { ViewOptions } from '../../core/sorted/sorted-view.js';
import type { KeyedRow } from '../../core/values.js';
import { LocalSource, type Source } from '../../runtime/source.js';
import { formatNumber } from '../../text/format.js';
import { clientScale } from '../look/client-pixels.js';
import type { FurtherRows } from '../menu/menu-host.js';
import { FarPace } from '../panel/far-pace.js';
import { TableBody } from './body.js';
import { ChangeSet } from './cells/change-set.js';
import type { TableColumn } from './columns.js';
import { FixedRows } from './fixed-rows.js';
import { furtherRows, MODELS } from './further-rows.js';
import { countOf } from './parts.js';
import { VirtualRows } from './virtual-rows.js';

/** Milliseconds without scrolling after which the scroller may be moved to where it belongs. */
const AT_REST = 200;
/** Part of the window's height above and below it in which rows are drawn, so that they are there when they come in sight. */
const NEAR = 0.5;
/** Pixels up to which a table has the rows of its whole height, wherever it is: a picture of the whole page shows them. */
const WHOLE = 8_000;
/** Rows by which a row in sight may have moved and still be found. */
const MAX_DRIFT = 20_000;

/** Brings the rows of a table from the collection to the elements: those in sight, and their changes since the last paint. */
export class TableRows {
  /** Computes which rows are in sight. */
  readonly fixed = new FixedRows(28);
  readonly body: TableBody;
  readonly #host = new VirtualRows(() => this.#reflow());
  readonly #changes = new ChangeSet();
  readonly #histories = new Map<string, CellHistory>();
  /** The height of the head over the rows, in pixels; 0 until it is known. */
  #headHeight = 0;
  #isResized = false;
  #isPrinting = false;
  #isNear = true;
  readonly #far = new FarPace(() => this.paint());
  #scrolledAt = 0;
  /** Settles where the browser does not say that scrolling has ended. */
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #followed: Collection | undefined;
  #options = '';
  #source: Source | undefined;
  #scroller: HTMLElement | undefined;

  /** @param onText Called with each new text of a cell. */
  constructor(onText: (column: TableColumn, text: string) => void) {
    this.body = new TableBody(this.#host.element, this.fixed, {
      recent: ({ column }, key) => this.#histories.get(column.name)?.values(key) ?? [],
      onText,
    });
  }

  /** Holds the elements of the rows. */
  get box(): HTMLElement {
    return this.#host.element;
  }

  /** The number of rows to scroll through. */
  get total(): number {
    return this.#source?.total ?? 0;
  }

  /** The number of rows that pass the filter. */
  get matching(): number {
    return this.#source?.matching ?? 0;
  }

  window(offset: number, limit: number): KeyedRow[] {
    return this.#source?.window(offset, limit) ?? [];
  }

  /** Follows a collection, or the same one with other options. */
  follow(collection: Collection | undefined, options: ViewOptions): void {
    const described = JSON.stringify(options);
    if (collection === this.#followed && described === this.#options && this.#source !== undefined) return;
    if (collection !== this.#followed) this.#startHistories(collection);
    this.#unfollow();
    this.#followed = collection;
    this.#options = described;
    this.#source = collection && new LocalSource(collection, options, (changes, reset) => this.#record(changes, reset));
    this.#changes.suppress();
  }

  /** Follows an element that scrolls the rows, and shows what it showed before. */
  connect(scroller: HTMLElement): void {
    scroller.scrollTop = this.fixed.scrollTop;
    this.#scroller = scroller;
    this.#host.connect(scroller);
  }

  /** Stops following all; the rows that are drawn stay. */
  disconnect(): void {
    clearTimeout(this.#restTimer);
    this.#host.disconnect();
    this.#far.stop();
    this.#unfollow();
  }

  /** Highlights none of the next changes: the rows may be old, and are then only brought up to date. */
  awaitCatchUp(): void {
    this.#changes.awaitCatchUp();
  }

  /**
   * Takes over other sizes while the browser observes sizes. `paint` has to follow at once.
   *
   * @param headHeight The height of the head over the rows, in pixels; 0 while it is not known.
   */
  resized(headHeight: number): void {
    this.#headHeight = headHeight;
    this.#isResized = true;
    this.#measure();
  }

  /** Draws all rows for paper, at once. They stand one below the other there: the virtualizer positions none. */
  print(most: number, drawn = most): void {
    this.#isPrinting = true;
    this.body.calm();
    const printed = Math.min(this.total, most);
    this.#draw({ first: 0, last: Math.min(printed, drawn) - 1 });
    if (printed < this.total) this.box.dataset.cut = `${formatNumber(printed)} of ${countOf(this.total)}`;
    this.#changes.clear();
  }

  /** Draws the first rows for a picture, which has place for all, and gives the others as they are now. */
  draw(most: number): FurtherRows {
    this.print(most, MODELS);
    return furtherRows(this.body, this.box, this.window(MODELS, Math.min(this.total, most) - MODELS));
  }

  /** Draws the rows in sight, as they are now. */
  paint(): void {
    if (this.#isPaintedLater()) return;
    // All its rows stood one below the other, and nothing was scrolled.
    if (this.#isPrinting && this.#scroller !== undefined) this.#scroller.scrollTop = this.fixed.scrollTop;
    this.#isPrinting = false;
    delete this.box.dataset.cut;
    this.box.style.removeProperty('--_further');
    const above = this.#drift();
    this.fixed.change({ count: this.total, above });
    this.#draw(this.#isResized ? this.#grownRange() : this.fixed.range, above);
    this.#isResized = false;
    if (performance.now() - this.#scrolledAt > AT_REST) this.fixed.settle();
    this.#position();
    this.#changes.clear();
  }

  /** Moves the scroller to where it belongs, after it has come to rest. */
  settle(): void {
    this.fixed.settle();
    this.#position();
  }

  /** Whether what changed can wait: nobody sees it, and it was brought up to date just now. */
  #isPaintedLater(): boolean {
    const isDrawn = this.body.range.first >= 0 && !this.#isPrinting && !this.#isResized;
    const view = this.#scroller?.ownerDocument.defaultView ?? window;
    if (!this.#isNear && isDrawn && this.#far.waits(view)) return true;
    if (!this.#isNear) this.#changes.suppress();
    this.#far.drawn();
    return false;
  }

  #unfollow(): void {
    this.#source?.close();
    this.#source = undefined;
    this.body.calm();
  }

  /** Draws the rows that have come into sight. */
  #reflow(): void {
    if (this.#isPrinting) return;
    this.#measure();
    if (this.#isNear && this.#far.isWaiting) {
      this.paint();
      return;
    }
    const { range } = this.fixed;
    const drawn = this.body.range;
    if (range.first < 0 || range.first < drawn.first || range.last > drawn.last) this.#draw(range);
    this.#position();
  }

  /** Reads which rows are in sight. This reads the layout: it is for moments at which nothing has been drawn. */
  #measure(): void {
    const scroller = this.#scroller;
    const head = this.#headHeight;
    if (scroller === undefined || head === 0) return;
    const { clientHeight, scrollTop } = scroller;
    if (clientHeight === 0) {
      this.fixed.clip(0, 0); // Hidden: once it is shown again, it shows the same rows
      return;
    }
    if (scrollTop !== this.fixed.scrollTop) this.#hasScrolled(scroller);
    this.fixed.scrolled(scrollTop, clientHeight - head);
    const { top } = scroller.getBoundingClientRect();
    const scale = clientScale(scroller);
    const { innerHeight } = scroller.ownerDocument.defaultView ?? window;
    const height = clientHeight - head;
    const near = NEAR * innerHeight;
    const [from, to] = [(-near - top) / scale - head, (innerHeight + near - top) / scale - head];
    this.#isNear = from < height && to > 0;
    // Of a higher one at least what would be seen first.
    if (height <= WHOLE) this.fixed.clip(0, height);
    else this.fixed.clip(Math.min(from, height - innerHeight), Math.max(to, innerHeight));
  }

  #hasScrolled(scroller: HTMLElement): void {
    this.#scrolledAt = performance.now();
    if ('onscrollend' in scroller) return; // WebKitGTK 2.50 has no such event
    clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => this.settle(), AT_REST);
  }

  /**
   * The range, and the rows that are drawn beside it. The virtualizer observes the sizes of all rows: if one left while
   * the browser observes sizes, that would come too late to be delivered, which is an error event of the page. It leaves
   * with a later paint.
   */
  #grownRange(): { first: number; last: number } {
    const { range } = this.fixed;
    const drawn = this.body.range;
    const isBeside = range.first <= drawn.last + 1 && drawn.first <= range.last + 1;
    if (range.first < 0 || drawn.first < 0 || !isBeside) return range;
    return {
      first: Math.min(range.first, drawn.first),
      last: Math.min(Math.max(range.last, drawn.last), this.total - 1),
    };
  }

  #draw({ first, last }: { first: number; last: number }, above?: number): void {
    const offset = Math.max(0, first);
    this.body.show(
      offset,
      this.window(offset, last - first + (first < 0 ? 0 : 1)),
      above === undefined ? undefined : { changes: this.#changes, above },
    );
  }

  /** Has the rows moved to where they belong, and the scroller with them. */
  #position(): void {
    this.#host.update({ range: this.body.range, height: this.fixed.boxHeight, moved: this.body.takeMoved() });
    const correction = this.fixed.takeCorrection();
    // Not left to the virtualizer: where a scroller is at 0, it takes the page's position for the scroller's.
    if (this.#scroller !== undefined && correction !== 0) this.#scroller.scrollTop += correction;
  }

  /** Counts the rows that came above those in sight, or (negative) went, or changed places with them. */
  #drift(): number {
    const { size } = this.#changes;
    if (size === 0 || this.fixed.isAtTop) return 0;
    const { first, last } = this.fixed.visible;
    const reach = Math.min(size, MAX_DRIFT);
    const from = Math.max(0, first - reach);
    // Row objects are never changed, so one that is found was not touched.
    const indices = new Map(this.window(from, last + reach - from + 1).map((row, i) => [row, from + i]));
    for (let index = first; index <= last; index++) {
      const row = this.body.rowAt(index);
      const found = row && indices.get(row);
      if (found !== undefined) return found - index;
    }
    return 0;
  }

  #record(changes: readonly RowChange[], reset: boolean): void {
    this.#changes.add(changes, reset);
    for (const history of this.#histories.values()) history.record(changes, Date.now());
  }

  #startHistories(collection: Collection | undefined): void {
    this.#histories.clear();
    collection?.columns.forEach(({ name, sparkline }, index) => {
      if (sparkline) this.#histories.set(name, new CellHistory(index + 1));
    });
  }
}
