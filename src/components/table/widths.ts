import type { KeyedRow } from '../../core/values.js';
import { formatValue } from '../../text/format.js';
import type { TableColumn } from './columns.js';
import { cutText } from './row.js';

/** Pixels for the sort arrow of a head; in a wide and in a narrow table, for a cell's padding and for a sparkline. */
const ARROW = 12;
const PADDING = { wide: 24, narrow: 16 };
const SPARKLINE = { wide: 104, narrow: 72 };
/** Pixels that a text may take that can be cut, and that the name of a row may. */
const MAX_TEXT = 280;
const MAX_NAME = { wide: 220, narrow: 100 };

/** Widths of the table, in pixels, below which columns are left out: the third rank, then the second. */
const WIDE = 840;
const NARROW = 520;
const IN_FIRST_RANK = 4;
const IN_SECOND_RANK = 2;

/**
 * Computes how wide columns are: as wide as the widest text they have shown, so that no number is ever cut and nothing
 * moves until a longer one comes. Texts are measured without a layout, and only when they are longer than all before.
 */
export class ColumnWidths {
  readonly #columns: readonly TableColumn[];
  readonly #longest: string[];
  #fonts = { cell: '', head: '' };
  #texts: readonly Texts[] | undefined;

  constructor(columns: readonly TableColumn[], sample: readonly KeyedRow[]) {
    this.#columns = columns;
    this.#longest = columns.map(() => '');
    for (const row of sample)
      for (const column of columns) this.see(column, formatValue(row[column.at], column.column));
  }

  /** Measures all texts by other fonts, given as in CSS. */
  setFonts(cell: string, head: string): void {
    this.#fonts = { cell, head };
    this.#texts = undefined;
  }

  /** Takes note of a text in a column; true if it is longer than any before. */
  see(column: TableColumn, text: string): boolean {
    const i = this.#columns.indexOf(column);
    if (text.length <= (this.#longest[i] as string).length) return false;
    this.#longest[i] = text;
    this.#texts = undefined;
    return true;
  }

  /**
   * Chooses the columns that stay at this width: all if all fit, else by rank. The first column, the sorted one,
   * sparklines and the first others stay longest; text beside the row's name leaves first.
   */
  staying(width: number, sorted: string | undefined): readonly TableColumn[] {
    const columns = this.#columns;
    if (width >= WIDE || this.#sum(columns, width) <= width) return columns;
    const weight = (column: TableColumn) => {
      if (column === columns[0] || column.column.name === sorted) return 0;
      return column.column.sparkline ? 1 : column.isQuiet && column.canBeCut ? 3 : 2;
    };
    const ranked = [...columns].sort((a, b) => weight(a) - weight(b));
    const kept = new Set(ranked.slice(0, width < NARROW ? IN_FIRST_RANK : IN_FIRST_RANK + IN_SECOND_RANK));
    return columns.filter((column) => kept.has(column));
  }

  /** The width that the columns need together, and the tracks of a grid that shares out the rest. */
  tracks(columns: readonly TableColumn[], width: number, isLog: boolean): { least: number; template: string } {
    const rest = isLog ? this.#longestText(columns) : undefined;
    const tracks = columns.map((column) => {
      const least = this.#widthOf(column, width);
      if (column === rest) return 'minmax(80px, 1fr)';
      return isLog && rest ? `${least}px` : `minmax(${least}px, ${least}fr)`;
    });
    const least =
      this.#sum(
        columns.filter((column) => column !== rest),
        width,
      ) + (rest ? 80 : 0);
    return { least, template: tracks.join(' ') };
  }

  #sum(columns: readonly TableColumn[], width: number): number {
    return columns.reduce((sum, column) => sum + this.#widthOf(column, width), 0);
  }

  /** The column that takes all the width that the others leave, in a log: that of the longest text. */
  #longestText(columns: readonly TableColumn[]): TableColumn | undefined {
    const texts = columns.filter(({ canBeCut }) => canBeCut);
    return texts.sort((a, b) => this.#textsOf(b).cell - this.#textsOf(a).cell)[0];
  }

  #widthOf(column: TableColumn, width: number): number {
    const size = width < NARROW ? 'narrow' : 'wide';
    const { head, cell } = this.#textsOf(column);
    const natural = Math.max(head, cell + (column.column.sparkline ? SPARKLINE[size] : 0)) + PADDING[size];
    if (!column.canBeCut) return natural;
    return Math.min(natural, column === this.#columns[0] ? MAX_NAME[size] : MAX_TEXT);
  }

  #textsOf(column: TableColumn): Texts {
    this.#texts ??= this.#columns.map(({ column: { name } }, i) => ({
      head: Math.ceil(textWidth(name, this.#fonts.head) + ARROW),
      cell: Math.ceil(textWidth(cutText(this.#longest[i] as string), this.#fonts.cell)),
    }));
    return this.#texts[this.#columns.indexOf(column)] as Texts;
  }
}

/** The widths of the texts of a column, in pixels. */
interface Texts {
  readonly head: number;
  readonly cell: number;
}

/** Measures every digit as a zero: the style sheet asks for tabular numerals, which a canvas cannot. */
function textWidth(text: string, font: string): number {
  canvas ??= document.createElement('canvas').getContext('2d') ?? undefined;
  if (canvas === undefined) return text.length * 8;
  canvas.font = font;
  return canvas.measureText(text.replace(/\d/g, '0')).width;
}

let canvas: CanvasRenderingContext2D | undefined;
