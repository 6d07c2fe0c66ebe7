import type { Layout } from '../../../core/messages.js';
import type { Arrangement, Placement } from './arrangement-storage.js';
import {
  type Block,
  type Cell,
  type Columns,
  type Kind,
  type Line,
  leastHeight,
  linesOf,
  type Stack,
  type Tabs,
  type Widgets,
} from './layout.js';

/**
 * The lines of a board as its viewer wants it. Tabs stay tabs: they stand where the first of their widgets does, and
 * the widgets of a tab stay in it. Widgets that came later stand at the end.
 */
export function arrangedLines(
  widgets: Widgets,
  layout: Layout | undefined,
  { places: placements, hidden }: Arrangement,
): Line[] {
  const lines = linesOf(without(widgets, hidden), layout);
  return placements === undefined ? lines : arranged(unitsOf(lines), placements).map(lineOf);
}

/** The placements of all that is shown: a first change starts from them. */
export function placementsOf(lines: readonly Line[]): Placement[] {
  return placementsIn(unitsOf(lines));
}

/** The neighbours among which a widget can be moved, in its tab or on the board, each with the ids that are in it. */
export function neighboursOf(lines: readonly Line[], id: string): string[][] {
  const units = unitsOf(lines);
  for (const { block } of units) {
    const tab =
      'tabs' in block ? block.tabs.find(({ rows }) => placementsOf(rows).some((one) => one.id === id)) : undefined;
    if (tab !== undefined) return neighboursOf(tab.rows, id);
  }
  return units.map((unit) => placementsIn([unit]).map(({ id: own }) => own));
}

/** The placements with one widget at another index among its neighbours. */
export function moved(lines: readonly Line[], id: string, index: number): Placement[] {
  const placements = placementsOf(lines);
  const placement = placements.find((one) => one.id === id);
  const neighbours = neighboursOf(lines, id).filter((ids) => !ids.includes(id));
  if (placement === undefined || neighbours.length === 0) return placements;
  const others = placements.filter((one) => one.id !== id);
  const indexOf = (other: string | undefined) => others.findIndex((one) => one.id === other);
  const next = neighbours[Math.max(0, index)];
  const at = next === undefined ? indexOf(neighbours.at(-1)?.at(-1)) + 1 : indexOf(next[0]);
  return [...others.slice(0, at), placement, ...others.slice(at)];
}

/** The placements with one widget of another size, within the limits of its kind. */
export function resized(
  placements: readonly Placement[],
  id: string,
  kind: Kind,
  size: Omit<Placement, 'id'>,
): Placement[] {
  const wide = Math.max(kind === 'stat' ? 2 : 3, Math.min(Math.round(size.wide), WHOLE));
  const height = size.height === undefined ? {} : { height: Math.max(leastHeight(kind), Math.round(size.height)) };
  return placements.map((one) => (one.id === id ? { ...one, wide, ...height } : one));
}

const WHOLE = 12;

function without(widgets: Widgets, ids: readonly string[]): Widgets {
  return Object.fromEntries(Object.entries(widgets).filter(([id]) => !ids.includes(id)));
}

/** A widget or a group of tabs, which is moved as one, with its columns of twelve. */
interface Unit {
  readonly block: Cell | Tabs;
  readonly wide: number;
}

/** Fills each line with as many units as fit, each where its first widget is wanted. */
function arranged(units: readonly Unit[], placements: readonly Placement[]): Unit[][] {
  const ranks = new Map(
    units.map((unit) => {
      const ids = placementsIn([unit]).map(({ id }) => id);
      const rank = placements.findIndex(({ id }) => ids.includes(id));
      return [unit, rank === -1 ? placements.length : rank];
    }),
  );
  const ordered = [...units].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  const lines: Unit[][] = [];
  let left = 0;
  for (const unit of ordered.map((one) => placed(one, placements))) {
    if (unit.wide > left) {
      lines.push([]);
      left = WHOLE;
    }
    lines.at(-1)?.push(unit);
    left -= unit.wide;
  }
  return lines;
}

function placed({ block, wide }: Unit, placements: readonly Placement[]): Unit {
  if ('tabs' in block) {
    const rowsOf = ({ rows }: Stack) => arranged(unitsOf(rows), placements).map(columnsOf);
    return { block: { ...block, tabs: block.tabs.map((tab) => ({ ...tab, rows: rowsOf(tab) })) }, wide };
  }
  const placement = placements.find(({ id }) => id === block.id) ?? { id: block.id, wide };
  return { block: cellAt(placement, block.kind), wide: placement.wide };
}

/** The grid places cells itself; tabs need a line that the author could have made. */
function lineOf(units: readonly Unit[]): Line {
  const cells = units.flatMap(({ block }) => ('kind' in block ? [block] : []));
  return cells.length === units.length ? cells : columnsOf(units);
}

/** Puts units beside each other. The last share is left free. */
function columnsOf(units: readonly Unit[]): Columns {
  const shares = units.map(({ wide }) => wide);
  const free = WHOLE - shares.reduce((sum, share) => sum + share, 0);
  return { columns: units.map(({ block }) => block), shares: free > 0 ? [...shares, free] : shares };
}

function cellAt({ id, wide, height }: Placement, kind: Kind): Cell {
  const spans = { wide, medium: wide > 6 ? WHOLE : 6, narrow: kind === 'stat' && wide <= 6 ? 1 : 2 };
  return { id, kind, spans, ...(height === undefined ? {} : { height }) };
}

function placementsIn(units: readonly Unit[]): Placement[] {
  return units.flatMap(({ block, wide }) => {
    if ('tabs' in block) return block.tabs.flatMap(({ rows }) => placementsOf(rows));
    const { id, height } = block;
    return [{ id, wide, ...(height === undefined ? {} : { height }) }];
  });
}

function unitsOf(lines: readonly Line[]): Unit[] {
  return lines.flatMap((line) => unitsInLine(line, WHOLE));
}

function unitsInLine(line: Line, wide: number): Unit[] {
  if ('columns' in line) return unitsIn(line, wide);
  return line.map((block) => ({ block, wide: Math.max(1, Math.round((block.spans.wide * wide) / WHOLE)) }));
}

/** Puts what the author put beside and below each other one after the other. */
function unitsIn(block: Block, wide: number): Unit[] {
  if ('kind' in block || 'tabs' in block) return [{ block, wide }];
  if ('rows' in block) return block.rows.flatMap((row) => unitsInLine(row, wide));
  const sum = block.shares.reduce((total, share) => total + share, 0);
  let used = 0;
  let left = wide;
  return block.columns.flatMap((one, i) => {
    used += block.shares[i] ?? 0;
    const own = Math.max(1, left - Math.round(wide * (1 - used / sum)));
    left -= own;
    return unitsIn(one, own);
  });
}
