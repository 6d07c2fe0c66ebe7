/** The part of the horizontal axis that a chart shows: whole pixels of a fixed width each. */
export interface ChartWindow {
  readonly from: number;
  /** Milliseconds, or what else the axis counts, of one device pixel. */
  readonly perPixel: number;
  readonly pixels: number;
}

export interface Extent {
  readonly first: number;
  readonly last: number;
}

export function endOf({ from, perPixel, pixels }: ChartWindow): number {
  return from + perPixel * pixels;
}

/**
 * The window whose last pixel is the live edge. It moves by whole pixels on a grid that does not move itself, so that what is
 * drawn shifts and never changes its shape.
 *
 * @param span How much is shown; `undefined`: all there is, but not less than `least`.
 */
export function liveWindow(
  first: number,
  edge: number,
  { span, least }: { readonly span: number | undefined; readonly least: number },
  pixels: number,
): ChartWindow {
  // Less than what numbers of this size tell apart is no width, nor is more than the largest number.
  const finest = Math.abs(edge) * Number.EPSILON * pixels;
  const shown = Math.min(Math.max(span ?? (Math.max(edge - first, least) || ALONE), finest, NARROWEST), WIDEST);
  const perPixel = span === undefined ? roundedUp(shown / Math.max(1, pixels - 1)) : shown / pixels;
  const from = (Math.floor(edge / perPixel) + 1 - pixels) * perPixel;
  return { from: Math.max(from, -Number.MAX_VALUE), perPixel, pixels };
}

/** @param extent Its ends are finite, and so is its width. */
export function fixedWindow({ first, last }: Extent, pixels: number): ChartWindow {
  return { from: first, perPixel: (last - first) / pixels, pixels };
}

/**
 * Where the newest time of a chart is: not only where its newest point is, for a stream that is quiet still gets older.
 * Times that are far from now are no stream's (a replay, a history): then the newest point is the edge.
 */
export class LiveEdge {
  #last = Number.NaN;
  #isNow = false;
  #edge = Number.NEGATIVE_INFINITY;

  /** @param motion Whether time runs on, is held where it was (the link is lost), or ends with the points. */
  at({ first, last }: Extent, now: number, motion: 'runs' | 'holds' | 'ends'): number {
    if (last !== this.#last) {
      this.#last = last;
      this.#isNow = Math.abs(now - last) < Math.max(last - first, LATEST);
    }
    if (motion === 'runs' && this.#isNow) this.#edge = Math.max(last, now);
    else if (motion !== 'holds' || this.#edge < last || !this.#isNow) this.#edge = last;
    return this.#edge;
  }

  /** Whether it moves by itself: if time runs at all. */
  get isNow(): boolean {
    return this.#isNow;
  }
}

const NARROWEST = 1e-300;
const WIDEST = 1e308;
/** Shown before a point that is alone. */
const ALONE = 1;
/** Milliseconds between the newest point and now that are nothing unusual. */
const LATEST = 60_000;

/** To three digits, so that a window that grows all the time changes its scale only now and then. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Math.ceil(value / unit) * unit;
}
