import type { Column, KeyedRow } from '../../../core/values.js';
import type { Medium } from '../../panel/printing.js';
import { CellLooks } from '../cells/cell-looks.js';
import type { ChosenColumns } from './chosen-columns.js';
import { Sideways } from './sideways.js';
import { type TableColumn, tableColumns, titleOf } from './table-column.js';
import { ColumnWidths } from './widths.js';

/** Rows from which the widths of columns are first guessed. */
const SAMPLE = 50;

export interface ArrangementOptions {
  readonly columns: readonly Column[];
  /** Which of them the table's author and its viewer want: another object if it is another choice. */
  readonly choice: ChosenColumns;
  readonly isLog: boolean;
  /** The time zone in which times are shown. Default: the viewer's. */
  readonly timezone: string | undefined;
  /** Gives some of the rows. */
  readonly sample: (limit: number) => readonly KeyedRow[];
  /** What the table is drawn for, if not for the screen: then nothing scrolls. */
  readonly medium: Medium | undefined;
}

/**
 * Knows the columns of a table, how wide they are by their texts, and which of them have cells: where they are too many for
 * the width, the table is scrolled sideways.
 */
export class ColumnArrangement {
  readonly #onResize: () => void;
  readonly #onSideways: () => void;
  readonly #sideways = new Sideways();
  readonly #looks = new CellLooks();
  #sizes: ResizeObserver | undefined;
  #scrolling: AbortController | undefined;
  #arranged = '';
  #columns: readonly Column[] = [];
  #isSampled = false;
  #isLog = false;
  #widths: ColumnWidths | undefined;
  #shown: readonly TableColumn[] = [];
  #choice: ChosenColumns | undefined;
  #laidOut: readonly number[] = [];
  /** The columns that there is place for in a medium that is not scrolled. */
  #fitting: readonly TableColumn[] | undefined;
  #scroller: HTMLElement | null = null;
  #head: HTMLElement | null = null;
  #width = 0;
  #height = 0;
  #from = 0;
  /** Where it stood when what sticks was laid out last. */
  #stuckAt = 0;
  #areTracksOld = false;
  #medium: Medium | undefined;

  /**
   * @param onResize Called when the size of the table has changed, or the height of the head, which is that of a row.
   * @param onSideways Called when other columns have come in sight.
   */
  constructor(onResize: () => void, onSideways: () => void) {
    this.#onResize = onResize;
    this.#onSideways = onSideways;
  }

  /** All columns that the table has. */
  get shown(): readonly TableColumn[] {
    return this.#shown;
  }

