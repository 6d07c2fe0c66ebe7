/**
 * The highest box, in pixels. Browsers lay out none above about 17 to 33 million, and what moves it counts in single
 * precision, which has half pixels up to 8.4 million.
 */
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
 * It knows no element: whoever draws the rows tells it what the scroller does, and asks it what to draw where.
 */
export class FixedRows {
  #count = 0;
  #height: number;
  #viewport = 0;
  #top = 0;
  #lead = 0;
  /** What the scroller must still be moved by. */
  #owed = 0;
  /** Of the viewport, what may be seen at all. */
  #clip = { from: 0, to: Number.POSITIVE_INFINITY };

  /** @param height Of a row, in pixels. */
  constructor(height: number) {
    this.#height = height;
  }

  get count(): number {
    return this.#count;
  }

  /** Where the scroller is, once it has been moved by what is owed. */
  get top(): number {
    return this.#top;
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
    const isAtEnd = top <= 0 || top >= this.drawnHeight - viewport - 1; // Browsers round
    this.#viewport = viewport;
    this.#top = top;
    if (isJump || isAtEnd) this.#lead = top * this.#ratio - top;
    else this.#lead = this.#clamped(top + this.#lead) - top;
  }

  /** Tells which part of the viewport can be seen at all, where the window or the page hides the rest. */
  clip(from: number, to: number): void {
    this.#clip = { from, to };
  }

  /** Puts the scroller where it belongs. Better not while it is being scrolled: that would stop it. */
  settle(): void {
    this.#goTo(this.#position);
  }

  /** What the scroller must be moved by, once. */
  takeOwed(): number {
    const owed = this.#owed;
    this.#owed = 0;
    return owed;
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
    // A box that shrinks takes the scroller with it
    const now = Math.max(0, Math.min(this.#top, this.drawnHeight - this.#viewport));
    const mapped = Math.round(wanted / this.#ratio);
    // A pixel is not worth a movement, which might be rounded away and wanted again
    const top = !this.#isMapped ? wanted : Math.abs(mapped - now) < 2 ? now : mapped;
    this.#owed += top - now;
    this.#top = top;
    this.#lead = wanted - top;
  }

  #rowsWithin(overscan: number): { first: number; last: number } {
    const position = this.#clamped(this.#position);
    const from = position + Math.max(0, this.#clip.from);
    const to = position + Math.min(this.#viewport, this.#clip.to);
    const first = Math.max(0, Math.floor(from / this.#height) - overscan);
    const last = Math.min(this.#count, Math.ceil(to / this.#height) + overscan) - 1;
    return to <= from || last < first ? { first: -1, last: -1 } : { first, last };
  }
}
