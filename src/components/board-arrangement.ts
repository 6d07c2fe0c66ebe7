import type { Layout } from '../core/messages.js';
import {
  type Block,
  type Cell,
  type Kind,
  kindOf,
  type Line,
  leastHeight,
  linesOf,
  type Widgets,
} from './board-layout.js';

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

/** The lines of a board as its viewer wants it. Widgets that came later stand at the end. */
export function arrangedLines(widgets: Widgets, layout: Layout | undefined, { places, hidden }: Arrangement): Line[] {
  const visible = without(widgets, hidden);
  if (places === undefined) return linesOf(visible, layout);
  const own = places.filter(({ id }) => Object.hasOwn(visible, id));
  const later = linesOf(
    without(
      visible,
      own.map(({ id }) => id),
    ),
    undefined,
  );
  return [...packed(own.map((place) => cellAt(place, kindOf(widgets[place.id] as Widgets[string])))), ...later];
}

/** Where everything is that is shown: what a first change starts from. */
export function placesOf(lines: readonly Line[]): Place[] {
  return lines.flatMap((line) => ('columns' in line ? placesIn(line, WHOLE) : line.map(placeOf)));
}

/** The same with one widget at another index. */
export function moved(places: readonly Place[], id: string, index: number): Place[] {
  const place = places.find((one) => one.id === id);
  const others = places.filter((one) => one.id !== id);
  if (place === undefined) return [...places];
  const at = Math.max(0, Math.min(index, others.length));
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

/** As many to a line as fit, as the grid places them itself. */
function packed(cells: readonly Cell[]): Cell[][] {
  const lines: Cell[][] = [];
  let left = 0;
  for (const cell of cells) {
    if (cell.spans.wide > left) {
      lines.push([]);
      left = WHOLE;
    }
    lines.at(-1)?.push(cell);
    left -= cell.spans.wide;
  }
  return lines;
}

function cellAt({ id, wide, height }: Place, kind: Kind): Cell {
  const spans = { wide, medium: wide > 6 ? WHOLE : 6, narrow: kind === 'stat' && wide <= 6 ? 1 : 2 };
  return { id, kind, spans, ...(height === undefined ? {} : { height }) };
}

function placeOf({ id, spans, height }: Cell): Place {
  return { id, wide: spans.wide, ...(height === undefined ? {} : { height }) };
}

/** What the author put beside and below each other or into tabs, one after the other. */
function placesIn(block: Block, wide: number): Place[] {
  if ('kind' in block) return [{ ...placeOf(block), wide }];
  if ('rows' in block) return block.rows.flatMap((row) => placesIn(row, wide));
  if ('tabs' in block) return block.tabs.flatMap((tab) => placesIn(tab, wide));
  const sum = block.shares.reduce((total, share) => total + share, 0);
  let used = 0;
  let left = wide;
  return block.columns.flatMap((one, i) => {
    used += block.shares[i] ?? 0;
    const own = Math.max(1, left - Math.round(wide * (1 - used / sum)));
    left -= own;
    return placesIn(one, own);
  });
}
