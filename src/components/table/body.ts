import type { KeyedRow } from '../../core/values.js';
import { ChangeMarks, type Direction } from './change-marks.js';
import type { ChangeSet } from './change-set.js';
import type { TableColumn } from './columns.js';
import type { FixedRows } from './fixed-rows.js';
import { type CellContext, directionOf, type TableCell, TableRow } from './row.js';

/** Milliseconds. */
const FADE = 300;
/** Two floods of changes closer than this are one stream of them. */
const STREAM = 334;

/** What happened since the last paint. */
interface News {
  readonly changes: ChangeSet;
  /** By how many places the rows that stay have moved: see `FixedRows.change`. */
  readonly above: number;
}

/**
 * The rows that are drawn. An element belongs to a key as long as that is in sight: when the order changes it moves as
 * it is, and the element of a row that left is used for one that comes.
 */
export class TableBody {
  /** As high as all rows together, as far as a box can be: the rows are placed in it. */
  readonly box = document.createElement('div');
  /** Where rows that are gone fade, outside the rows proper. */
  readonly ghosts = document.createElement('div');
  readonly #marks = new ChangeMarks();
  readonly #place: FixedRows;
  readonly #context: CellContext;
  #columns: readonly TableColumn[] = [];
  #first = 0;
  #height: number | undefined;
  #rows: readonly TableRow[] = [];
  #spare: TableRow[] = [];
  #flooded = Number.NEGATIVE_INFINITY;

  constructor(place: FixedRows, context: CellContext) {
    this.#place = place;
    this.#context = context;
    this.box.className = 'drawn';
    this.box.setAttribute('role', 'rowgroup');
    this.ghosts.className = 'ghosts';
    this.ghosts.setAttribute('aria-hidden', 'true');
  }

  /** The index of the first row that is drawn. */
  get first(): number {
    return this.#first;
  }

  /** How many rows are drawn. */
  get length(): number {
    return this.#rows.length;
  }

  /** The row at an index as it is drawn. */
  rowAt(index: number): KeyedRow | undefined {
    return this.#rows[index - this.#first]?.row;
  }

  /** Other columns: all elements are made anew. */
  setColumns(columns: readonly TableColumn[]): void {
    this.calm();
    this.#columns = columns;
    this.#rows = [];
    this.#spare = [];
    this.box.replaceChildren();
  }

  /** Takes away all that says what has just happened. */
  calm(): void {
    this.#marks.clear();
    this.ghosts.replaceChildren();
  }

  /**
   * Draws rows in order, wherever they are: see `place`.
   *
   * @param news What happened to them since they were last painted; none while scrolling.
   */
  show(first: number, rows: readonly KeyedRow[], news?: News): void {
    const before = this.#rows;
    const isNews = news?.changes.isNews === true && before.length > 0;
    const byKey = new Map(before.map((row) => [row.row?.[0], row]));
    const staying = rows.map((row) => {
      const element = byKey.get(row[0]);
      byKey.delete(row[0]);
      return element;
    });
    const gone = [...byKey.values()];
    if (isNews) this.#fade(gone, news);
    else this.#retire(gone);
    const next = staying.map((row) => row ?? this.#spare.pop() ?? new TableRow(this.#columns, this.#context));
    this.#first = first;
    this.#rows = next;
    for (let i = 0; i < next.length; i++) next[i]?.show(rows[i] as KeyedRow, first + i);
    if (isNews) this.#highlight(news.changes);
    if (next.length === before.length && next.every((row, i) => row === before[i])) return;
    this.#order(staying);
  }

  /**
   * Brings the elements into the order of the rows; those that stay are moved only if they changed places. Not by lit's
   * `repeat`, which since lit-html 3.3.1 leaves a comment in the page for each item that goes (lit/lit#5298).
   */
  #order(staying: readonly (TableRow | undefined)[]): void {
    const { box } = this;
    const kept = new Set<Element | undefined>(staying.map((row) => row?.element));
    for (const element of [...box.children]) if (!kept.has(element)) element.remove();
    let at = box.firstChild;
    for (const { element } of this.#rows) {
      // What stands here belongs further down
      if (at !== null && element === at.nextSibling) box.append(at);
      else if (element !== at) box.insertBefore(element, at);
      at = element.nextSibling;
    }
  }

  /** Puts the rows where they belong, and makes room for all. */
  place(): void {
    const { drawnHeight } = this.#place;
    if (drawnHeight !== this.#height) this.box.style.blockSize = `${drawnHeight}px`;
    this.#height = drawnHeight;
    this.#rows.forEach((row, i) => {
      row.moveTo(this.#place.placeOf(this.#first + i));
    });
  }

  /** What was deleted fades where it was; what was only sorted away is gone at once. */
  #fade(leaving: readonly TableRow[], { changes, above }: News): void {
    const deleted = leaving.filter(({ row }) => row !== undefined && changes.isDeleted(row[0]));
    const isFlood = deleted.length > this.#rows.length / 2;
    this.#retire(isFlood ? leaving : leaving.filter((row) => !deleted.includes(row)));
    if (isFlood) return;
    for (const row of deleted) {
      const { element } = row;
      this.#unmark(row);
      const index = this.#first + this.#rows.indexOf(row) + above;
      element.style.transform = `translateY(${this.#place.placeOf(index)}px)`;
      for (const name of ['data-key', 'role', 'aria-rowindex']) element.removeAttribute(name);
      element.dataset.gone = '';
      this.ghosts.append(element);
      setTimeout(() => element.remove(), FADE);
    }
  }

  #retire(rows: readonly TableRow[]): void {
    for (const row of rows) this.#unmark(row);
    this.#spare.push(...rows);
  }

  #unmark({ element, cells }: TableRow): void {
    this.#marks.remove(element);
    for (const cell of cells) this.#marks.remove(cell.element);
  }

  #highlight(changes: ChangeSet): void {
    const arrived: TableRow[] = [];
    const changed: [cell: TableCell, direction: Direction][] = [];
    for (const row of this.#rows) {
      const after = row.row;
      if (after === undefined || !changes.has(after[0])) continue;
      const before = changes.before(after[0]);
      if (before === undefined) arrived.push(row);
      else {
        for (const cell of row.cells) {
          const { at } = cell.column;
          const direction = directionOf(before[at], after[at], cell.column);
          if (direction !== undefined) changed.push([cell, direction]);
        }
      }
    }
    if (this.#isStream(changed.length + arrived.length * this.#columns.length)) return;
    for (const row of arrived) this.#marks.arrive(row.element);
    for (const [cell, direction] of changed) this.#marks.flash(cell.element, direction);
  }

  /** While most cells change all the time, a highlight would say nothing and cost much. */
  #isStream(changed: number): boolean {
    if (changed <= (this.#rows.length * this.#columns.length) / 2) return false;
    const now = performance.now();
    const isStream = now - this.#flooded < STREAM;
    this.#flooded = now;
    return isStream;
  }
}
