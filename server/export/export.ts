import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { checkFilter, checkSort } from '../../src/core/checks/view-checks.js';
import { compileFilter, type FilterTerm } from '../../src/core/filter.js';
import type { SortTerm } from '../../src/core/order.js';
import type { KeyedRow } from '../../src/core/values.js';
import { filterInSlices, sortInSlices } from '../cooperative/cooperative-sort.js';
import { copyRows } from '../cooperative/copy-rows.js';
import type { TimeSlices } from '../cooperative/time-slices.js';
import type { Widget } from '../store/widget.js';
import { csvFormat } from './csv.js';
import type { ExportWork } from './export-slots.js';

export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** How rows are written, and what comes before, between and after them. */
export interface RowFormat {
  readonly type: string;
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
  readonly row: (row: KeyedRow) => string;
}

/** What an export asks for: rows that pass a test, in an order. */
export interface Selection {
  readonly filter: readonly FilterTerm[];
  readonly sort: readonly SortTerm[];
}

/** Throws a ProtocolError if an export asks wrongly. */
export function parseSelection({ config, collection }: Readonly<Widget>, query: URLSearchParams): Selection {
  const { columns } = collection;
  const filter = checkFilter(query.get('filter') ?? '[]', columns);
  const own: SortTerm[] = config.sort_by === undefined ? [] : [[config.sort_by, config.sort_desc ? 'desc' : 'asc']];
  const asked = query.get('sort');
  return { filter, sort: asked === null ? own : checkSort(asked, columns) };
}

/** The rows of the moment of the call that an export asks for, in its order. */
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

export function formatOf(format: ExportFormat, { collection }: Readonly<Widget>, hasKeys: boolean): RowFormat {
  const { columns } = collection;
  if (format === 'csv') return csvFormat(columns, hasKeys);
  const names = columns.map(({ name }) => `${JSON.stringify(name)}:`);
  // Text, not an object: a column may be called `__proto__`.
  const object = (row: KeyedRow) => `{${names.map((name, i) => name + JSON.stringify(row[i + 1])).join()}}`;
  const row = hasKeys ? (one: KeyedRow) => `{"key":${JSON.stringify(one[0])},"row":${object(one)}}` : object;
  return format === 'json'
    ? { type: 'application/json', head: '[', separator: ',\n', tail: ']\n', row }
    : { type: 'application/x-ndjson', head: '', separator: '', tail: '', row: (one) => `${row(one)}\n` };
}

/** Writes rows as fast as the other side reads them. The rows are immutable: what changes meanwhile does not matter. */
export async function writeRows(
  response: ServerResponse,
  rows: readonly KeyedRow[],
  format: RowFormat,
  { slices, signal, begin }: ExportWork,
): Promise<void> {
  begin();
  for await (const text of textOf(rows, format, slices)) {
    if (!response.write(text)) await once(response, 'drain', { signal });
  }
  response.end();
}

/** All rows as text, a piece in a slice. */
export async function* textOf(
  rows: readonly KeyedRow[],
  format: RowFormat,
  slices: TimeSlices,
): AsyncGenerator<string> {
  let isFirst = true;
  let text = format.head;
  for (const row of rows) {
    text += (isFirst ? '' : format.separator) + format.row(row);
    isFirst = false;
    if (text.length < CHUNK && !slices.isOver()) continue;
    yield text;
    text = '';
    await slices.next();
  }
  yield text + format.tail;
}

/** Characters that are written at a time. */
const CHUNK = 64 * 1024;