  /** All that the rows have, with those that are not shown last. */
  get whole(): readonly Pick<TableColumn, 'at' | 'title' | 'column' | 'look'>[] {
    const all = this.#columns;
    const others = all.filter((one) => !this.#shown.some(({ column }) => column === one));
    return [
      ...this.#shown,
      ...others.map((column) => ({
        ...{ column, at: all.indexOf(column) + 1, title: titleOf(column), look: this.#looks.of(column, all) },
      })),
    ];
  }

  /** Those that have cells. */
  get drawn(): readonly TableColumn[] {
    return this.#sideways.drawn;
  }

  /** Those that are out of sight. */
  get beyond(): readonly TableColumn[] {
    return this.#sideways.beyond;
  }

  /** Those that there is no place for, on paper or in a picture. */
  get unfitting(): readonly TableColumn[] {
    return this.#shown.slice(this.#fitting?.length ?? this.#shown.length);
  }

  /** Names of those that the viewer has hidden. */
  get hidden(): readonly string[] {
    return this.#choice?.hidden ?? [];
  }

  /** The width of a column that is shown, in pixels. */
  widthOf(name: string): number | undefined {
    return this.#laidOut[this.#shown.findIndex(({ column }) => column.name === name)];
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

  /** Learns which columns there are. */
  arrange({ columns, choice, isLog, timezone, sample: some, medium }: ArrangementOptions): void {
    if (this.#scroller === null || this.#width === 0) return;
    const { names, pinned, widths } = choice;
    const isChosen = choice !== this.#choice;
    const isSituated = isLog === this.#isLog && timezone === this.#looks.timezone;
    const arranged = isSituated && !isChosen ? this.#arranged : JSON.stringify([names, [...pinned], isLog, timezone]);
    const isOther = columns !== this.#columns || arranged !== this.#arranged;
    const sample = isOther || !this.#isSampled ? some(SAMPLE) : [];
    const isMade = isOther || sample.length > 0;
    if (isMade) {
      this.#columns = columns;
      this.#looks.timezone = timezone;
      this.#arranged = arranged;
      this.#isLog = isLog;
      this.#isSampled = sample.length > 0;
      this.#shown = tableColumns(columns, {
        names,
        lookOf: (column) => this.#looks.of(column, columns),
        pinned,
        isLog,
        sample,
      });
      this.#widths = new ColumnWidths(this.#shown, sample);
      this.measureType();
    }
    if (isMade || isChosen) this.#widths?.choose(widths);
    if (isChosen || medium !== this.#medium) {
      this.#choice = choice;
      this.#medium = medium;
      this.#areTracksOld = true;
    }
    if (isOther || this.#areTracksOld) this.#layOut();
  }

  /** Shows a width of a column that is being chosen. */
  preview(name: string, width: number): void {
    this.#widths?.choose(new Map([...(this.#choice?.widths ?? []), [name, width]]));
    this.#areTracksOld = true;
    this.applyWidths();
  }

  /** Scrolls sideways, as little as possible, until all of a column can be seen. @param place 1 for the first. */
  reveal(place: number): void {
    const column = this.#shown[place - 1];
    if (column === undefined || column.stuck !== undefined || this.#scroller === null) return;
    const widths = this.#laidOut;
    const start = sumOf(widths.slice(0, place - 1));
    const end = start + (widths[place - 1] as number);
    const isBefore = ({ stuck }: TableColumn, i: number) => stuck !== undefined && i < place - 1;
    const covered = Math.min(
      this.#width * MOST_STUCK,
      sumOf(widths.filter((_, i) => isBefore(this.#shown[i] as TableColumn, i))),
    );
    const from = start < this.#from + covered ? start - covered : Math.max(this.#from, end - this.#width);
    const sign = getComputedStyle(this.#scroller).direction === 'rtl' ? -1 : 1;
    if (from !== this.#from) this.#scroller.scrollLeft = sign * from;
  }

  /** Lays out the columns by the widest texts they have shown. */
  applyWidths(): void {
    if (this.#layOut()) this.#onSideways();
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
    this.#scrolling = new AbortController();
    const { signal } = this.#scrolling;
    scroller?.addEventListener('scroll', () => this.#scrolled(), { passive: true, signal });
    scroller?.addEventListener('scrollend', () => this.#stickAgain(), { passive: true, signal });
    return scroller !== null;
  }

  disconnect(): void {
    this.#sizes?.disconnect();
    this.#scrolling?.abort();
    this.#scroller = this.#head = null;
    this.#width = this.#from = 0; // The next scroller may hold other columns, and is measured even if it is as wide
  }

  #scrolled(): void {
    const from = Math.abs(this.#scroller?.scrollLeft ?? 0); // In a page that is written from right to left it is negative
    if (from === this.#from) return;
    this.#from = from;
    this.#scroller?.classList.toggle('scrolled', from > 0);
    if (this.#see()) this.#onSideways();
  }

  /** Firefox 140 loses what sticks when cells come and go while it scrolls, until it lays out the table again. */
  #stickAgain(): void {
    if (this.#from === this.#stuckAt || this.#scroller === null) return;
    this.#stuckAt = this.#from;
    this.#scroller.style.setProperty('padding-block-end', '1px');
    void this.#scroller.offsetHeight;
    this.#scroller.style.removeProperty('padding-block-end');
  }

  /** Writes tracks; true if other columns have come in sight. */
  #layOut(): boolean {
    if (this.#areTracksOld && this.#scroller !== null && this.#widths !== undefined) {
      this.#areTracksOld = false;
      const { widths, tracks } = this.#widths.tracks(this.#width, this.#isLog);
      this.#laidOut = widths;
      this.#fit();
      const fitting = this.#fitting?.length ?? widths.length;
      const least = sumOf(widths.slice(0, fitting));
      this.#scroller.style.setProperty('--_tracks', tracks.slice(0, fitting).join(' '));
      this.#scroller.style.setProperty('--_least', `${least}px`);
      this.#stick(widths);
      this.#scroller.classList.toggle('wide', least > this.#width);
    }
    return this.#see();
  }

  /** Chooses how many columns a medium has, which cannot be scrolled, and how small they are. */
  #fit(): void {
    const width = this.#medium === 'paper' ? SHEET : this.#width;
    const least = this.#medium === 'paper' ? SMALLEST : 1;
    const fit = Math.max(least, Math.min(1, width / sumOf(this.#laidOut)));
    let end = 0;
    const fits = (_: TableColumn, i: number) => (end += this.#laidOut[i] as number) * fit <= width + 1;
    this.#fitting = this.#medium && this.#shown.filter((column, i) => fits(column, i) || i === 0);
    this.#scroller?.style.setProperty('--_fit', `${this.#medium === undefined ? 1 : fit}`);
  }

  /** Has columns stay in sight, as many as leave room for others. */
  #stick(widths: readonly number[]): void {
    let start = 0;
    for (const { stuck, place } of this.#shown) {
      if (stuck === undefined) continue;
      const width = widths[place - 1] as number;
      const fits = start + width <= this.#width * MOST_STUCK;
      if (fits) this.#scroller?.style.setProperty(`--_stuck-${stuck}`, `${start}px`);
      else this.#scroller?.style.removeProperty(`--_stuck-${stuck}`);
      start += width;
    }
  }

  #see(): boolean {
    if (this.#laidOut.length !== this.#shown.length) return false;
    const { drawn, beyond } = this;
    const position = { widths: this.#laidOut, width: this.#width, from: this.#from };
    this.#sideways.see(this.#fitting ?? this.#shown, position, this.#fitting !== undefined);
    return drawn !== this.drawn || beyond.length !== this.beyond.length;
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

function sumOf(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0);
}

/** The width of a sheet of paper without its margins, in CSS pixels, and how small its letters may become. */
const SHEET = 700;
const SMALLEST = 0.6;

/** The part of a table's width in which columns may stay. */
const MOST_STUCK = 0.6;

/** Size and family of an element's font, as in CSS. */
function fontOf(element: Element): string {
  const { fontSize, fontFamily } = getComputedStyle(element);
  return `${fontSize} ${fontFamily}`;
}
