import type { KeyedRow, Value } from '../../core/values.js';
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
  /** Called when a value has changed how others of its column look. */
  onLook(): void;
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

  /** Has all cells written when the row is shown next, although it is the same. */
  rewrite(): void {
    for (const cell of this.#cells) cell.isNew = true;
    this.#areCellsNew = true;
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
      if (!isOther && !cell.isNew && row[at] === before?.[at] && column.link === undefined) continue;
      if (cell.column.look.see(row[at])) this.#context.onLook();
      this.#context.onText(cell.column, cell.show(row[at], row));
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
  readonly #box: HTMLElement;
  readonly #text = document.createTextNode('');
  #sparkline: CellSparkline | undefined;
  #title = '';
  #bar: number | undefined;

  constructor(column: TableColumn) {
    const { name, link, bar } = column.column;
    this.column = column;
    this.element.className = cellClass(column);
    this.element.setAttribute('role', 'gridcell');
    this.element.setAttribute('aria-colindex', `${column.place}`);
    placeCell(this.element, column);
    this.element.dataset.column = name;
    if (bar === true) this.element.classList.add('barred');
    this.#box = document.createElement(link === undefined ? 'span' : 'a');
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
    return cutText(this.column.look.text(value));
  }

  /** Shows a value of a row; gives back its text. */
  show(value: Value | undefined, row: KeyedRow): string {
    this.isNew = false;
    const { look, column, canBeCut } = this.column;
    const text = look.text(value);
    this.#text.data = cutText(text);
    const exact = look.exact(value);
    this.#entitle(canBeCut || exact !== text ? cutText(exact, MAX_TITLE) : '');
    if (column.type === 'boolean') this.element.ariaLabel = exact;
    const level = look.level(value);
    if (level !== this.element.dataset.level) {
      if (level === undefined) delete this.element.dataset.level;
      else this.element.dataset.level = level;
    }
    if (column.link !== undefined) this.#lead(look.link(row));
    if (column.bar === true) this.#drawBar(look.bar(value));
    return text;
  }

  /** Shows nothing. */
  clear(): void {
    this.isNew = false;
    this.#text.data = '';
    this.#entitle('');
    this.element.ariaLabel = null;
    delete this.element.dataset.level;
    this.#lead(undefined);
    this.#drawBar(undefined);
    this.#sparkline?.draw([]);
  }

  draw(recent: readonly number[]): void {
    if (this.#sparkline === undefined) {
      this.#sparkline = new CellSparkline();
      this.element.prepend(this.#sparkline.element);
    }
    this.#sparkline.draw(recent);
  }

  #entitle(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    if (title === '') this.element.removeAttribute('title');
    else this.element.title = title;
  }

  /** In a tab of its own, which knows nothing of this page. */
  #lead(address: string | undefined): void {
    const link = this.#box;
    if (!(link instanceof HTMLAnchorElement) || link.getAttribute('href') === (address ?? null)) return;
    if (address === undefined) link.removeAttribute('href');
    else {
      link.href = address;
      link.target = '_blank';
      link.rel = 'noopener noreferrer';
    }
  }

  #drawBar(part: number | undefined): void {
    if (part === this.#bar) return;
    this.#bar = part;
    if (part === undefined) this.element.style.removeProperty('--_bar');
    else this.element.style.setProperty('--_bar', `${Math.round(part * 1000) / 10}%`);
  }
}
