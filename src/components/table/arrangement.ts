import type { Column, KeyedRow } from '../../core/values.js';
import { type TableColumn, tableColumns } from './columns.js';
import { ColumnWidths } from './widths.js';

/** Rows from which the widths of columns are first guessed. */
const SAMPLE = 50;

export interface ArrangementOptions {
  readonly columns: readonly Column[];
  /** Names of the columns to show. Default: all. */
  readonly chosen: readonly string[] | undefined;
  /** The column that the table is sorted by at first. */
  readonly sorted: string | undefined;
  readonly isLog: boolean;
  /** Gives some of the rows. */
  readonly sample: (limit: number) => readonly KeyedRow[];
}

/**
 * Chooses which columns a table shows, and how wide, by the width of the table and by their texts. Calls back when the
 * size of the table has changed, or the height of the head, which is that of a row.
 */
export class ColumnArrangement {
  readonly #onResize: () => void;
  #sizes: ResizeObserver | undefined;
  #arranged = '';
  #columns: readonly Column[] = [];
  #isSampled = false;
  #isLog = false;
  #widths: ColumnWidths | undefined;
  #shown: readonly TableColumn[] = [];
  #scroller: HTMLElement | null = null;
  #head: HTMLElement | null = null;
  #width = 0;
  #height = 0;
  #areTracksOld = false;

  constructor(onResize: () => void) {
    this.#onResize = onResize;
  }

  get shown(): readonly TableColumn[] {
    return this.#shown;
  }

  /** The height of a row by the style sheet, in pixels; 0 until it is known. */
  get height(): number {
    return this.#height;
  }

  /** Takes note of a text that a column shows. */
  see(column: TableColumn, text: string): void {
    if (this.#widths?.see(column, text)) this.#areTracksOld = true;
  }

  /** Reads the fonts of cells and heads. */
  measureType(): void {
    if (this.#scroller === null || this.#head === null) return;
    this.#widths?.setFonts(fontOf(this.#scroller), `600 ${fontOf(this.#head)}`);
    this.#areTracksOld = true;
  }

  /** Chooses the columns; true if they are others than before. */
  arrange({ columns, chosen, sorted, isLog, sample: some }: ArrangementOptions): boolean {
    if (this.#scroller === null || this.#width === 0) return false;
    const arranged = JSON.stringify([chosen, isLog]);
    const isOther = columns !== this.#columns || arranged !== this.#arranged;
    const sample = isOther || !this.#isSampled ? some(SAMPLE) : [];
    if (isOther || sample.length > 0) {
      this.#columns = columns;
      this.#arranged = arranged;
      this.#isLog = isLog;
      this.#isSampled = sample.length > 0;
      this.#widths = new ColumnWidths(tableColumns(columns, { chosen, isLog, sample }), sample);
      this.measureType();
    }
    const shown = this.#widths?.staying(this.#width, sorted) ?? [];
    if (shown.length === this.#shown.length && shown.every((column, i) => column === this.#shown[i])) return false;
    this.#shown = shown;
    this.#areTracksOld = true;
    return true;
  }

  /** Lays out the columns by the widest texts they have shown. */
  applyWidths(): void {
    if (!this.#areTracksOld || this.#scroller === null || this.#widths === undefined) return;
    this.#areTracksOld = false;
    const { least, template } = this.#widths.tracks(this.#shown, this.#width, this.#isLog);
    this.#scroller.style.setProperty('--_tracks', template);
    this.#scroller.style.setProperty('--_least', `${least}px`);
    this.#scroller.classList.toggle('wide', least > this.#width);
  }

  /** Follows the sizes of the element that scrolls and of the table's head; true if it did not before. */
  observe(scroller: HTMLElement | null, head: HTMLElement | null): boolean {
    if (scroller === this.#scroller) return false;
    this.disconnect();
    this.#scroller = scroller;
    this.#head = head;
    this.#areTracksOld = true;
    const { ResizeObserver } = scroller?.ownerDocument.defaultView ?? window;
    this.#sizes = new ResizeObserver(() => {
      this.#measure();
      this.#onResize();
    });
    for (const element of [scroller, head]) if (element !== null) this.#sizes.observe(element);
    return scroller !== null;
  }

  disconnect(): void {
    this.#sizes?.disconnect();
    this.#scroller = this.#head = null;
    this.#width = 0; // The next scroller may hold other columns, and is measured even if it is as wide
  }

  #measure(): void {
    const width = this.#scroller?.clientWidth ?? 0;
    const height = this.#head === null ? 0 : Number.parseFloat(getComputedStyle(this.#head).height) || 0;
    if (width === 0 || height === 0 || (width === this.#width && height === this.#height)) return;
    this.#width = width;
    this.#height = height;
    this.#areTracksOld = true;
  }
}

/** Size and family of an element's font, as in CSS. */
function fontOf(element: Element): string {
  const { fontSize, fontFamily } = getComputedStyle(element);
  return `${fontSize} ${fontFamily}`;
}
