import { type Block, type Cell, heightOf, type Kind, type Line, type Spans } from './arranging/layout.js';

/** The room for a board, in CSS pixels. */
export interface Wall {
  readonly width: number;
  readonly height: number;
  /** Whether the board has a line of words below its title. */
  readonly isDescribed: boolean;
}

/** How a board fits a wall: the scale of all type, and the heights of its rows. */
export interface WallSizes {
  readonly scale: number;
  readonly rows: string;
}

/**
 * The largest scale at which a wall shows the whole board: each row as high as it must be, each widget as wide. Charts and
 * tables share the height that is left.
 */
export function wallSizes(lines: readonly Line[], { width, height, isDescribed }: Wall): WallSizes {
  const span = width - 2 * GAP >= 1080 ? 'wide' : 'medium';
  const rows = flow(lines).flatMap((line) => rowsOf(line, span));
  const heights = rows.map((row) => leastHeightOf(row, span));
  const toolbar = LINE + (isDescribed ? LINE : 0);
  const byHeight = (height - (rows.length + 3) * GAP) / heights.reduce((sum, one) => sum + one, toolbar);
  const byWidth = (width - 2 * GAP) / Math.max(...rows.map((row) => leastWidthOf(row, span)));
  const scale = Math.max(LEAST, Math.min(byHeight, byWidth, MOST));
  const tracks = rows.map((row, i) => {
    const least = `${(heights[i] ?? 0) * scale}px`;
    return heightOf(row).growth === 'none' ? least : `minmax(${least}, ${heights[i]}fr)`;
  });
  return { scale, rows: tracks.join(' ') };
}

/** Joins lines of cells that follow each other: the grid of a board lays them out as one. */
function flow(lines: readonly Line[]): Line[] {
  const flows: Line[] = [];
  for (const line of lines) {
    const last = flows.at(-1);
    if (last === undefined || 'columns' in last || 'columns' in line) flows.push(line);
    else flows[flows.length - 1] = [...last, ...line];
  }
  return flows;
}

/** The rows of the grid that a line takes: cells that have no room beside each other go below. */
function rowsOf(line: Line, span: keyof Spans): Line[] {
  if ('columns' in line) return [line];
  const rows: Cell[][] = [];
  let left = 0;
  for (const cell of line) {
    if (cell.spans[span] > left) {
      rows.push([]);
      left = 12;
    }
    rows.at(-1)?.push(cell);
    left -= cell.spans[span];
  }
  return rows;
}

function leastHeightOf(block: Line | Block, span: keyof Spans): number {
  if ('kind' in block) return heightOf(block).least;
  if ('tabs' in block) return LINE + GAP + Math.max(...block.tabs.map((tab) => leastHeightOf(tab, span)));
  const stacked = (lines: readonly Line[]) =>
    lines.flatMap((line) => rowsOf(line, span)).reduce((sum, row) => sum + GAP + leastHeightOf(row, span), -GAP);
  if ('rows' in block) return stacked(block.rows);
  const parts: readonly Block[] = 'columns' in block ? block.columns : block;
  return Math.max(...parts.map((part) => leastHeightOf(part, span)));
}

function leastWidthOf(block: Line | Block, span: keyof Spans): number {
  if ('kind' in block) return WIDTHS[block.kind];
  if ('tabs' in block) return Math.max(...block.tabs.map((tab) => leastWidthOf(tab, span)));
  if ('rows' in block) {
    return Math.max(...block.rows.flatMap((line) => rowsOf(line, span)).map((row) => leastWidthOf(row, span)));
  }
  if (!('columns' in block)) return Math.max(...block.map((cell) => (WIDTHS[cell.kind] * 12) / cell.spans[span]));
  const total = block.shares.reduce((sum, share) => sum + share, 0);
  return Math.max(...block.columns.map((one, i) => (leastWidthOf(one, span) * total) / (block.shares[i] ?? 1)));
}

/* CSS pixels at a scale of 1. */
const GAP = 12;
const LINE = 28;
const WIDTHS: Readonly<Record<Kind, number>> = { stat: 180, metric: 360, gauge: 190, table: 360, log: 240 };

/** Smaller could not be read: then the wall scrolls. */
const LEAST = 0.25;
const MOST = 6;
