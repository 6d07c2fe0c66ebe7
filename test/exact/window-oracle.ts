import type { FilterTerm } from '../../src/core/filter.js';
import type { WindowRequest } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import type { Picture } from './oracle.js';
import { MOST_FULL_ROWS } from './relay-on-disk.js';
import type { Phase } from './viewer.js';

/** What a viewer sees in one window after a step. */
export interface SeenPart {
  readonly widget: string;
  readonly request: WindowRequest;
  readonly offset: number;
  readonly total: number;
  readonly matching: number;
  /** All rows of the widget. */
  readonly size: number;
  readonly moved: number | undefined;
  readonly rows: readonly KeyedRow[];
  /** The keys that it was frozen with. */
  readonly frozen: readonly string[] | undefined;
}

/** Tells how a window differs from what it must show, in the plainest way; `undefined`: in nothing. */
export function differenceOf(seen: SeenPart, picture: Picture): string | undefined {
  const [columns, all] = JSON.parse(picture) as [{ name: string }[], KeyedRow[]];
  const { sort, filter, anchor, lead = 0, limit, freeze = false } = seen.request;
  const at = (name: unknown) => columns.findIndex((column) => column.name === name) + 1;
  const view = all.filter((row) => (filter ?? []).every((term) => passes(term, row, at)));
  if (seen.widget === 'events') view.reverse();
  if (sort && sort.length > 0) {
    view.sort((a, b) => {
      for (const [name, direction] of sort) {
        const [x, y] = [a[at(name)], b[at(name)]] as [number, number];
        if (x !== y) return (x < y ? -1 : 1) * (direction === 'desc' ? -1 : 1);
      }
      return a[0] < b[0] ? -1 : 1;
    });
  }
  const rankOf = (key: string) => view.findIndex((row) => row[0] === key);
  const rank = typeof anchor === 'string' ? rankOf(anchor) : -1;
  const asked = seen.request.offset < view.length ? seen.request.offset : Math.max(0, view.length - limit);
  // While the anchor is not there, the window stays where it was.
  const offset =
    freeze || (typeof anchor === 'string' && rank < 0) ? seen.offset : rank < 0 ? asked : Math.max(0, rank - lead);
  const byKey = new Map(all.map((row) => [row[0], row]));
  const rows =
    seen.frozen === undefined
      ? view.slice(offset, offset + limit)
      : seen.frozen.flatMap((key): KeyedRow[] => (byKey.has(key) ? [byKey.get(key) as KeyedRow] : []));
  const moved = freeze ? rows.filter(([key], i) => rankOf(key) !== offset + i).length : undefined;
  const right = JSON.stringify({ offset, total: view.length, matching: view.length, size: all.length, moved, rows });
  const { total, matching, size } = seen;
  const found = JSON.stringify({ offset: seen.offset, total, matching, size, moved: seen.moved, rows: seen.rows });
  return found === right ? undefined : `${found}\nit must be ${right}`;
}

/** Whether a widget of so many rows may come in this way: a table goes over above the limit, and back well below it. */
export function isSentRightly(id: string, phase: Phase, rows: number): boolean {
  if (phase === 'window') return rows > 0.8 * MOST_FULL_ROWS;
  return phase !== 'joined' || rows <= MOST_FULL_ROWS || !TABLES.includes(id);
}

export function rowsOf(picture: Picture | undefined): number {
  return picture === undefined ? 0 : (JSON.parse(picture) as [unknown, unknown[]])[1].length;
}

const TABLES = ['small', 'wide', 'seldom', 'events', 'late'];

function passes([name, operator, operand]: FilterTerm, row: KeyedRow, at: (name: unknown) => number): boolean {
  const value = row[at(name)];
  switch (operator) {
    case '>=':
      return (value as number) >= (operand as number);
    case 'in':
      return (operand as number[]).includes(value as number);
    case 'contains':
      return row.slice(1).some((one) => String(one).includes(operand as string)); // Of any column
    default:
      throw new Error(`the oracle knows nothing of ${operator}`);
  }
}
