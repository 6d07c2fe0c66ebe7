import type { KeyedRow } from '../../core/values.js';
import { ChangeMarks } from './cells/change-marks.js';
import type { ChangeSet } from './cells/change-set.js';
import { Flashes } from './cells/flashes.js';
import type { TableColumn } from './columns/table-column.js';
import type { FixedRows } from './fixed-rows.js';
import { type CellContext, TableRow } from './row.js';

/** Milliseconds in which a deleted row fades. */
const FADE = 300;
/** Elements kept for rows to come: more than a window has, far fewer than a print had. */
const MOST_SPARE = 300;

/** The changes since the last paint. */
interface RecentChanges {
  readonly changes: ChangeSet;
  /** Rows that came above the ones that stay: see `FixedRows.change`. */
  readonly above: number;
}

/**
 * Draws the rows in sight. An element belongs to a key as long as that is in sight: when the order changes it moves as
 * it is, and the element of a row that leaves is used for one that comes.
 */
export class TableBody {
  /** Holds deleted rows while they fade, outside the rows proper. */
  readonly ghosts = document.createElement('div');
  readonly #box: HTMLElement;
  readonly #marks = new ChangeMarks();
  readonly #flashes = new Flashes(this.#marks);
  readonly #fixedRows: FixedRows;
  readonly #context: CellContext;
  #columns: readonly TableColumn[] = [];
  #first = 0;
  #rows: readonly TableRow[] = [];
  #spare: TableRow[] = [];

  /** @param box Holds the elements of the rows, and nothing else. */
  constructor(box: HTMLElement, fixedRows: FixedRows, context: CellContext) {
    this.#box = box;
    this.#fixedRows = fixedRows;
    this.#context = context;
    this.ghosts.className = 'ghosts';
    this.ghosts.setAttribute('aria-hidden', 'true');
  }

  /** The first and last row that are drawn; −1 if none. */
  get range(): { first: number; last: number } {
    const { length } = this.#rows;
    return length === 0 ? { first: -1, last: -1 } : { first: this.#first, last: this.#first + length - 1 };
  }

  /** The row at an index as it is drawn. */
  rowAt(index: number): KeyedRow | undefined {
    return this.#rows[index - this.#first]?.row;
  }

  /** The element of the row at an index, if it is drawn. */
  elementAt(index: number): HTMLElement | undefined {
    return this.#rows[index - this.#first]?.element;
  }

  /** The row of a key, if it is drawn. */
  get(key: string): KeyedRow | undefined {
    return this.#rows.find(({ row }) => row?.[0] === key)?.row;
  }

  /** Takes other columns; the cells of those that stay are kept. */
  setColumns(columns: readonly TableColumn[]): void {
    if (columns === this.#columns) return;
    // Marks of cells that are scrolled out of sight end by themselves.
    if (!columns.some((column) => this.#columns.includes(column))) this.calm();
    this.#columns = columns;
    this.#spare = [];
    for (const row of this.#rows) row.setColumns(columns);
  }

  /** Has all cells written when rows are shown next, although the rows are the same. */
  rewrite(): void {
    for (const row of [...this.#rows, ...this.#spare]) row.rewrite();
  }

  /** Removes all marks of recent changes. */
  calm(): void {
    this.#marks.clear();
    this.ghosts.replaceChildren();
  }

  /**
   * Draws rows in order, a placeholder for one that is not here yet. `takeMoved` gives the places where they belong.
   *
   * @param recent The changes since they were last painted; none while scrolling.
   */
  show(first: number, rows: readonly (KeyedRow | undefined)[], recent?: RecentChanges): void {
    const before = this.#rows;
    const isHighlighted = recent?.changes.isHighlighted === true && before.length > 0;
    // A placeholder belongs to an index, as a row belongs to a key.
    const known = new Map(before.map((row, i) => [row.row?.[0] ?? this.#first + i, row]));
    const staying = rows.map((row, i) => {
      const id = row?.[0] ?? first + i;
      const element = known.get(id);
      known.delete(id);
      return element;
    });
    const leaving = [...known.values()];
    if (isHighlighted) this.#fade(leaving, recent);
    else this.#retire(leaving);
    const next = staying.map((row) => row ?? this.#spare.shift() ?? new TableRow(this.#columns, this.#context));
    this.#first = first;
    this.#rows = next;
    for (let i = 0; i < next.length; i++) next[i]?.show(rows[i], first + i);
    if (isHighlighted) this.#flashes.show(next, recent.changes);
    if (next.length === before.length && next.every((row, i) => row === before[i])) return;
    this.#order(staying);
  }

  /** Gives rows as they would be drawn, one after another, in an element that is not in the document. */
  *elementsOf(rows: readonly KeyedRow[], first: number): Generator<HTMLElement> {
    const row = new TableRow(this.#columns, this.#context);
    for (const [i, shown] of rows.entries()) {
      row.show(shown, first + i);
      yield row.element;
    }
  }

  /**
   * Brings the elements into the order of the rows, in which the virtualizer positions them and a screen reader reads
   * them. Those that stay are moved only if they changed places; where none stays, all are used again as they stand.
   */
  #order(staying: readonly (TableRow | undefined)[]): void {
    const box = this.#box;
    const isStaying = staying.some((row) => row !== undefined);
    const kept = new Set<Element | undefined>((isStaying ? staying : this.#rows).map((row) => row?.element));
    for (const element of [...box.children]) if (!kept.has(element)) element.remove();
    let at = box.firstChild;
    for (const { element } of this.#rows) {
      // The element here belongs further down
      if (at !== null && element === at.nextSibling) box.append(at);
      else if (element !== at) box.insertBefore(element, at);
      at = element.nextSibling;
    }
  }

  /** Gives the tops of the rows that do not stand where they belong, by index, once. */
  takeMoved(): ReadonlyMap<number, number> {
    const moved = new Map<number, number>();
    this.#rows.forEach((row, i) => {
      const index = this.#first + i;
      const top = this.#fixedRows.topOf(index);
      if (row.moveTo(top)) moved.set(index, top);
    });
    return moved;
  }

  /** Fades deleted rows where they were; rows that were only sorted away are removed at once. */
  #fade(leaving: readonly TableRow[], { changes, above }: RecentChanges): void {
    const deleted = leaving.filter(({ row }) => row !== undefined && changes.isDeleted(row[0]));
    const isFlood = deleted.length > this.#rows.length / 2;
    this.#retire(isFlood ? leaving : leaving.filter((row) => !deleted.includes(row)));
    if (isFlood) return;
    for (const row of deleted) {
      const { element } = row;
      this.#unmark(row);
      const index = this.#first + this.#rows.indexOf(row) + above;
      element.style.transform = `translateY(${this.#fixedRows.topOf(index)}px)`;
      for (const name of ['data-key', 'role', 'aria-rowindex']) element.removeAttribute(name);
      element.dataset.gone = '';
      this.ghosts.append(element);
      setTimeout(() => element.remove(), FADE);
    }
  }

  #retire(rows: readonly TableRow[]): void {
    for (const row of rows) this.#unmark(row);
    this.#spare.unshift(...rows); // In the order in which they stand, and the first to be used again
    this.#spare.length = Math.min(this.#spare.length, MOST_SPARE);
  }

  #unmark({ element, cells }: TableRow): void {
    this.#marks.remove(element);
    for (const cell of cells) this.#marks.remove(cell.element);
  }
}
