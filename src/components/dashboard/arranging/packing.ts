import type { Cell, Kind, Spans, Tabs } from './layout.js';

/** A widget or a group of tabs, which is moved as one. */
export interface Unit {
  readonly block: Cell | Tabs;
  /** Columns of twelve. */
  readonly wide: number;
  /** Whether the viewer has chosen this width. Others give way, and take what is left. */
  readonly isSized?: boolean;
}

export const WHOLE = 12;

/** The least columns of a widget of a kind. */
export function leastColumns(kind: Kind | undefined): number {
  return kind === 'stat' ? 2 : 3;
}

/**
 * Breaks units into lines, in their order, so that each line is full. Numbers have one height: they share lines with
 * numbers alone, as there would be a hole below them beside a chart.
 */
export function packed(units: readonly Unit[]): Unit[][] {
  const lines: Unit[][] = [];
  for (const unit of units) {
    const line = lines.at(-1);
    if (line !== undefined && hasRoom(line, unit)) line.push(unit);
    else lines.push([unit]);
  }
  return lines.map(filled);
}

/** Spans for each of the cells of a full line: narrower boards show them two abreast, and leave no gap either. */
export function spansOf(line: readonly Unit[]): Spans[] {
  const medium = mediumSpans(line);
  return line.map((unit, i) => {
    const isHalf = kindOfUnit(unit) === 'stat' && !(i === line.length - 1 && i % 2 === 0);
    return { wide: unit.wide, medium: medium[i] ?? WHOLE, narrow: isHalf ? 1 : 2 };
  });
}

function hasRoom(line: readonly Unit[], unit: Unit): boolean {
  if ((kindOfUnit(line[0]) === 'stat') !== (kindOfUnit(unit) === 'stat')) return false;
  const all = [...line, unit];
  const shortage = sumOf(all) - WHOLE;
  if (shortage <= 0) return true;
  if (!all.some((one) => one.isSized || kindOfUnit(one) === 'gauge')) return false;
  return shortage <= all.reduce((sum, one) => sum + one.wide - floorOf(one, all), 0);
}

/**
 * The columns to which the others of a line can press a unit. A gauge, which cannot use a line of its own, needs the least;
 * so does the only unit of no chosen width. Else a unit keeps two thirds.
 */
function floorOf(unit: Unit, line: readonly Unit[]): number {
  if (unit.isSized) return unit.wide;
  const kind = kindOfUnit(unit);
  const isOnly = line.every((one) => one === unit || one.isSized);
  const least = leastColumns(kind);
  return Math.min(unit.wide, isOnly || kind === 'gauge' ? least : Math.max(least, Math.ceil((unit.wide * 2) / 3)));
}

/** The line with widths that add up to the whole. */
function filled(line: readonly Unit[]): Unit[] {
  const widths = line.map(({ wide }) => wide);
  const floors = line.map((unit) => floorOf(unit, line));
  const ranks = line.map(growthRank);
  const first = Math.min(...ranks);
  const widthAt = (i: number) => widths[i] ?? 0;
  for (let free = WHOLE - sumOf(line); free !== 0; free -= Math.sign(free)) {
    const able = line.flatMap((_, i) => ((free > 0 ? ranks[i] === first : widthAt(i) > (floors[i] ?? 0)) ? [i] : []));
    const next = able.reduce((a, b) => ((widthAt(b) - widthAt(a)) * Math.sign(free) < 0 ? b : a));
    widths[next] = widthAt(next) + Math.sign(free);
  }
  return line.map((unit, i) => ({ ...unit, wide: widthAt(i) }));
}

/** Tables and charts grow before gauges and numbers, and what the viewer has sized only where nothing else can. */
function growthRank(unit: Unit): number {
  const kind = kindOfUnit(unit);
  return (kind === 'stat' || kind === 'gauge' ? 1 : 0) + (unit.isSized ? 2 : 0);
}

function mediumSpans(line: readonly Unit[]): number[] {
  const [first, second] = line;
  if (first !== undefined && second !== undefined && line.length === 2) {
    const wide = Math.min(Math.max(first.wide, leastMedium(first)), WHOLE - leastMedium(second));
    return [wide, WHOLE - wide];
  }
  if (line.length % 2 === 0) return line.map(() => WHOLE / 2);
  // The widest that leaves pairs before and behind it stands alone.
  const candidates = line.flatMap((unit, i) => (i % 2 === 0 ? [unit] : []));
  const alone = candidates.reduce((a, b) => (b.wide >= a.wide ? b : a));
  return line.map((unit) => (unit === alone ? WHOLE : WHOLE / 2));
}

function leastMedium(unit: Unit): number {
  const kind = kindOfUnit(unit);
  return kind === 'stat' || kind === 'gauge' ? 4 : 6;
}

/** `undefined` for tabs. */
function kindOfUnit(unit: Unit | undefined): Kind | undefined {
  return unit !== undefined && 'kind' in unit.block ? unit.block.kind : undefined;
}

function sumOf(line: readonly Unit[]): number {
  return line.reduce((sum, { wide }) => sum + wide, 0);
}
