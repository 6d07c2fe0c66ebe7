/**
 * The highest box, in pixels. Browsers lay out none above about 17 to 33 million, the virtualizer none above 8.2, and
 * transforms count in single precision, which has half pixels up to 8.4 million.
 */
const MAX_HEIGHT = 8_000_000;

/** Rows drawn on each side of what can be seen, so that a short scroll shows no gap. */
const OVERSCAN = 5;

interface RowsChange {
  readonly count?: number;
  /** The height of a row, in pixels. */
  readonly height?: number;
  /** Rows that came (or, negative, went) above what can be seen. */
  readonly above?: number;
}

/**
 * Computes which rows of one height a scroll position shows, and where they are, for any number of rows.
 *
 *     wanted   0 ─────────────── position ──────────────────── count × height
 *     drawn    0 ──── top ──── MAX_HEIGHT                      position = top + lead
 *
 * A jump (the scrollbar's thumb) maps one to the other in proportion, which below `MAX_HEIGHT` means that they are the
 * same. A short way (wheel, keys) is walked pixel by pixel, and rows that come or go above change only `lead`: the rows
 * in sight stay in place although the scroller is not moved. `settle` then puts the thumb where it belongs.
 *
 * It knows no element: `TableRows` passes on what the scroller does, and draws what is computed here.
 */
export class FixedRows {
  #count = 0;
  #height: number;
  #viewport = 0;
  #top = 0;
  #lead = 0;
  /** Pixels by which the scroller must still be moved. */
  #correction = 0;
  /** The part of the viewport that the window shows. */
  #clip = { from: 0, to: Number.POSITIVE_INFINITY };

  /** @param height The height of a row, in pixels. */
  constructor(height: number) {
    this.#height = height;
  }

  get count(): number {
    return this.#count;
  }

  /** The position of the scroller, once the correction is applied. */
  get scrollTop(): number {
    return this.#top;
  }

  /** The height of the box that holds the rows. */
  get boxHeight(): number {
    return Math.min(this.#wantedHeight, MAX_HEIGHT);
  }

  /** The first and last row to draw; −1 if none. */
  get range(): { first: number; last: number } {
    return this.#rowsWithin(OVERSCAN);
  }

  /**
   * The range, and the rows that are drawn beside it. The virtualizer observes the sizes of all rows: if one left while the
   * browser observes sizes, that would come too late to be delivered, which is an error event of the page. It leaves with a
   * later paint.
   */
  rangeWith(drawn: { readonly first: number; readonly last: number }): { first: number; last: number } {
    const { range } = this;
    const isBeside = range.first <= drawn.last + 1 && drawn.first <= range.last + 1;
    if (range.first < 0 || drawn.first < 0 || !isBeside) return range;
    const last = Math.min(Math.max(range.last, drawn.last), this.#count - 1);
    return { first: Math.min(range.first, drawn.first), last };
  }

  /** The first and last row that can be seen; −1 if none. */
  get visible(): { first: number; last: number } {
    return this.#rowsWithin(0);
  }

  /** Pixels from the top of the box to a row. */
  topOf(index: number): number {
    return index * this.#height - this.#lead;
  }

  /** Whether the first row is at the top. Then rows that come above it are shown; else the rows in sight stay. */
  get isAtTop(): boolean {
    return this.#position <= 0;
  }

  /** Takes a change over; the rows in sight stay in place. */
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

  /** Takes over where the scroller is, and the height of the part of the box that it shows. */
  scrolled(top: number, viewport: number): void {
    const isJump = Math.abs(top - this.#top) > viewport;
    const isAtEnd = top >= this.boxHeight - viewport - 1; // Browsers round
    this.#viewport = viewport;
    this.#top = top;
    // Half a pixel short of the end of the box would be several pixels short of the last row.
    if (isAtEnd && this.#isMapped) this.#lead = this.#clamped(this.#wantedHeight) - top;
    else if (isJump || isAtEnd || top <= 0) this.#lead = top * this.#ratio - top;
    else this.#lead = this.#clamped(top + this.#lead) - top;
  }

  /** Takes over which part of the viewport the window shows. */
  clip(from: number, to: number): void {
    this.#clip = { from, to };
  }

  /** Brings a row to the middle of what can be seen. */
  show(index: number): void {
    this.#goTo((index + 0.5) * this.#height - this.#viewport / 2);
  }

  /** Scrolls as little as possible until all of a row can be seen. */
  reveal(index: number): void {
    const top = index * this.#height;
    const position = this.#position;
    if (top < position) this.#goTo(top);
    else if (top + this.#height > position + this.#viewport) this.#goTo(top + this.#height - this.#viewport);
  }

  /** Moves the scroller to where it belongs. Not while it is being scrolled: that would stop it. */
  settle(): void {
    this.#goTo(this.#position);
  }

  /** Gives the pixels by which the scroller must be moved, once. */
  takeCorrection(): number {
    const correction = this.#correction;
    this.#correction = 0;
    return correction;
  }

  get #position(): number {
    return this.#top + this.#lead;
  }

  get #wantedHeight(): number {
    return this.#count * this.#height;
  }

  get #isMapped(): boolean {
    return this.#wantedHeight > MAX_HEIGHT;
  }

  /** Pixels of position for each pixel of scrolling. */
  get #ratio(): number {
    return this.#isMapped ? (this.#wantedHeight - this.#viewport) / (MAX_HEIGHT - this.#viewport) : 1;
  }

  #clamped(position: number): number {
    return Math.max(0, Math.min(position, this.#wantedHeight - this.#viewport));
  }

  #goTo(position: number): void {
    const wanted = this.#clamped(position);
    // A box that shrinks takes the scroller with it
    const now = Math.max(0, Math.min(this.#top, this.boxHeight - this.#viewport));
    const mapped = Math.round(wanted / this.#ratio);
    // A pixel is not worth a movement, which might be rounded away and wanted again
    const top = !this.#isMapped ? wanted : Math.abs(mapped - now) < 2 ? now : mapped;
    this.#correction += top - now;
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
