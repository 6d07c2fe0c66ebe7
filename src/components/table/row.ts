import type { KeyedRow, Value } from '../../core/values.js';
import { formatValue } from '../../text/format.js';
import { CellSparkline } from './cells/cell-sparkline.js';
import type { TableColumn } from './columns.js';

/** Characters that a cell shows of a very long text, and that its title does. More would be laid out, and never seen. */
const MAX_SHOWN = 300;
const MAX_TITLE = 2_000;

export function cutText(text: string, max = MAX_SHOWN): string {
  return text.length > max ? `${text.slice(0, max)}…` : text;
}

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
  #areCellsBlank = true;
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

  /** Makes the cells anew, for other columns. They are written when a row is shown next. */
  setColumns(columns: readonly TableColumn[]): void {
    this.#cells = columns.map((column) => new TableCell(column));
    this.element.replaceChildren(...this.#cells.map(({ element }) => element));
    this.#areCellsBlank = true;
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
    if (row === before && !this.#areCellsBlank) return;
    this.#row = row;
    if (row === undefined) {
      this.#showPlaceholder();
      return;
    }
    const key = row[0];
    if (this.element.hasAttribute('aria-busy')) this.element.removeAttribute('aria-busy');
    const isOther = this.#areCellsBlank || before?.[0] !== key;
    this.#areCellsBlank = false;
    if (isOther) this.element.dataset.key = key;
    for (const cell of this.#cells) {
      const { at, column } = cell.column;
      if (!isOther && row[at] === before?.[at]) continue;
      this.#context.onText(cell.column, cell.show(row[at]));
      if (column.sparkline) cell.draw(this.#context.recent(cell.column, key));
    }
  }

  #showPlaceholder(): void {
    this.#areCellsBlank = false;
    this.element.setAttribute('aria-busy', 'true');
    delete this.element.dataset.key;
    for (const cell of this.#cells) cell.clear();
  }
}

/** One cell: a text and, in some columns, a sparkline. */
export class TableCell {
  readonly element = document.createElement('div');
  readonly column: TableColumn;
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
    const text = formatValue(value, this.column.column);
    this.#text.data = cutText(text);
    if (this.column.canBeCut) this.element.title = cutText(text, MAX_TITLE);
    else if (this.#isCompact) this.element.title = formatValue(value, { type: this.column.column.type });
    return text;
  }

  /** Shows nothing. */
  clear(): void {
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

/** The classes of the cells and the head of a column. */
export function cellClass({ isNumber, isQuiet, canBeCut, column }: TableColumn): string {
  const classes = { number: isNumber, quiet: isQuiet, name: canBeCut, sparked: column.sparkline };
  return `cell ${Object.entries(classes)
    .flatMap(([name, isSet]) => (isSet ? [name] : []))
    .join(' ')}`.trim();
}
