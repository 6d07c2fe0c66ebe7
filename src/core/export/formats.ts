import type { Column } from '../values.js';
import { csvFormat } from './csv.js';
import { jsonFormat, ndjsonFormat } from './json.js';
import type { FormatOptions, RowFormat } from './row-format.js';

/** The files that rows are written to, by their endings. */
export type ExportFormat = 'csv' | 'json' | 'ndjson';

const FORMATS = { csv: csvFormat, json: jsonFormat, ndjson: ndjsonFormat };

export function formatOf(format: ExportFormat, columns: readonly Column[], options: FormatOptions): RowFormat {
  return FORMATS[format](columns, options);
}
