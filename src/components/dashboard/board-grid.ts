import { html, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { cssProperties } from '../look/css-properties.js';
import { type Block, type Cell, heightOf, type Line, type Widgets } from './arranging/layout.js';
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
    return ('rows' in block ? block.rows : block.columns).flatMap(idsIn);
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
  return 'rows' in block ? block.rows.map(keyOf).join('/') : block.columns.map(keyOf).join('|');
}

function renderBlock(block: Block, options: GridOptions): TemplateResult {
  if ('kind' in block) return renderCell(block, options);
  if ('tabs' in block) return renderTabs(block, options.tabs, ({ rows }) => renderBlocks(rows, options));
  if ('rows' in block) return html`<div class="stack">${renderBlocks(block.rows, options)}</div>`;
  const shares = { '--_shares': block.shares.map((share) => `minmax(0, ${share}fr)`).join(' ') };
  return html`<div class="line ${heightOf(block).growth === 'none' ? '' : 'growing'}" ${cssProperties(shares)}>
    ${renderBlocks(block.columns, options)}
  </div>`;
}

function renderCell({ id, kind, spans, height: own }: Cell, { relay, widgets }: GridOptions): TemplateResult {
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
      return html`<sv-gauge no-player class="cell gauge" .src=${relay} widget=${id} ${sizes}></sv-gauge>`;
    case 'table':
    case 'log':
      return html`<sv-table no-player class="cell ${kind}" .src=${relay} widget=${id} ${sizes}></sv-table>`;
  }
}
