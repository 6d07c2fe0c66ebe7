import type { KeyedRow, Value } from '../../core/values.js';
import { formatValue } from '../../text/format.js';
import { CellSparkline } from './cells/cell-sparkline.js';
import { cutText } from './cells/cut-text.js';
import { cellClass, placeCell } from './columns/cell-place.js';
import type { TableColumn } from './columns/table-column.js';

/** Characters of a very long text in the title of its cell. */
const MAX_TITLE = 2_000;

/** The table around the cells, as they need it. */
export interface CellContext {
  /** Gives the recent values of a cell, for its sparkline. */
  recent(column: TableColumn, key: string): readonly number[];
  /** Called with each new text, for the widths. */
  onText(column: TableColumn, text: string): void;
}

/**
 * The elements of one row, made once and used for one row after another. They are written directly, and only where a
 * value is another: a template would compare every cell of every row in every frame.
 */
export class TableRow {
  readonly element = document.createElement('div');
  readonly #context: CellContext;
  #cells: readonly TableCell[] = [];
  #row: KeyedRow | undefined;
  /** Whether there are cells that have not shown a row. */
  #areCellsNew = true;
  #index = -1;
  #top: number | undefined;

  constructor(columns: readonly TableColumn[], context: CellContext) {
    this.#context = context;
    this.element.className = 'row';
    this.element.setAttribute('role', 'row');
    this.setColumns(columns);
  }

  get cells(): readonly TableCell[] {
    return this.#cells;
  }

  /** The row that is shown. */
  get row(): KeyedRow | undefined {
    return this.#row;
  }

  /** Makes cells for columns that have none. They are written when a row is shown next. */
  setColumns(columns: readonly TableColumn[]): void {
    const former = new Map(this.#cells.map((cell) => [cell.column, cell]));
    this.#cells = columns.map((column) => {
      const cell = former.get(column);
      former.delete(column);
      return cell ?? new TableCell(column);
    });
    for (const { element } of former.values()) element.remove();
    let at = this.element.firstChild;
    for (const { element } of this.#cells) {
      if (element === at) at = at.nextSibling;
      else this.element.insertBefore(element, at);
    }
    this.#areCellsNew = true;
  }

  /** Takes note of its top in the box of all rows; true if the element must be moved there. */
  moveTo(top: number): boolean {
    if (top === this.#top) return false;
    this.#top = top;
    return true;
  }

  /** Shows a row, or another state of it, at an index of the table; a placeholder while the row is not here. */
  show(row: KeyedRow | undefined, index: number): void {
    if (index !== this.#index) {
      this.#index = index;
      this.element.setAttribute('aria-rowindex', String(index + 2)); // The head is row 1
    }
    const before = this.#row;
    if (row === before && !this.#areCellsNew) return;
    this.#row = row;
    if (row === undefined) {
      this.#showPlaceholder();
      return;
    }
    const key = row[0];
    if (this.element.hasAttribute('aria-busy')) this.element.removeAttribute('aria-busy');
    const isOther = before?.[0] !== key;
    this.#areCellsNew = false;
    if (isOther) this.element.dataset.key = key;
    for (const cell of this.#cells) {
      const { at, column } = cell.column;
      if (!isOther && !cell.isNew && row[at] === before?.[at]) continue;
      this.#context.onText(cell.column, cell.show(row[at]));
      if (column.sparkline) cell.draw(this.#context.recent(cell.column, key));
    }
  }

  #showPlaceholder(): void {
    this.#areCellsNew = false;
    this.element.setAttribute('aria-busy', 'true');
    delete this.element.dataset.key;
    for (const cell of this.#cells) cell.clear();
  }
}

/** One cell: a text and, in some columns, a sparkline. */
export class TableCell {
  readonly element = document.createElement('div');
  readonly column: TableColumn;
  /** Whether it has shown nothing. */
  isNew = true;
  /** As wide as the text, for the tint of a change. */
  readonly #box = document.createElement('span');
  readonly #text = document.createTextNode('');
  /** Whether it shows `12.4k`, and the whole number in its title. */
  readonly #isCompact: boolean;
  #sparkline: CellSparkline | undefined;

  constructor(column: TableColumn) {
    this.column = column;
    this.#isCompact = column.isNumber && column.column.format?.endsWith('s') === true;
    this.element.className = cellClass(column);
    this.element.setAttribute('role', 'cell');
    this.element.setAttribute('aria-colindex', `${column.place}`);
    placeCell(this.element, column);
    this.element.dataset.column = column.column.name;
    this.#box.className = 'text';
    this.#box.append(this.#text);
    this.element.append(this.#box);
  }

  /** The text that is shown. */
  get text(): string {
    return this.#text.data;
  }

  /** The text that would be shown for a value. */
  textOf(value: Value | undefined): string {
    return cutText(formatValue(value, this.column.column));
  }

  /** Shows a value; gives back its text. */
  show(value: Value | undefined): string {
    this.isNew = false;
    const text = formatValue(value, this.column.column);
    this.#text.data = cutText(text);
    if (this.column.canBeCut) this.element.title = cutText(text, MAX_TITLE);
    else if (this.#isCompact) this.element.title = formatValue(value, { type: this.column.column.type });
    return text;
  }

  /** Shows nothing. */
  clear(): void {
    this.isNew = false;
    this.#text.data = '';
    this.element.removeAttribute('title');
    this.#sparkline?.draw([]);
  }

  draw(recent: readonly number[]): void {
    if (this.#sparkline === undefined) {
      this.#sparkline = new CellSparkline();
      this.element.prepend(this.#sparkline.element);
    }
    this.#sparkline.draw(recent);
  }
}
