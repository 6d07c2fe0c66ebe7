import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { isAdded } from '../../../core/checks/table-checks.js';
import type { TotalTerm } from '../../../core/messages.js';
import type { Column, Value } from '../../../core/values.js';
import { formatNumber } from '../../../text/format.js';
import type { ColumnChoices } from '../../board/column-choices.js';
import { cellClass, placing } from './cell-place.js';
import type { TableColumn } from './table-column.js';

type TotalKind = TotalTerm[1];

/** What may stand below a column. */
export const TOTAL_NAMES: Readonly<Record<TotalKind, string>> = {
  sum: 'Sum',
  avg: 'Average',
  min: 'Least',
  max: 'Largest',
  count: 'Count',
};

/** The totals that make sense for a column: texts can be counted, and have a first and a last. */
export function totalsFor({ type }: Column): TotalKind[] {
  return isAdded(type) ? ['sum', 'avg', 'min', 'max', 'count'] : ['min', 'max', 'count'];
}

/**
 * @param names Of the columns that are shown.
 * @param wanted Those of the table's author, by column.
 */
export function totalTerms(
  names: readonly string[],
  wanted: ReadonlyMap<string, TotalKind>,
  choices: ColumnChoices = [],
): TotalTerm[] {
  return names.flatMap((name): TotalTerm[] => {
    const total = choices.find((choice) => choice.name === name)?.total ?? wanted.get(name);
    return total === undefined || total === 'none' ? [] : [[name, total]];
  });
}

/** The totals below a table. */
export interface ShownTotals {
  /** The columns that have cells. */
  readonly drawn: readonly TableColumn[];
  readonly terms: readonly TotalTerm[];
  /** In the order of the terms; `undefined` while they come. */
  readonly values: readonly Value[] | undefined;
  /** Rows that pass the filter: what the totals are over. */
  readonly rows: number;
  /** Called with each text, for the widths. */
  readonly see: (column: TableColumn, text: string) => void;
}

/** Renders the totals as the last row, which stays in sight. */
export function renderTotals({ drawn, terms, values, rows, see }: ShownTotals): TemplateResult | typeof nothing {
  if (terms.length === 0) return nothing;
  const cells = drawn.map((column) => {
    const at = terms.findIndex(([name]) => name === column.column.name);
    const of = terms[at]?.[1];
    const value = values?.[at];
    const text =
      of === undefined || value === undefined
        ? ''
        : of === 'count'
          ? formatNumber(Number(value))
          : column.look.text(value);
    if (of !== undefined) see(column, `${TOTAL_NAMES[of]} ${text}`);
    const about = of === undefined ? '' : `${TOTAL_NAMES[of]} of ${column.title} over ${formatNumber(rows)} rows`;
    const exact = of === undefined || of === 'count' || value === undefined ? '' : `: ${column.look.exact(value)}`;
    return html`<div
      class=${cellClass(column)}
      role="gridcell"
      aria-colindex=${column.place}
      data-total=${of ?? nothing}
      title=${about === '' ? nothing : about + exact}
      ${ref(placing(column))}
    >${of === undefined ? nothing : html`<small>${TOTAL_NAMES[of]}</small> <span class="text">${text}</span>`}</div>`;
  });
  return html`<div class="totals" role="rowgroup">
    <div class="row" role="row" aria-rowindex=${rows + 2}>${cells}</div>
  </div>`;
}
