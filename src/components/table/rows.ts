import type { Column, KeyedRow } from '../../core/values.js';
import type { SourceListener } from '../../runtime/source.js';
import type { FirstSight, WindowOptions } from '../../runtime/windows/windowed-widget.js';
import { clientScale } from '../look/client-pixels.js';
import type { FurtherRows } from '../menu/menu-host.js';
import { FarPace } from '../panel/far-pace.js';
import { TableBody } from './body.js';
import { CellHistories } from './cells/cell-histories.js';
import { ChangeSet } from './cells/change-set.js';
import type { TableColumn } from './columns/table-column.js';
import { FixedRows } from './fixed-rows.js';
import { FollowedRows, type TableData } from './following/followed-rows.js';
import { showRow } from './following/show-row.js';
import { furtherRows, MODELS } from './further-rows.js';
import { cutOf } from './parts.js';
import { VirtualRows } from './virtual-rows.js';

/** Milliseconds without scrolling after which the scroller may be moved to where it belongs. */
const AT_REST = 200;
/** Part of the window's height above and below it in which rows are drawn, so that they are there when they come in sight. */
const NEAR = 0.5;
/** Pixels up to which a table has the rows of its whole height, wherever it is: a picture of the whole page shows them. */
const WHOLE = 8_000;

/** Brings the rows of a table from their source to the elements: those in sight, and their changes since the last paint. */
export class TableRows {
  /** Computes which rows are in sight. */
  readonly fixed = new FixedRows(28);
  readonly body: TableBody;
  readonly #host = new VirtualRows(() => this.#reflow());
  readonly #changes = new ChangeSet();
  readonly #histories = new CellHistories();
  #hasFoot = false;
  /** The height of the head over the rows, in pixels; 0 until it is known. */
  #headHeight = 0;
  #isResized = false;
  #isPrinting = false;
  #isNear = true;
  readonly #far = new FarPace(() => this.paint());
  #scrolledAt = 0;
  /** Settles where the browser does not say that scrolling has ended. */
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  readonly followed = new FollowedRows({
    changed: (...news) => this.#record(...news),
    replaced: (isReordered) => this.#replaced(isReordered),
  });
  readonly #onChange: () => void;
  /** Whether the rows in sight are not looked for where they have gone: they are in another order. */
  #isReordered = false;
  /** Whether all rows were replaced since the last paint, as after a lost link. */
  #isRenewed = false;
  /** Whether the next rows are shown from the first one on. */
  #isFromTop = false;
  #scroller: HTMLElement | undefined;
  /** Whether cells that are drawn would be written otherwise now. */
  #isLookOld = false;
  /** Those who wait for the next paint. */
  readonly #paintings: (() => void)[] = [];

  readonly #onDraw: () => void;

