import type { ServerResponse } from 'node:http';
import { compileFilter } from '../src/core/filter.js';
import { compareRows, type SortTerm } from '../src/core/order.js';
import type { KeyedRow } from '../src/core/values.js';
import { checkFilter, checkSort } from '../src/core/view-checks.js';
import { csvFormat } from './csv.js';
import { filterInSlices, sortInSlices } from './slices.js';
import type { Widget } from './widget.js';

export type ExportFormat = 'csv' | 'json' | 'ndjson';

/** How rows are written, and what comes before, between and after them. */
export interface RowFormat {
  readonly type: string;
  readonly head: string;
  readonly separator: string;
  readonly tail: string;
  readonly row: (row: KeyedRow) => string;
}

/** The rows of this moment that an export asks for, in its order. Throws a ProtocolError if it asks wrongly. */
export async function selectRows(
  { config, collection }: Readonly<Widget>,
  query: URLSearchParams,
): Promise<KeyedRow[]> {
  const { columns } = collection;
  const filter = checkFilter(query.get('filter') ?? '[]', columns);
  const own: SortTerm[] = config.sort_by === undefined ? [] : [[config.sort_by, config.sort_desc ? 'desc' : 'asc']];
  const asked = query.get('sort');
  const sort = asked === null ? own : checkSort(asked, columns);
  const all = [...collection.rows()];
  const rows = filter.length === 0 ? all : await filterInSlices(all, compileFilter(columns, filter));
  if (sort.length > 0) return sortInSlices(rows, compareRows(columns, sort));
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
export async function writeRows(response: ServerResponse, rows: readonly KeyedRow[], format: RowFormat): Promise<void> {
  for (const text of textOf(rows, format)) {
    const hasRoom = response.write(text);
    await (hasRoom ? new Promise<void>(setImmediate) : drained(response));
    if (response.destroyed) return;
  }
  response.end();
}

/** All rows as text, a piece at a time. */
export function* textOf(rows: readonly KeyedRow[], format: RowFormat): Generator<string> {
  let isFirst = true;
  let text = format.head;
  for (const row of rows) {
    text += (isFirst ? '' : format.separator) + format.row(row);
    isFirst = false;
    if (text.length < CHUNK) continue;
    yield text;
    text = '';
  }
  yield text + format.tail;
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

/** Characters that are written at a time. */
const CHUNK = 64 * 1024;
