import { harmlessText } from '../checks/harmless-text.js';
import type { Column, KeyedRow, Value } from '../values.js';
import type { FormatOptions, RowFormat } from './row-format.js';

/**
 * Writes CSV for spreadsheets (RFC 4180). Dates are in ISO 8601, and text that a spreadsheet would take for a formula is
 * made harmless by a quote before it (OWASP, "CSV injection").
 */
export function csvFormat(columns: readonly Column[], { keys }: FormatOptions): RowFormat {
  const names = columns.map(({ name }) => name);
  // Without the mark Excel takes UTF-8 for the encoding of the machine.
  const head = `${BYTE_ORDER_MARK}${(keys ? ['key', ...names] : names).map(cellOfText).join()}\r\n`;
  const row = (one: KeyedRow) => {
    const cells = columns.map((column, i) => cellOf(one[i + 1] as Value, column));
    return `${(keys ? [cellOfText(one[0]), ...cells] : cells).join()}\r\n`;
  };
  return { type: 'text/csv; charset=utf-8', head, separator: '', tail: '', row };
}

const BYTE_ORDER_MARK = '\ufeff';

function cellOf(value: Value, { type, zone, unit }: Column): string {
  if (value === null) return '';
  if (type === 'datetime') return cellOfTime(value, zone, unit);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const isNumber =
    (type === 'integer' || type === 'number' || type === 'duration') && /^-?(\d+|Infinity)$/.test(`${value}`);
  if (typeof value === 'string') return isNumber ? value : cellOfText(value);
  return cellOfText(JSON.stringify(value));
}

/**
 * Writes milliseconds, or decimal text of nanoseconds, as ISO 8601, with `Z` only if the column has a zone; a time out of
 * the years from 1 to 9999, which spreadsheets do not read, as the number that it is.
 */
function cellOfTime(value: Value, zone: string | undefined, unit: string | undefined): string {
  let milliseconds = Number(value);
  let rest = '';
  if (unit === 'ns' && typeof value === 'string' && /^-?\d+$/.test(value)) {
    const nanoseconds = BigInt(value);
    const fraction = ((nanoseconds % MILLION) + MILLION) % MILLION;
    milliseconds = Number((nanoseconds - fraction) / MILLION);
    rest = String(fraction).padStart(6, '0');
  } else {
    const micros = Math.min(999, Math.round((milliseconds - Math.floor(milliseconds)) * 1000));
    if (micros > 0) rest = String(micros).padStart(3, '0');
    milliseconds = Math.floor(milliseconds);
  }
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9999)) return cellOfText(String(value));
  return date.toISOString().slice(0, -1) + rest + (zone === undefined ? '' : 'Z');
}

const MILLION = 1_000_000n;

function cellOfText(text: string): string {
  const harmless = harmlessText(text);
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
