import type { LitVirtualizer } from '@lit-labs/virtualizer/LitVirtualizer.js';

type LayoutSpecifier = Extract<LitVirtualizer['layout'], { type: unknown }>;
type Layout = InstanceType<LayoutSpecifier['type']>;
type LayoutSink = ConstructorParameters<LayoutSpecifier['type']>[0];
type PinOptions = Parameters<Layout['getScrollIntoViewCoordinates']>[0];

/** Browsers lay out no box higher than about 17 to 33 million pixels, and the virtualizer none above 8.2. */
const TALLEST = 8_000_000;

/** Rows kept on each side of what is seen, so that a short scroll shows no gap. */
const OVERSCAN = 5;

interface RowsChange {
  readonly count?: number;
  /** Of a row, in pixels. */
  readonly height?: number;
  /** Rows that came (or, negative, went) above what is seen. */
  readonly above?: number;
}

/**
 * Rows of one height, placed by arithmetic: which rows a scroll position shows and where they are, for any number of
 * rows.
 *
 *     wanted   0 ─────────────── position ──────────────────── count × height
 *     drawn    0 ──── top ──── TALLEST                         position = top + lead
 *
 * A jump (the scrollbar's thumb) maps one to the other in proportion, which below `TALLEST` means that they are the
 * same. A short way (wheel, keys) is walked pixel by pixel, and rows that come or go above move only `lead`: what is
 * seen stays where it is without anything being moved. `settle` then puts the thumb where it belongs.
 *
 * The rows themselves are drawn by whatever follows this class: `layout` is for `<lit-virtualizer>`.
 */
export class FixedRows {
  /** What `<lit-virtualizer .layout>` takes. */
  readonly layout: LayoutSpecifier = { type: VirtualizerLayout, rows: this } as LayoutSpecifier;
  #count = 0;
  #height: number;
  #viewport = 0;
  #top = 0;
  #lead = 0;
  /** What the scroller must still be moved by. */
  #owed = 0;
  #follower: (() => void) | undefined;

  /** @param height Of a row, in pixels. */
  constructor(height: number) {
    this.#height = height;
  }

  get count(): number {
    return this.#count;
  }

  get height(): number {
    return this.#height;
  }

