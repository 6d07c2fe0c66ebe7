import type { Layout } from '../../../core/messages.js';
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
} from '../layout.js';

/** A widget where its viewer wants it. */
export interface Place {
  readonly id: string;
  /** Columns of twelve. */
  readonly wide: number;
  /** CSS pixels. Default: as in the author's layout. */
  readonly height?: number;
}

/** What a viewer changed on a board. */
export interface Arrangement {
  /** In their order, once anything was moved or resized; without, the author's layout holds. */
  readonly places?: readonly Place[];
  readonly hidden: readonly string[];
}

export const UNCHANGED: Arrangement = { hidden: [] };

/**
 * The lines of a board as its viewer wants it. Tabs stay tabs: they stand where the first of their widgets does, and
 * what is in a tab stays in it. Widgets that came later stand at the end.
 */
export function arrangedLines(widgets: Widgets, layout: Layout | undefined, { places, hidden }: Arrangement): Line[] {
  const lines = linesOf(without(widgets, hidden), layout);
  return places === undefined ? lines : arranged(unitsOf(lines), places).map(lineOf);
}

/** Where everything is that is shown: what a first change starts from. */
export function placesOf(lines: readonly Line[]): Place[] {
  return placesIn(unitsOf(lines));
}

/** Among what a widget can be moved: the rest of its tab or of the board, each with the ids that are in it. */
export function neighboursOf(lines: readonly Line[], id: string): string[][] {
  const units = unitsOf(lines);
  for (const { block } of units) {
    const tab =
      'tabs' in block ? block.tabs.find(({ rows }) => placesOf(rows).some((one) => one.id === id)) : undefined;
    if (tab !== undefined) return neighboursOf(tab.rows, id);
  }
  return units.map((unit) => placesIn([unit]).map((place) => place.id));
}

/** Where everything is with one widget at another index among its neighbours. */
export function moved(lines: readonly Line[], id: string, index: number): Place[] {
  const places = placesOf(lines);
  const place = places.find((one) => one.id === id);
  const neighbours = neighboursOf(lines, id).filter((ids) => !ids.includes(id));
  if (place === undefined || neighbours.length === 0) return places;
  const others = places.filter((one) => one.id !== id);
  const indexOf = (other: string | undefined) => others.findIndex((one) => one.id === other);
  const next = neighbours[Math.max(0, index)];
  const at = next === undefined ? indexOf(neighbours.at(-1)?.at(-1)) + 1 : indexOf(next[0]);
  return [...others.slice(0, at), place, ...others.slice(at)];
}

/** The same with one widget of another size, within what its kind needs. */
export function resized(places: readonly Place[], id: string, kind: Kind, size: Omit<Place, 'id'>): Place[] {
  const wide = Math.max(kind === 'stat' ? 2 : 3, Math.min(Math.round(size.wide), WHOLE));
  const height = size.height === undefined ? {} : { height: Math.max(leastHeight(kind), Math.round(size.height)) };
  return places.map((one) => (one.id === id ? { ...one, wide, ...height } : one));
}

const WHOLE = 12;

function without(widgets: Widgets, ids: readonly string[]): Widgets {
  return Object.fromEntries(Object.entries(widgets).filter(([id]) => !ids.includes(id)));
}

/** What is moved as one: a widget or a group of tabs, with its columns of twelve. */
interface Unit {
  readonly block: Cell | Tabs;
  readonly wide: number;
}

/** As many to a line as fit, each unit where its first widget is wanted. */
function arranged(units: readonly Unit[], places: readonly Place[]): Unit[][] {
  const ranks = new Map(
    units.map((unit) => {
      const ids = placesIn([unit]).map(({ id }) => id);
      const rank = places.findIndex(({ id }) => ids.includes(id));
      return [unit, rank === -1 ? places.length : rank];
    }),
  );
  const ordered = [...units].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  const lines: Unit[][] = [];
  let left = 0;
  for (const unit of ordered.map((one) => placed(one, places))) {
    if (unit.wide > left) {
      lines.push([]);
      left = WHOLE;
    }
    lines.at(-1)?.push(unit);
    left -= unit.wide;
  }
  return lines;
}

function placed({ block, wide }: Unit, places: readonly Place[]): Unit {
  if ('tabs' in block) {
    const rowsOf = ({ rows }: Stack) => arranged(unitsOf(rows), places).map(columnsOf);
    return { block: { ...block, tabs: block.tabs.map((tab) => ({ ...tab, rows: rowsOf(tab) })) }, wide };
  }
  const place = places.find(({ id }) => id === block.id) ?? { id: block.id, wide };
  return { block: cellAt(place, block.kind), wide: place.wide };
}

/** The grid places cells itself; tabs need a line that the author could have made. */
function lineOf(units: readonly Unit[]): Line {
  const cells = units.flatMap(({ block }) => ('kind' in block ? [block] : []));
  return cells.length === units.length ? cells : columnsOf(units);
}

/** The last share is what is left free. */
function columnsOf(units: readonly Unit[]): Columns {
  const shares = units.map(({ wide }) => wide);
  const free = WHOLE - shares.reduce((sum, share) => sum + share, 0);
  return { columns: units.map(({ block }) => block), shares: free > 0 ? [...shares, free] : shares };
}

function cellAt({ id, wide, height }: Place, kind: Kind): Cell {
  const spans = { wide, medium: wide > 6 ? WHOLE : 6, narrow: kind === 'stat' && wide <= 6 ? 1 : 2 };
  return { id, kind, spans, ...(height === undefined ? {} : { height }) };
}

function placesIn(units: readonly Unit[]): Place[] {
  return units.flatMap(({ block, wide }) => {
    if ('tabs' in block) return block.tabs.flatMap(({ rows }) => placesOf(rows));
    const { id, height } = block;
    return [{ id, wide, ...(height === undefined ? {} : { height }) }];
  });
}

function unitsOf(lines: readonly Line[]): Unit[] {
  return lines.flatMap((line) =>
    'columns' in line ? unitsIn(line, WHOLE) : line.map((block) => ({ block, wide: block.spans.wide })),
  );
}

/** What the author put beside and below each other, one after the other. */
function unitsIn(block: Block, wide: number): Unit[] {
  if ('kind' in block || 'tabs' in block) return [{ block, wide }];
  if ('rows' in block) return block.rows.flatMap((row) => unitsIn(row, wide));
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
