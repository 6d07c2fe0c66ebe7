/** The part of the horizontal axis that a chart shows: whole pixels of a fixed width each. */
export interface ChartWindow {
  readonly from: number;
  /** The milliseconds, or plain numbers, of one device pixel. */
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
 * Gives the window whose last pixel is the live edge. It moves by whole pixels on a fixed grid, so that a drawing shifts
 * and never changes its shape.
 *
 * @param span Its length; `undefined`: all there is, but not less than `least`.
 */
export function liveWindow(
  first: number,
  edge: number,
  { span, least }: { readonly span: number | undefined; readonly least: number },
  pixels: number,
): ChartWindow {
  // A width needs to be larger than the spacing of numbers of this size, and itself a number
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
 * The newest time of a chart. It is later than the newest point, for a quiet stream gets older too. Where times are far
 * from now (a replay, a history) the newest point is the edge.
 */
export class LiveEdge {
  #last = Number.NaN;
  #isNow = false;
  #edge = Number.NEGATIVE_INFINITY;

  /** @param motion Whether time goes on, stands still (the link is lost), or ends with the points. */
  at({ first, last }: Extent, now: number, motion: 'runs' | 'holds' | 'ends'): number {
    if (last !== this.#last) {
      this.#last = last;
      this.#isNow = Math.abs(now - last) < Math.max(last - first, LATEST);
    }
    if (motion === 'runs' && this.#isNow) this.#edge = Math.max(last, now);
    else if (motion !== 'holds' || this.#edge < last || !this.#isNow) this.#edge = last;
    return this.#edge;
  }

  /** Whether the edge moves by itself while time goes on. */
  get isNow(): boolean {
    return this.#isNow;
  }
}

/* A window that is narrower or wider would have a pixel of width 0 or infinity. */
const NARROWEST = 1e-300;
const WIDEST = 1e308;
/** The width of a window with a single point. */
const ALONE = 1;
/**
 * Milliseconds by which the newest point of a short stream may be late, so that its chart still follows the clock. With
 * half of it a stream of one point a minute stands still in the beginning; with twice of it a history that ended two
 * minutes ago counts as live.
 */
const LATEST = 60_000;

/** Rounds up to three digits, so that a window that grows all the time changes its scale only now and then. */
function roundedUp(value: number): number {
  const unit = 10 ** (Math.floor(Math.log10(value)) - 2);
  return Math.ceil(value / unit) * unit;
}