  /** The height of the box that scrolls. */
  get drawnHeight(): number {
    return Math.min(this.#wantedHeight, TALLEST);
  }

  /** The first and last row to draw; −1 if none. */
  get range(): { first: number; last: number } {
    return this.#rowsWithin(OVERSCAN);
  }

  /** The first and last row that can be seen; −1 if none. */
  get seen(): { first: number; last: number } {
    return this.#rowsWithin(0);
  }

  /** Where a row is drawn, from the top of the box. */
  placeOf(index: number): number {
    return index * this.#height - this.#lead;
  }

  /** Whether the first row is at the top: then rows that come above it are seen, else what is seen stays. */
  get isAtTop(): boolean {
    return this.#position <= 0;
  }

  /** Tells what has changed; what is seen stays in place. */
  change({ count = this.#count, height = this.#height, above = 0 }: RowsChange): void {
    const wasMapped = this.#isMapped;
    const rescale = height / this.#height;
    const moved = this.isAtTop ? 0 : above * height;
    const position = this.#position * rescale + moved;
    this.#count = count;
    this.#height = height;
    if (rescale !== 1 || wasMapped !== this.#isMapped) this.#goTo(position);
    else this.#lead += moved;
  }

  /** Tells where the scroller is and how much of it is seen. */
  scrolled(top: number, viewport: number): void {
    const isJump = Math.abs(top - this.#top) > viewport;
    const isAtEnd = top <= 0 || top >= this.drawnHeight - viewport;
    this.#viewport = viewport;
    this.#top = top;
    if (isJump || isAtEnd) this.#lead = top * this.#ratio - top;
    else this.#lead = this.#clamped(top + this.#lead) - top;
  }

  /** Puts the scroller where it belongs. Better not while it is being scrolled: that would stop it. */
  settle(): void {
    this.#goTo(this.#position);
    if (this.#owed !== 0) this.draw();
  }

  /** Has the rows put where they belong. */
  draw(): void {
    this.#follower?.();
  }

  /** What the scroller must be moved by, once. */
  takeOwed(): number {
    const owed = this.#owed;
    this.#owed = 0;
    return owed;
  }

  /** Calls back on `draw`. */
  follow(follower: () => void): void {
    this.#follower = follower;
  }

  get #position(): number {
    return this.#top + this.#lead;
  }

  get #wantedHeight(): number {
    return this.#count * this.#height;
  }

  get #isMapped(): boolean {
    return this.#wantedHeight > TALLEST;
  }

  /** Pixels of position per pixel of scrolling. */
  get #ratio(): number {
    return this.#isMapped ? (this.#wantedHeight - this.#viewport) / (TALLEST - this.#viewport) : 1;
  }

  #clamped(position: number): number {
    return Math.max(0, Math.min(position, this.#wantedHeight - this.#viewport));
  }

  #goTo(position: number): void {
    const wanted = this.#clamped(position);
    const top = this.#isMapped ? Math.round(wanted / this.#ratio) : wanted;
    // A box that shrinks takes the scroller with it
    this.#owed += top - Math.max(0, Math.min(this.#top, this.drawnHeight - this.#viewport));
    this.#top = top;
    this.#lead = wanted - top;
  }

  #rowsWithin(overscan: number): { first: number; last: number } {
    if (this.#count === 0 || this.#viewport <= 0) return { first: -1, last: -1 };
    const position = this.#clamped(this.#position);
    const last = Math.ceil((position + this.#viewport) / this.#height) - 1 + overscan;
    const first = Math.floor(position / this.#height) - overscan;
    return { first: Math.max(0, first), last: Math.min(this.#count - 1, Math.max(0, last)) };
  }
}

/** Speaks for `FixedRows` to `@lit-labs/virtualizer`, whose only job is then to keep the elements of the range. */
class VirtualizerLayout implements Layout {
  readonly direction = 'vertical';
  readonly pin = null;
  totalScrollSize = { width: 0, height: 0 };
  offsetWithinScroller = { left: 0, top: 0 };
  viewportSize = { width: 0, height: 0 };
  viewportScroll = { left: 0, top: 0 };
  #items: unknown[] = [];
  #sent = '';
  readonly #rows: FixedRows;
  readonly #sink: LayoutSink;

  constructor(sink: LayoutSink, config?: object) {
    this.#sink = sink;
    this.#rows = (config as { rows: FixedRows }).rows;
    this.#rows.follow(() => this.#draw());
  }

  get items(): unknown[] {
    return this.#items;
  }

  set items(items: unknown[]) {
    if (items === this.#items) return;
    this.#items = items;
    this.#sent = '';
    this.#rows.change({ count: items.length });
  }

  reflowIfNeeded(): void {
    this.#rows.scrolled(this.viewportScroll.top, this.viewportSize.height);
    this.#draw();
  }

  unpin(): void {
    // Nothing is ever pinned
  }

  getScrollIntoViewCoordinates({ index }: PinOptions): { top: number } {
    return { top: this.#rows.placeOf(index) };
  }

  #draw(): void {
    const { range, seen, drawnHeight } = this.#rows;
    const owed = this.#rows.takeOwed();
    const state = `${range.first} ${range.last} ${this.#rows.placeOf(0)} ${this.#rows.height} ${drawnHeight}`;
    if (state === this.#sent && owed === 0) return;
    this.#sent = state;
    const childPositions = new Map<number, { left: number; top: number }>();
    for (let index = range.first; index >= 0 && index <= range.last; index++) {
      childPositions.set(index, { left: 0, top: this.#rows.placeOf(index) });
    }
    this.#sink({
      type: 'stateChanged',
      scrollSize: { height: drawnHeight, width: 0 },
      range: { ...range, firstVisible: seen.first, lastVisible: seen.last },
      childPositions,
      ...(owed !== 0 && { scrollError: { left: 0, top: -owed } }),
    });
  }
}
