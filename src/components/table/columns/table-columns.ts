import { html, nothing, type TemplateResult } from 'lit';
import type { SortTerm } from '../../../core/order.js';
import type { Column, KeyedRow } from '../../../core/values.js';
import type { ColumnChoices } from '../../panel/column-choices.js';
import type { Medium } from '../../panel/printing.js';
import type { SvColumnsRequest } from '../../panel/requests.js';
import { ColumnArrangement } from './arrangement.js';
import { renderColumnNotes } from './column-notes.js';
import { headOrder, nextSort, renderBeyond, renderHead } from './heads.js';
import { hiddenMatches } from './hidden-matches.js';
import { parseNames, type TableColumn } from './table-column.js';
import { ViewerColumns } from './viewer-columns.js';

/** The table whose columns these are. */
export interface ColumnedTable {
  readonly widget: string | undefined;
  readonly address: string | undefined;
  /** The attribute: names of the columns that the author of the tag wants. */
  readonly columns: string | undefined;
  chosenColumns: ColumnChoices | undefined;
}

/** The table, as far as its columns ask for something. */
export interface ColumnsListener {
  /** The size of the table has changed, or the height of the head, which is that of a row. */
  readonly resized: () => void;
  /** Other columns have come in sight. */
  readonly moved: () => void;
  /** The viewer has chosen columns. */
  readonly chosen: (request: SvColumnsRequest) => void;
}

/** What the order of a table is, and how a press on a head changes it. */
export interface TableOrder {
  readonly sort: readonly SortTerm[];
  /** The order that the table's author has. */
  readonly firstSort: readonly SortTerm[];
  /** @param terms `undefined`: the author's order. */
  readonly sortBy: (terms: readonly SortTerm[] | undefined) => void;
}

/** The columns of a table: which there are, what their viewer chooses of them, and their heads. */
export class TableColumns {
  readonly #table: ColumnedTable;
  readonly #arrangement: ColumnArrangement;
  readonly #viewer: ViewerColumns;
  #all: readonly Column[] = [];

  constructor(table: ColumnedTable, { resized, moved, chosen }: ColumnsListener) {
    this.#table = table;
    this.#arrangement = new ColumnArrangement(resized, moved);
    this.#viewer = new ViewerColumns({
      table,
      names: () => this.names,
      ask: chosen,
      widthOf: (name) => this.#arrangement.widthOf(name),
      preview: (name, width) => this.#arrangement.preview(name, width),
    });
  }

  /** Names of the columns that the author of the tag wants, in order. */
  get names(): string[] {
    const { columns } = this.#table;
    return columns ? parseNames(columns) : this.#all.map(({ name }) => name);
  }

  /** The number of columns that are shown, in sight or not. */
  get count(): number {
    return this.#arrangement.shown.length;
  }

  /** Those that have cells. */
  get drawn(): readonly TableColumn[] {
    return this.#arrangement.drawn;
  }

  /** The height of a row by the style sheet, in pixels; 0 until it is known. */
  get height(): number {
    return this.#arrangement.height;
  }

  /** Learns which columns the rows have. */
  know(all: readonly Column[]): void {
    this.#all = all;
  }

  /** Brings back what this browser has kept. */
  recall(): void {
    this.#viewer.recall();
  }

  /** Opens the list of all columns below an element. */
  async open(anchor: HTMLElement): Promise<void> {
    await this.#viewer.open(anchor);
  }

  /**
   * Arranges them in the table.
   *
   * @param sample Gives some of the rows.
   * @param medium What the table is drawn for, if not for the screen.
   */
  arrange(isLog: boolean, sample: (limit: number) => readonly KeyedRow[], medium: Medium | undefined): void {
    const { names } = this;
    const choices = this.#table.chosenColumns;
    this.#arrangement.arrange({ columns: this.#all, names, choices, isLog, sample, medium });
  }

  /** Follows the element that scrolls, and the head in it; true if it did not before. */
  observe(scroller: HTMLElement | null, head: HTMLElement | null): boolean {
    const isOther = this.#arrangement.observe(scroller, head);
    if (isOther) this.#viewer.followHead(head);
    return isOther;
  }

  disconnect(): void {
    this.#arrangement.disconnect();
    this.#viewer.followHead(null);
  }

  /** Takes note of a text that a column shows. */
  see(column: TableColumn, text: string): void {
    this.#arrangement.see(column, text);
  }

  measureType(): void {
    this.#arrangement.measureType();
  }

  applyWidths(): void {
    this.#arrangement.applyWidths();
  }

  renderHeads({ sort, firstSort, sortBy }: TableOrder): TemplateResult[] {
    return this.drawn.map((column) => {
      const { name } = column.column;
      const order = headOrder(name, sort, firstSort);
      return renderHead(column, order, (isAdded) => sortBy(nextSort(name, sort, order.next, isAdded)));
    });
  }

  /** Renders how many are out of sight. */
  renderBeyond(): TemplateResult | typeof nothing {
    const { beyond } = this.#arrangement;
    return beyond.length === 0 ? nothing : renderBeyond(beyond, (button) => void this.open(button));
  }

  /** Renders which there was no place for, on paper or in a picture. */
  renderUnfitting(): TemplateResult | typeof nothing {
    const names = this.#arrangement.unfitting.map(({ column }) => column.name);
    if (names.length === 0) return nothing;
    const shown = this.count - names.length;
    return html`<p class="unfitting" translate="no">${shown} of ${this.count} columns, without ${names.join(', ')}</p>`;
  }

  /**
   * Renders which are hidden, and by which of them rows are found.
   *
   * @param search What rows are searched for.
   * @param sample Gives some of the rows that are found.
   */
  renderNotes(search: string, sample: (limit: number) => readonly KeyedRow[]): TemplateResult {
    const shown = new Set(this.#arrangement.shown.map(({ column }) => column.name));
    const rows = search.trim() === '' ? [] : sample(MOST_LOOKED_AT);
    return renderColumnNotes(this.#arrangement.hidden, hiddenMatches({ search, columns: this.#all, shown, rows }), {
      open: (button) => void this.open(button),
      show: (name) => this.#viewer.show(name),
    });
  }
}

/** Rows of which it is known why they are found. */
const MOST_LOOKED_AT = 50;
