import { compareValues, isMissing, isNumeric } from '../../../core/order.js';
import type { Column, KeyedRow, Value } from '../../../core/values.js';
import type { ChangeMarks, Direction } from './change-marks.js';
import type { ChangeSet } from './change-set.js';

/** Milliseconds between two floods of changes within which they are one stream. */
const STREAM = 334;

interface DrawnCell {
  readonly element: Element;
  readonly column: { readonly at: number; readonly column: Column };
  readonly text: string;
  textOf(value: Value | undefined): string;
}

interface DrawnRow {
  readonly element: Element;
  readonly row: KeyedRow | undefined;
  readonly cells: readonly DrawnCell[];
}

/**
 * Decides which cells flash after a change, those whose text is another one, and in which direction, and which rows are
 * marked as new.
 */
export class Flashes {
  readonly #marks: ChangeMarks;
  #flooded = Number.NEGATIVE_INFINITY;

  constructor(marks: ChangeMarks) {
    this.#marks = marks;
  }

  /** @param rows All that are drawn. */
  show(rows: readonly DrawnRow[], changes: ChangeSet): void {
    const arrived: DrawnRow[] = [];
    const changed: [cell: DrawnCell, direction: Direction][] = [];
    let cells = 0;
    for (const row of rows) {
      cells += row.cells.length;
      const after = row.row;
      if (after === undefined || !changes.has(after[0])) continue;
      const before = changes.before(after[0]);
      if (before === undefined) {
        arrived.push(row);
        continue;
      }
      for (const cell of row.cells) {
        const { at, column } = cell.column;
        const direction = directionOf(before[at], after[at], column);
        if (direction !== undefined && cell.textOf(before[at]) !== cell.text) changed.push([cell, direction]);
      }
    }
    const ofArrived = arrived.reduce((sum, row) => sum + row.cells.length, 0);
    if (this.#isStream(changed.length + ofArrived, cells)) return;
    for (const row of arrived) this.#marks.arrive(row.element);
    for (const [cell, direction] of changed) this.#marks.flash(cell.element, direction);
  }

  /** While most cells change all the time, a highlight would say nothing and cost much. */
  #isStream(changed: number, cells: number): boolean {
    if (changed <= cells / 2) return false;
    const now = performance.now();
    const isStream = now - this.#flooded < STREAM;
    this.#flooded = now;
    return isStream;
  }
}

/** The direction in which a value went; `undefined` if it is the same. */
function directionOf(before: Value | undefined, after: Value | undefined, { type }: Column): Direction | undefined {
  if (before === after) return undefined;
  if (isMissing(before, type) || isMissing(after, type)) {
    return isMissing(before, type) && isMissing(after, type) ? undefined : 'changed';
  }
  const isOrdered = isNumeric(type) || (typeof before === 'number' && typeof after === 'number');
  const order = compareValues(after as Value, before as Value, type);
  if (order === 0) return undefined;
  return !isOrdered ? 'changed' : order > 0 ? 'up' : 'down';
}
