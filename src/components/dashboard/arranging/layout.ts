import type { Layout, LayoutItem, WidgetConfig } from '../../../core/messages.js';

export type Kind = 'stat' | 'metric' | 'gauge' | 'table' | 'log';

/** Columns that a widget takes: of 12 in a wide board, of 12 in a medium one, of 2 in a narrow one. */
export interface Spans {
  readonly wide: number;
  readonly medium: number;
  readonly narrow: number;
}

export interface Cell {
  readonly id: string;
  readonly kind: Kind;
  readonly spans: Spans;
  /** CSS pixels, as its viewer wants it. */
  readonly height?: number;
  /** A gauge that has more room than its dial can use. */
  readonly keepsShape?: boolean;
}

/** Widgets, or rows of them, beside each other; `shares` of the width, one for each. */
export interface Columns {
  readonly columns: readonly Block[];
  readonly shares: readonly number[];
}
export interface Stack {
  readonly rows: readonly Line[];
}
/** The rows behind a title; those of one tab are seen at a time. */
export interface Tab extends Stack {
  readonly title: string;
}
export interface Tabs {
  /** Unique in the layout. */
  readonly id: string;
  readonly tabs: readonly Tab[];
}
export type Block = Cell | Columns | Stack | Tabs;

/** One line of a wide board: cells that fill its 12 columns, or blocks that the author put beside each other. */
export type Line = readonly Cell[] | Columns;

export type Widgets = Readonly<Record<string, WidgetConfig>>;

/** The kind of a widget, whether it shows a Pathway table or not. */
export function kindOf({ widget_type }: WidgetConfig): Kind {
  return widget_type.replace(/^pathway_/, '') as Kind;
}

/** The lines of a board: those of the author, and below them the widgets that the author did not place. */
export function linesOf(widgets: Widgets, layout: Layout | undefined): Line[] {
  const placed = new Set<string>();
  const own = layout === undefined ? [] : authorLines(layout, widgets, placed);
  return [...own, ...automaticLines(widgets, Object.keys(widgets), placed)];
}

/** The height that a block needs, in CSS pixels, and whether it may take more: a table before a chart, a number never. */
export interface Height {
  readonly least: number;
  readonly growth: 'none' | 'chart' | 'table';
}

export function heightOf(block: Line | Block): Height {
  if ('kind' in block)
    return block.height === undefined ? HEIGHTS[block.kind] : { least: block.height, growth: 'none' };
  const parts = partsOf(block).map(heightOf);
  const leasts = parts.map(({ least }) => least);
  const bar = 'tabs' in block ? BAR + GAP : 0;
  const least = 'rows' in block ? leasts.reduce((sum, one) => sum + GAP + one, -GAP) : bar + Math.max(...leasts);
  const growths = parts.map(({ growth }) => growth);
  return { least, growth: growths.includes('table') ? 'table' : growths.includes('chart') ? 'chart' : 'none' };
}

/** The most width that a block can use, in CSS pixels: a gauge keeps its shape, all else takes what there is. */
export function widestOf(block: Block): number {
  if ('kind' in block) return block.kind === 'gauge' ? WIDEST_GAUGE : Number.POSITIVE_INFINITY;
  if ('tabs' in block) return Number.POSITIVE_INFINITY;
  if ('rows' in block) return Math.max(...block.rows.map(widestLine));
  return widestLine(block);
}

function widestLine(line: Line): number {
  const parts = 'columns' in line ? line.columns : line;
  return parts.reduce((sum, part) => sum + GAP + widestOf(part), -GAP);
}

/** The least height of a widget of a kind, in CSS pixels. */
export function leastHeight(kind: Kind): number {
  return HEIGHTS[kind].least;
}

const GAP = 12;
const BAR = 32;
export const WIDEST_GAUGE = 480;
const HEIGHTS: Readonly<Record<Kind, Height>> = {
  stat: { least: 100, growth: 'none' },
  metric: { least: 240, growth: 'chart' },
  gauge: { least: 240, growth: 'chart' },
  table: { least: 280, growth: 'table' },
  log: { least: 280, growth: 'table' },
};

function cellsOf(block: Line | Block): readonly Cell[] {
  return 'kind' in block ? [block] : partsOf(block).flatMap(cellsOf);
}

function partsOf(block: Exclude<Line | Block, Cell>): readonly (Line | Block)[] {
  if ('rows' in block) return block.rows;
  if ('tabs' in block) return block.tabs;
  return 'columns' in block ? block.columns : block;
}

/* The author's layout, without the widgets that it names again, those that are not there, and empty groups. */

