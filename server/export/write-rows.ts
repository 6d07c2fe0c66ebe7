import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import type { KeyedRow } from '../../src/core/values.js';
import type { TimeSlices } from '../cooperative/time-slices.js';
import type { Widget } from '../store/widget.js';
import { csvFormat } from './csv.js';
import type { ExportWork } from './export-work.js';
import { jsonFormat, ndjsonFormat } from './json.js';
import type { FormatOptions, RowFormat } from './row-format.js';

export type ExportFormat = 'csv' | 'json' | 'ndjson';

const FORMATS = { csv: csvFormat, json: jsonFormat, ndjson: ndjsonFormat };

export function formatOf(format: ExportFormat, { collection }: Readonly<Widget>, options: FormatOptions): RowFormat {
  return FORMATS[format](collection.columns, options);
}

/** Writes rows as fast as the client reads them. Rows are immutable: changes meanwhile do not matter. */
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

/** Gives all rows as text, one chunk a slice. */
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

/**
 * Characters written at a time. After each, other work gets up to 15 ms, so this sets the pace of an export on a busy
 * relay. With twice as many, slow clients each hold twice the memory; with half, there are twice as many pauses.
 */
const CHUNK = 64 * 1024;