  /**
   * @param onText Called with each new text of a cell.
   * @param onChange Called when other rows are to be painted.
   * @param onDraw Called when other rows have been drawn.
   */
  constructor(onText: (column: TableColumn, text: string) => void, onChange: () => void, onDraw: () => void) {
    this.#onChange = onChange;
    this.#onDraw = onDraw;
    this.body = new TableBody(this.#host.element, this.fixed, {
      recent: ({ column }, key) => this.#histories.values(column.name, key),
      onText,
      onLook: () => {
        this.#isLookOld = true;
      },
    });
  }

  /** The height of the totals below the rows, in pixels: that of a row. */
  get foot(): number {
    return this.#hasFoot ? this.#headHeight : 0;
  }

  /** Holds the elements of the rows. */
  get box(): HTMLElement {
    return this.#host.element;
  }

  /** Follows rows, or the same ones with other options. */
  follow(data: TableData | undefined, columns: readonly Column[], options: WindowOptions): void {
    this.#histories.follow(columns);
    if (this.#hasFoot !== (options.totals !== undefined)) {
      this.#hasFoot = !this.#hasFoot;
      this.#measure();
    }
    const { sparklines } = this.#histories;
    const isOther = this.followed.follow(data, { ...options, sparklines }, this.#isFromTop ? undefined : this.#sight);
    if (!isOther && !this.followed.isWaiting) this.#isFromTop = false; // The same rows were chosen again
  }

  /** Scrolls to a row. @returns Whether it is in sight then. */
  showRow(key: string): Promise<boolean> {
    return showRow(key, {
      followed: this.followed,
      sight: () => this.fixed.visible,
      scrollTo: (index) => {
        this.fixed.show(index);
        this.#position();
        this.followed.look(this.fixed.visible);
      },
      painted: () =>
        new Promise((resolve) => {
          this.#paintings.push(resolve);
          this.#onChange();
        }),
    });
  }

  /** Scrolls as little as possible until a row is in sight. */
  reveal(index: number): void {
    this.fixed.reveal(index);
    this.#position();
    this.#reflow();
  }

  /** Shows the rows that are followed next from the first one on. */
  startAtTop(): void {
    this.#isFromTop = true;
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
    this.followed.close();
    this.body.calm();
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

  /** Draws all rows for paper, at once; of a large table those that were brought, else those that are here. */
  print(most: number, loaded?: readonly KeyedRow[]): void {
    const from = (loaded ?? this.followed.window(0, 1))[0] ? 0 : Math.max(0, this.fixed.visible.first);
    const rows = (loaded ?? this.followed.present(from, most)).slice(0, most);
    this.#drawAll(rows, from, loaded ? rows.length : Math.min(most, this.followed.total));
  }

  /** Draws the first rows for a picture, which has place for all, and gives the others as they are now. */
  draw(most: number, loaded?: readonly KeyedRow[]): FurtherRows {
    const rows = (loaded ?? this.followed.present(0, most)).slice(0, most);
    this.#drawAll(rows, 0, rows.length, MODELS);
    return furtherRows(this.body, this.box, rows.slice(MODELS));
  }

  /** Draws the rows in sight, as they are now. */
  paint(): void {
    if (this.#isPaintedLater()) return;
    // All its rows stood one below the other, and nothing was scrolled.
    if (this.#isPrinting && this.#scroller !== undefined) this.#scroller.scrollTop = this.fixed.scrollTop;
    this.#isPrinting = false;
    delete this.box.dataset.cut;
    this.box.style.removeProperty('--_further');
    const isFollowing = !this.#isReordered && !this.fixed.isAtTop;
    const drawn = (index: number) => this.body.rowAt(index);
    const above = isFollowing ? this.followed.drift(this.fixed.visible, drawn, this.#isRenewed) : 0;
    this.fixed.change({ count: this.followed.total, above });
    this.#isReordered = this.#isRenewed = false;
    this.followed.look(this.fixed.visible);
    this.#draw(this.#isResized ? this.fixed.rangeWith(this.body.range) : this.fixed.range, above);
    this.#isResized = false;
    if (performance.now() - this.#scrolledAt > AT_REST) this.fixed.settle();
    this.#position();
    this.#changes.clear();
    if (this.#isLookOld) this.rewrite();
    for (const painted of this.#paintings.splice(0)) painted();
  }

  /** Has all cells written anew in the next frame. */
  rewrite(): void {
    this.#isLookOld = false;
    this.body.rewrite();
    this.#onChange();
  }

  /** Moves the scroller to where it belongs, after it has come to rest. */
  settle(): void {
    this.fixed.settle();
    this.#position();
  }

  /** The virtualizer positions none of them, for they stand one below the other. */
  #drawAll(rows: readonly KeyedRow[], from: number, most: number, drawn?: number): void {
    this.#isPrinting = true;
    this.body.calm();
    this.body.show(from, rows.slice(0, drawn));
    const { total } = this.followed;
    if (rows.length < total) this.box.dataset.cut = cutOf(total, from, rows.length, most);
    this.#changes.clear();
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

  #replaced(isReordered: boolean): void {
    this.#isReordered = isReordered;
    if (this.#isFromTop && this.#scroller !== undefined) this.#scroller.scrollTop = 0;
    this.#isFromTop = false;
    this.body.calm();
    this.#changes.suppress();
  }

  /** The rows in sight, and the first of them, unless that is the first of all. */
  get #sight(): FirstSight | undefined {
    const { first, last } = this.fixed.visible;
    return first < 0 ? undefined : { first, last, key: first === 0 ? undefined : this.body.rowAt(first)?.[0] };
  }

  /** Draws the rows that have come into sight. */
  #reflow(): void {
    if (this.#isPrinting) return;
    this.#measure();
    if (this.#isNear && this.#far.isWaiting) {
      this.paint();
      return;
    }
    this.followed.look(this.fixed.visible);
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
    this.fixed.scrolled(scrollTop, clientHeight - head - this.foot);
    const { top } = scroller.getBoundingClientRect();
    const scale = clientScale(scroller);
    const { innerHeight } = scroller.ownerDocument.defaultView ?? window;
    const height = clientHeight - head - this.foot;
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

  #draw({ first, last }: { first: number; last: number }, above?: number): void {
    const offset = Math.max(0, first);
    this.body.show(
      offset,
      this.followed.window(offset, last - first + (first < 0 ? 0 : 1)),
      above === undefined ? undefined : { changes: this.#changes, above },
    );
    this.#onDraw();
  }

  /** Has the rows moved to where they belong, and the scroller with them. */
  #position(): void {
    this.#host.update({ range: this.body.range, height: this.fixed.boxHeight, moved: this.body.takeMoved() });
    const correction = this.fixed.takeCorrection();
    // Not left to the virtualizer: where a scroller is at 0, it takes the page's position for the scroller's.
    if (this.#scroller !== undefined && correction !== 0) this.#scroller.scrollTop += correction;
  }

  #record(...[changes, reset, recent = []]: Parameters<SourceListener>): void {
    this.#changes.add(changes, reset);
    if (reset) this.#isRenewed = true;
    this.#histories.record(changes);
    for (const values of recent) this.#histories.fill(values);
    this.#onChange();
  }
}