function authorLines(layout: Layout, widgets: Widgets, placed: Set<string>): Line[] {
  let groups = 0;
  function blockOf(item: LayoutItem): Block | undefined {
    if (typeof item === 'string') return cellOf(item);
    const block = groupOf(item);
    return cellsOf(block).length > 0 ? block : undefined;
  }
  function groupOf(item: Exclude<LayoutItem, string>): Columns | Stack | Tabs {
    if ('rows' in item) return { rows: rowsOf(item) };
    if ('auto' in item) return { rows: automaticLines(widgets, item.auto, placed) };
    if ('columns' in item) return columnsOf(item.columns, (_, i) => item.widths?.[i] ?? 1);
    const id = `tabs-${++groups}`;
    const tabs = item.tabs.map((tab) => ({ title: tab.title, rows: rowsOf(tab) }));
    return { id, tabs: tabs.filter((tab) => cellsOf(tab).length > 0) };
  }
  function cellOf(id: string): Cell | undefined {
    const config = Object.hasOwn(widgets, id) ? widgets[id] : undefined;
    if (config === undefined || placed.has(id)) return undefined;
    placed.add(id);
    const kind = kindOf(config);
    return { id, kind, spans: { ...WHOLE, narrow: kind === 'stat' ? 1 : 2 } };
  }
  function columnsOf(items: readonly LayoutItem[], shareOf: (block: Block, index: number) => number): Columns {
    const found = items.flatMap((item, i) => {
      const block = blockOf(item);
      return block === undefined ? [] : [{ block, share: shareOf(block, i) }];
    });
    return { columns: found.map(({ block }) => block), shares: found.map(({ share }) => share) };
  }
  function rowsOf({ rows }: Layout): Line[] {
    const widthOf = (block: Block) => ('columns' in block ? block.columns.length : 1);
    return rows.flatMap((row): Line[] => {
      const [item] = row;
      if (row.length === 1 && typeof item === 'object' && 'auto' in item)
        return automaticLines(widgets, item.auto, placed);
      const line = columnsOf(row, widthOf);
      return line.columns.length > 0 ? [line] : [];
    });
  }
  return rowsOf(layout);
}

/* The automatic layout: numbers above charts above tables, with slim widgets beside wide ones. */

/** @param placed Those that have a place already; the others are added to it. */
function automaticLines(widgets: Widgets, wanted: readonly string[], placed: Set<string>): Cell[][] {
  const ids: Record<Kind, string[]> = { stat: [], metric: [], gauge: [], table: [], log: [] };
  for (const id of wanted) {
    const config = Object.hasOwn(widgets, id) ? widgets[id] : undefined;
    if (config === undefined || placed.has(id)) continue;
    placed.add(id);
    ids[kindOf(config)].push(id);
  }
  const slims = (kind: Slim['kind']): Slim[] => ids[kind].map((id) => ({ id, kind }));
  const charts = pairedLines(ids.metric, 'metric', slims('gauge'));
  // What no chart has room for stands beside a table, as the logs do.
  const tables = pairedLines(ids.table, 'table', [...slims('log'), ...charts.left]);
  return [
    ...evenLines(ids.stat, 'stat'),
    ...charts.lines,
    ...slimLines(tables.left, 'gauge'),
    ...tables.lines,
    ...slimLines(tables.left, 'log'),
  ];
}

type Slim = Pick<Cell, 'id'> & { readonly kind: 'gauge' | 'log' };

function slimLines(slims: readonly Slim[], kind: Slim['kind']): Cell[][] {
  const ids = slims.filter((slim) => slim.kind === kind).map(({ id }) => id);
  return evenLines(ids, kind);
}

/** Lines of up to four, as equal in number as can be; narrower boards show two abreast. */
function evenLines(ids: readonly string[], kind: Kind): Cell[][] {
  const count = Math.ceil(ids.length / 4);
  const isAlone = (i: number) => kind === 'log' || (i === ids.length - 1 && i % 2 === 0);
  const start = (line: number) => Math.ceil((line * ids.length) / count);
  return Array.from({ length: count }, (_, line) => {
    const own = ids.slice(start(line), start(line + 1));
    return own.map((id, n) => {
      const alone = isAlone(start(line) + n);
      return {
        id,
        kind,
        spans: { wide: 12 / own.length, medium: alone ? 12 : 6, narrow: alone || kind !== 'stat' ? 2 : 1 },
        ...(kind === 'gauge' ? { keepsShape: true } : {}),
      };
    });
  });
}

/** A wide widget with up to two slim ones beside it; wide ones without go two to a line. Gives the slim ones left over, too. */
function pairedLines(
  wides: readonly string[],
  kind: 'metric' | 'table',
  slims: readonly Slim[],
): { lines: Cell[][]; left: readonly Slim[] } {
  const shared = Math.min(slims.length, 2 * wides.length);
  const lines: Cell[][] = [];
  let used = 0;
  let next = 0;
  for (; used < shared; next++) {
    const beside = slims.slice(used, used + Math.ceil((shared - used) / (wides.length - next)));
    used += beside.length;
    const isPair = beside.length === 1 && beside[0]?.kind === 'gauge';
    const areGauges = beside.every((slim) => slim.kind === 'gauge');
    const spans = { wide: 12 - 3 * beside.length, medium: isPair ? 8 : 12, narrow: 2 };
    const wide = { id: wides[next] as string, kind, spans };
    const cells = beside.map((slim) => ({
      ...slim,
      spans: { wide: 3, medium: isPair ? 4 : areGauges ? 6 : 12, narrow: 2 },
    }));
    // A gauge comes before a table, as it does where they stand below each other.
    const isBefore = ({ kind: own }: Slim) => kind === 'table' && own === 'gauge';
    lines.push([...cells.filter(isBefore), wide, ...cells.filter((cell) => !isBefore(cell))]);
  }
  for (; next < wides.length; next += 2) {
    const pair = wides.slice(next, next + 2);
    lines.push(pair.map((id) => ({ id, kind, spans: { ...WHOLE, wide: 12 / pair.length } })));
  }
  return { lines, left: slims.slice(used) };
}

const WHOLE: Spans = { wide: 12, medium: 12, narrow: 2 };
