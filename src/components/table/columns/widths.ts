import type { KeyedRow } from '../../../core/values.js';
import { cutText } from '../cells/cut-text.js';
import type { TableColumn } from './table-column.js';

/** Pixels for the sort arrow of a head; in a wide and in a narrow table, for a cell's padding and for a sparkline. */
const ARROW = 12;
const PADDING = { wide: 24, narrow: 16 };
const SPARKLINE = { wide: 104, narrow: 72 };
/** Pixels that a text may take that can be cut, and that the name of a row may. */
const MAX_TEXT = 280;
/** Pixels that the column has at the least which takes the rest of a log. */
const LEAST_REST = 80;
const MAX_NAME = { wide: 220, narrow: 100 };

/** The width of a table, in pixels, below which its cells stand closer. */
const NARROW = 520;

/**
 * Computes how wide columns are: as wide as the widest text they have shown, so that no number is ever cut and nothing
 * moves until a longer one comes. Texts are measured without a layout, and only when they are longer than all before.
 */
export class ColumnWidths {
  readonly #columns: readonly TableColumn[];
  readonly #longest: string[];
  #chosen: ReadonlyMap<string, number> = new Map();
  #fonts = { cell: '', head: '' };
  #texts: readonly Texts[] | undefined;

  constructor(columns: readonly TableColumn[], sample: readonly KeyedRow[]) {
    this.#columns = columns;
    this.#longest = columns.map(() => '');
    // All of them first: a value decides how others are written.
    for (const row of sample) for (const { look, at } of columns) look.see(row[at]);
    for (const row of sample) for (const column of columns) this.see(column, column.look.text(row[column.at]));
  }

  /** Measures all texts by other fonts, given as in CSS. */
  setFonts(cell: string, head: string): void {
    this.#fonts = { cell, head };
    this.#texts = undefined;
  }

  /** Takes over the widths that the viewer has chosen, in pixels, by name. */
  choose(widths: ReadonlyMap<string, number>): void {
    this.#chosen = widths;
  }

  /** Takes note of a text in a column; true if it is longer than any before. */
  see(column: TableColumn, text: string): boolean {
    const i = this.#columns.indexOf(column);
    if (text.length <= (this.#longest[i] as string).length) return false;
    this.#longest[i] = text;
    this.#texts = undefined;
    return true;
  }

  /** The widths that the columns need, in pixels, and the tracks of a grid that shares out the rest. */
  tracks(width: number, isLog: boolean): ColumnTracks {
    const columns = this.#columns;
    const rest = isLog
      ? this.#longestText(columns.filter((column) => this.#chosenFor(column) === undefined))
      : undefined;
    const widths = columns.map((column) => (column === rest ? LEAST_REST : this.#widthOf(column, width)));
    const tracks = columns.map((column, i) => {
      if (this.#chosenFor(column) !== undefined) return `${widths[i]}px`;
      if (column === rest) return `minmax(${LEAST_REST}px, 1fr)`;
      return isLog && rest ? `${widths[i]}px` : `minmax(${widths[i]}px, ${widths[i]}fr)`;
    });
    return { widths, tracks };
  }

  /** The column that takes all the width that the others leave, in a log: that of the longest text. */
  #longestText(columns: readonly TableColumn[]): TableColumn | undefined {
    const texts = columns.filter(({ canBeCut }) => canBeCut);
    return texts.sort((a, b) => this.#textsOf(b).cell - this.#textsOf(a).cell)[0];
  }

  #widthOf(column: TableColumn, width: number): number {
    const chosen = this.#chosenFor(column);
    if (chosen !== undefined) return chosen;
    const size = width < NARROW ? 'narrow' : 'wide';
    const { head, cell } = this.#textsOf(column);
    const natural = Math.max(head, cell + (column.column.sparkline ? SPARKLINE[size] : 0)) + PADDING[size];
    if (!column.canBeCut) return natural;
    return Math.min(natural, column === this.#columns[0] || column.stuck !== undefined ? MAX_NAME[size] : MAX_TEXT);
  }

  /** The width that somebody has chosen, the viewer before the author. */
  #chosenFor({ column: { name, width } }: TableColumn): number | undefined {
    return this.#chosen.get(name) ?? width;
  }

  #textsOf(column: TableColumn): Texts {
    this.#texts ??= this.#columns.map(({ title }, i) => ({
      head: Math.ceil(textWidth(title, this.#fonts.head) + ARROW),
      cell: Math.ceil(textWidth(cutText(this.#longest[i] as string), this.#fonts.cell)),
    }));
    return this.#texts[this.#columns.indexOf(column)] as Texts;
  }
}

export interface ColumnTracks {
  readonly widths: readonly number[];
  /** As CSS has them. */
  readonly tracks: readonly string[];
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
