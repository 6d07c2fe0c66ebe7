import type { TableColumn } from './table-column.js';

/** Where a table stands that is scrolled sideways, in pixels. */
export interface SidewaysPosition {
  /** The width of each column. */
  readonly widths: readonly number[];
  /** The width that can be seen. */
  readonly width: number;
  /** From the start of the first column to the start of what can be seen. */
  readonly from: number;
}

/**
 * Chooses the columns that have cells, of a table that is scrolled sideways, and knows which are out of sight.
 *
 *     name │ c d e f … │ k l m n o p q │ r s t …
 *     stuck   drawn      in sight         drawn       others have no cells
 */
export class Sideways {
  #columns: readonly TableColumn[] = [];
  #drawn: readonly TableColumn[] = [];
  #beyond: readonly TableColumn[] = [];

  /** The columns that have cells. */
  get drawn(): readonly TableColumn[] {
    return this.#drawn;
  }

  /** The columns that are out of sight, on either side. */
  get beyond(): readonly TableColumn[] {
    return this.#beyond;
  }

  /** Takes note of where the table stands. @param areAllDrawn Whether nothing scrolls, as on paper. */
  see(columns: readonly TableColumn[], { widths, width, from }: SidewaysPosition, areAllDrawn: boolean): void {
    const starts: number[] = [];
    let end = 0;
    for (const size of widths) {
      starts.push(end);
      end += size;
    }
    let covered = 0;
    const isBeyond = ({ stuck }: TableColumn, i: number) => {
      const size = widths[i] as number;
      const middle = (starts[i] as number) + size / 2;
      if (stuck !== undefined) covered += size; // It stands over those after it
      if (stuck !== undefined || end <= width) return false;
      return middle < from + Math.min(covered, width / 2) || middle > from + width;
    };
    this.#beyond = columns.filter(isBeyond);
    if (areAllDrawn || columns.length <= MOST_DRAWN) this.#draw(columns);
    else {
      const touches = (i: number) =>
        (starts[i] as number) < from + width && (starts[i] as number) + (widths[i] as number) > from;
      const first = columns.findIndex((_, i) => touches(i));
      const last = columns.findLastIndex((_, i) => touches(i));
      const areThere = columns.slice(first, last + 1).every((column) => this.#drawn.includes(column));
      // Some more on each side, so that most steps draw none.
      if (columns !== this.#columns || !areThere || this.#drawn.length === columns.length) {
        this.#draw(
          columns.filter(({ stuck: place }, i) => place !== undefined || (i >= first - AHEAD && i <= last + AHEAD)),
        );
      }
    }
    this.#columns = columns;
  }

  /** The list stays the same object while it is the same. */
  #draw(columns: readonly TableColumn[]): void {
    const isSame = columns.length === this.#drawn.length && columns.every((column, i) => column === this.#drawn[i]);
    if (!isSame) this.#drawn = columns;
  }
}

/** Columns of which all have cells: about as many as a large screen shows. Twice as many make each row twice as slow. */
const MOST_DRAWN = 40;
/** Columns that are drawn on each side of those in sight. */
const AHEAD = 6;
