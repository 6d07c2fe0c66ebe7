import type { Layout } from '../../../core/messages.js';
import type { Arrangement, Placement } from './arrangement-storage.js';
import {
  type Block,
  type Columns,
  type Kind,
  type Line,
  leastHeight,
  linesOf,
  type Stack,
  type Widgets,
} from './layout.js';
import { leastColumns, packed, spansOf, type Unit, WHOLE } from './packing.js';

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
  return placements === undefined ? lines : arranged(unitsOf(lines), placements, widgets).map(lineOf);
}

/** The placements of all that is shown, as it is shown. */
export function placementsOf(lines: readonly Line[]): Placement[] {
  return placementsIn(unitsOf(lines));
}

/**
 * The placements that a change starts from. Each widget keeps the size that it was given, though its line may show it
 * wider, and what is hidden keeps its place.
 *
 * @param lines Those that are shown.
 */
export function currentPlacements(
  lines: readonly Line[],
  widgets: Widgets,
  layout: Layout | undefined,
  { places }: Arrangement,
): Placement[] {
  const current = placementsOf(lines).map(({ id, wide }) => places?.find((one) => one.id === id) ?? { id, wide });
  const known = places ?? placementsOf(linesOf(widgets, layout));
  known.forEach((placement, i) => {
    if (current.some(({ id }) => id === placement.id)) return;
    const before = current.findIndex(({ id }) => id === known[i - 1]?.id);
    current.splice(before + 1, 0, placement);
  });
  return current;
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
export function moved(
  placements: readonly Placement[],
  lines: readonly Line[],
  id: string,
  index: number,
): readonly Placement[] {
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
  { wide, height }: Partial<Placement>,
): Placement[] {
  const size = {
    ...(wide === undefined ? {} : { wide: columnsWithin(kind, wide), isSized: true }),
    ...(height === undefined ? {} : { height: Math.max(leastHeight(kind), Math.round(height)) }),
  };
  return placements.map((one) => (one.id === id ? { ...one, ...size } : one));
}

function columnsWithin(kind: Kind, wide: number): number {
  return Math.max(leastColumns(kind), Math.min(Math.round(wide), WHOLE));
}

function without(widgets: Widgets, ids: readonly string[]): Widgets {
  return Object.fromEntries(Object.entries(widgets).filter(([id]) => !ids.includes(id)));
}

/** Full lines of the units, each unit where its first widget is wanted. */
function arranged(units: readonly Unit[], placements: readonly Placement[], widgets: Widgets): Unit[][] {
  const ranks = new Map(
    units.map((unit) => {
      const ids = placementsIn([unit]).map(({ id }) => id);
      const rank = placements.findIndex(({ id }) => ids.includes(id));
      return [unit, rank === -1 ? placements.length : rank];
    }),
  );
  const ordered = [...units].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
  return packed(ordered.map((one) => placed(one, placements, widgets))).map(levelled);
}

function placed({ block, wide }: Unit, placements: readonly Placement[], widgets: Widgets): Unit {
  if ('tabs' in block) {
    const rowsOf = ({ rows }: Stack) => arranged(unitsOf(rows), placements, widgets).map(columnsOf);
    return { block: { ...block, tabs: block.tabs.map((tab) => ({ ...tab, rows: rowsOf(tab) })) }, wide };
  }
  const { id, kind, spans } = block;
  const placement = placements.find((one) => one.id === id);
  const height = placement?.height ?? widgets[id]?.height;
  return {
    block: { id, kind, spans, ...(height === undefined ? {} : { height }) },
    wide: columnsWithin(kind, placement?.wide ?? wide),
    isSized: placement?.isSized ?? false,
  };
}

/** Cells of one height, once one of them has its own, and spans that fill the line at each width of the board. */
function levelled(line: readonly Unit[]): Unit[] {
  const cells = line.flatMap(({ block }) => ('kind' in block ? [block] : []));
  const own = cells.flatMap(({ height = [] }) => height);
  const height = own.length === 0 ? {} : { height: Math.max(...own, ...cells.map(({ kind }) => leastHeight(kind))) };
  const areGauges = line.every(({ block, isSized }) => 'kind' in block && block.kind === 'gauge' && !isSized);
  const spans = spansOf(line);
  return line.map((unit, i) => {
    if (!('kind' in unit.block)) return unit;
    const shape = areGauges ? { keepsShape: true } : {};
    return { ...unit, block: { ...unit.block, spans: spans[i] ?? unit.block.spans, ...height, ...shape } };
  });
}

/** The grid places cells itself; tabs need a line that the author could have made. */
function lineOf(units: readonly Unit[]): Line {
  const cells = units.flatMap(({ block }) => ('kind' in block ? [block] : []));
  return cells.length === units.length ? cells : columnsOf(units);
}

/** Puts units beside each other. */
function columnsOf(units: readonly Unit[]): Columns {
  return { columns: units.map(({ block }) => block), shares: units.map(({ wide }) => wide) };
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
