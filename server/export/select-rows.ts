import { parseFilter, parseSort } from '../../src/core/checks/view-checks.js';
import { compileFilter, type FilterTerm } from '../../src/core/filter.js';
import type { SortTerm } from '../../src/core/order.js';
import type { KeyedRow } from '../../src/core/values.js';
import { filterInSlices, sortInSlices } from '../cooperative/cooperative-sort.js';
import { copyRows } from '../cooperative/copy-rows.js';
import type { TimeSlices } from '../cooperative/time-slices.js';
import type { Widget } from '../store/widget.js';

/** The rows that an export asks for: those that pass a filter, in an order. */
export interface Selection {
  readonly filter: readonly FilterTerm[];
  readonly sort: readonly SortTerm[];
}

/**
 * Reads `filter` and `sort` of an address. Without `sort` the order is the widget's own.
 *
 * @throws ProtocolError if one of them breaks a rule.
 */
export function parseSelection({ config, collection }: Readonly<Widget>, query: URLSearchParams): Selection {
  const { columns } = collection;
  const filter = parseFilter(query.get('filter') ?? '[]', columns);
  const own: SortTerm[] = config.sort_by === undefined ? [] : [[config.sort_by, config.sort_desc ? 'desc' : 'asc']];
  const asked = query.get('sort');
  return { filter, sort: asked === null ? own : parseSort(asked, columns) };
}

/** Gives the rows that are selected, all of the moment of the call. */
export async function selectRows(
  { config, collection }: Readonly<Widget>,
  { filter, sort }: Selection,
  slices: TimeSlices,
): Promise<KeyedRow[]> {
  const { columns } = collection;
  const all = await copyRows(collection, slices);
  const rows = filter.length === 0 ? all : await filterInSlices(all, compileFilter(columns, filter), slices);
  if (sort.length > 0) return sortInSlices(rows, columns, sort, slices);
  return config.widget_type === 'log' ? rows.reverse() : rows;
}
