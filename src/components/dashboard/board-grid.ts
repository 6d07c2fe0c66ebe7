import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { cssProperties } from '../look/css-properties.js';
import {
  type Block,
  type Cell,
  type Columns,
  heightOf,
  type Line,
  type Widgets,
  widestOf,
} from './arranging/layout.js';
import { renderTabs, seenTab } from './tabs.js';

export interface GridOptions {
  readonly relay: string | undefined;
  readonly widgets: Widgets;
  /** The title of the tab that is seen, by the group of tabs. */
  readonly tabs: ReadonlyMap<string, string>;
}

/** The widgets of a board, each with its element, in their lines, columns and tabs. */
export function renderLines(lines: readonly Line[], options: GridOptions): unknown {
  return renderBlocks(lines.flatMap(blocksOf), options);
}

/** The ids of the widgets that are drawn: only the tabs that are seen have theirs in the page. */
export function drawnIn(lines: readonly Line[], tabs: ReadonlyMap<string, string>): string[] {
  const idsIn = (block: Block): string[] => {
    if ('kind' in block) return [block.id];
    if ('tabs' in block) return idsIn(seenTab(block, tabs));
    return ('rows' in block ? block.rows.flatMap(blocksOf) : block.columns).flatMap(idsIn);
  };
  return lines.flatMap(blocksOf).flatMap(idsIn);
}

/** The heights of the lines of a board that fills its window, and the least height that all of them need. */
export function sizesOf(lines: readonly Line[]): Record<string, string> {
  const heights = lines.map(heightOf);
  const growing = heights.some(({ growth }) => growth === 'table') ? 'table' : 'chart';
  const rows = heights.map(({ least, growth }) =>
    growth === growing ? `minmax(${scaled(least)}, 1fr)` : scaled(least),
  );
  const least = heights.reduce((sum, height) => sum + height.least, 0);
  return {
    '--_rows': rows.join(' '),
    // With the toolbar, and a line for a description below it.
    '--_least': `calc(${scaled(least)} + var(--_control) + var(--_row) + ${lines.length + 2} * var(--_gap))`,
  };
}

/** Pixels, more where all is drawn larger. */
function scaled(pixels: number): string {
  return `calc(${pixels}px * var(--sv-scale, 1))`;
}

function blocksOf(line: Line): readonly Block[] {
  return 'columns' in line ? [line] : line;
}

/** Each block keeps its elements while others come and go. */
function renderBlocks(blocks: readonly Block[], options: GridOptions): unknown {
  return repeat(blocks, keyOf, (block) => renderBlock(block, options));
}

function keyOf(block: Block): string {
  if ('id' in block) return block.id;
  return 'rows' in block ? block.rows.map(keyOfLine).join('/') : block.columns.map(keyOf).join('|');
}

function keyOfLine(line: Line): string {
  return blocksOf(line).map(keyOf).join('|');
}

/** Lines inside a column or a tab, where cells need a grid of their own. */
function renderStacked(lines: readonly Line[], options: GridOptions): unknown {
  return repeat(lines, keyOfLine, (line) =>
    'columns' in line
      ? renderBlock(line, options)
      : html`<div class="cells ${growingClass(line)}">${renderBlocks(line, options)}</div>`,
  );
}

function growingClass(block: Line | Block): string {
  return heightOf(block).growth === 'none' ? '' : 'growing';
}

/** The columns of a line. Gauges take no more than they can use, and leave the rest to the others. */
function tracksOf({ columns, shares }: Columns): string {
  const total = shares.reduce((sum, share) => sum + share, 0);
  const tracks = shares.map((share, i) => {
    const block = columns[i];
    const widest = block === undefined ? Number.POSITIVE_INFINITY : widestOf(block);
    if (widest === Number.POSITIVE_INFINITY) return `minmax(0, ${share}fr)`;
    return `min(${scaled(widest)}, (100% - ${shares.length - 1} * var(--_gap)) * ${share / total})`;
  });
  return tracks.join(' ');
}

function lineClass(line: Columns): string {
  const areStats = line.columns.every((block) => 'kind' in block && block.kind === 'stat');
  const kind = areStats ? 'stats' : widestOf(line) < Number.POSITIVE_INFINITY ? 'gauges' : '';
  return `line ${kind} ${growingClass(line)}`;
}

function renderBlock(block: Block, options: GridOptions): TemplateResult {
  if ('kind' in block) return renderCell(block, options);
  if ('tabs' in block) return renderTabs(block, options.tabs, ({ rows }) => renderStacked(rows, options));
  if ('rows' in block) return html`<div class="stack">${renderStacked(block.rows, options)}</div>`;
  return html`<div class=${lineClass(block)} ${cssProperties({ '--_shares': tracksOf(block) })}>
    ${renderBlocks(block.columns, options)}
  </div>`;
}

function renderCell(
  { id, kind, spans, height: own, keepsShape }: Cell,
  { relay, widgets }: GridOptions,
): TemplateResult {
  const height = own ?? widgets[id]?.height;
  const sizes = cssProperties({
    '--_wide': String(spans.wide),
    '--_medium': String(spans.medium),
    '--_narrow': String(spans.narrow),
    ...(height === undefined ? {} : { 'block-size': `${height}px`, 'min-block-size': `${height}px` }),
  });
  switch (kind) {
    case 'stat':
      return html`<sv-stat no-player class="cell stat" .src=${relay} widget=${id} ${sizes}></sv-stat>`;
    case 'metric':
      return html`<sv-metric no-player class="cell metric" .src=${relay} widget=${id} ${sizes}></sv-metric>`;
    case 'gauge':
      return html`<sv-gauge no-player class="cell gauge ${keepsShape ? 'shaped' : ''}" .src=${relay} widget=${id} ${sizes}></sv-gauge>`;
    case 'table':
    case 'log':
      return html`<sv-table no-player class="cell ${kind}" .src=${relay} widget=${id} ${sizes}></sv-table>`;
  }
}
