/** A box that may be higher than any picture: its size in CSS pixels, and the rows between which it can be cut. */
interface Tall {
  readonly width: number;
  readonly height: number;
  /** Pixels above and below. */
  readonly around: number;
  readonly tables: readonly RowsPlace[];
}

/** The rows of a table in a box. */
export interface RowsPlace {
  readonly top: number;
  /** The height of each. */
  readonly height: number;
  readonly count: number;
  /** Stands above the rows, and again above those of each further strip. */
  readonly head: { readonly top: number; readonly height: number };
}

interface PictureLayout {
  /** Pixels of the picture for each CSS pixel. */
  readonly scale: number;
  /** Parts of the box from top to bottom, which stand beside each other. */
  readonly strips: readonly Strip[];
}

interface Strip {
  readonly from: number;
  readonly to: number;
  /** The part of the box that is drawn again above a strip which begins among the rows of a table. */
  readonly head: RowsPlace['head'] | undefined;
}

/** CSS pixels between two strips. */
export const GAP = 24;
/** Pixels of a side: more than 32,767 no canvas of Firefox has. */
const MOST_PIXELS = 32_000;
/** Pixels in all: more than 2²⁸ no canvas of Chromium has. */
const MOST_AREA = 2 ** 28;
/** At twice the size what is seen on a fine screen stays sharp. */
const SCALE = 2;
/** Type of 13 px is still read at this scale. */
const LEGIBLE = 0.75;

/** Gives the part of a box, from 0 to 1, that a picture has room for. */
export function roomFor({ width, height }: { readonly width: number; readonly height: number }): number {
  return Math.min(1, (MOST_AREA * SPARE) / (LEGIBLE ** 2 * (width + GAP) * height));
}

/** Part of the area that strips can use: their ends are uneven. */
const SPARE = 0.95;

/** Draws a box as large as it can be; in strips beside each other, divided between rows, where its type would be too small. */
export function layoutOf({ width, height, around, tables }: Tall): PictureLayout {
  const down = height + around;
  const whole = Math.min(SCALE, MOST_PIXELS / Math.max(width, down), Math.sqrt(MOST_AREA / (width * down)));
  if (whole >= LEGIBLE || tables.length === 0)
    return { scale: whole, strips: [{ from: 0, to: height, head: undefined }] };
  const fitting = Math.sqrt((MOST_AREA * SPARE) / ((width + GAP) * height));
  const scale = Math.min(1, Math.max(LEGIBLE, fitting));
  const row = Math.max(...tables.map((table) => table.height));
  const head = Math.max(...tables.map((table) => table.head.height));
  const most = Math.floor(MOST_PIXELS / scale) - around - head - row;
  const even = height / Math.ceil(height / most) + row;
  const strips: Strip[] = [];
  for (let from = 0; from < height; ) {
    const to = cut(Math.min(from + even, height), tables);
    strips.push({ from, to, head: tableAt(from, tables)?.head });
    from = to;
  }
  return { scale, strips };
}

/** The table among whose rows a position is; between two of them counts, above the first and below the last do not. */
function tableAt(at: number, tables: readonly RowsPlace[]): RowsPlace | undefined {
  return tables.find(({ top, height, count }) => at > top && at < top + count * height);
}

/** The end of the last row above a position. */
function cut(at: number, tables: readonly RowsPlace[]): number {
  const table = tableAt(at, tables);
  if (table === undefined || at < table.top + table.height) return at;
  return table.top + Math.floor((at - table.top) / table.height) * table.height;
}
