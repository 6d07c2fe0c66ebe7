import { format as d3Format, formatSpecifier } from 'd3-format';
import { isMissing, textOf, toNumeric } from '../core/order.js';
import type { Column, Value } from '../core/values.js';
import { formatDuration, formatInstant } from './format-time.js';

/** Stands for null, an absent value and NaN: never 0, never nothing. */
export const MISSING = '–';

/** The part of a column that decides how its values look. */
export type ValueFormat = Pick<Column, 'type' | 'format' | 'zone' | 'unit'>;

/**
 * Writes a value as text, by the type of its column.
 *
 * @param now Milliseconds since the epoch: times of this day are shown without a date.
 */
export function formatValue(value: Value | undefined, column: ValueFormat, now = Date.now()): string {
  const { type } = column;
  if (value === null || value === undefined) return MISSING;
  if (isMissing(value, type)) return isNotANumber(value) ? MISSING : textOf(value) || MISSING;
  switch (type) {
    case 'number':
    case 'integer':
      return formatNumber(toNumeric(value), column.format);
    case 'datetime':
      return formatInstant(milliseconds(value, column.unit), { isUtc: column.zone !== undefined, now });
    case 'duration':
      return formatDuration(milliseconds(value, column.unit));
    case 'bytes':
      return formatBytes(textOf(value));
    case 'any':
      return typeof value === 'number' ? formatNumber(value, column.format) : textOf(value);
    default:
      return textOf(value);
  }
}

/** Whether a value is NaN; any other one that is no number in a column of numbers is shown as it is. */
function isNotANumber(value: Value): boolean {
  return value === 'NaN' || Number.isNaN(value);
}

/**
 * Writes a number with grouped thousands and a real minus.
 *
 * @param specifier A specifier of d3-format, such as `"$,.2f"`. Default: integers without decimals, others with two, small
 *   ones with three significant digits. An invalid specifier counts as the default.
 */
export function formatNumber(value: number | bigint, specifier?: string): string {
  if (typeof value === 'bigint') return formatExactly(value, specifier);
  if (Number.isNaN(value)) return MISSING;
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  return formatterOf(specifier ?? defaultSpecifier(value))(value);
}

function defaultSpecifier(value: number): string {
  const size = Math.abs(value);
  if (size >= HUGE) return '~e';
  if (Number.isInteger(value)) return ',d';
  return size >= 1 ? ',.2f' : size >= TINY ? '.3~r' : '.3~e';
}

/** Numbers from here on have more digits than anybody reads, and a `number` has only the first of them. */
const HUGE = 1e21;
const TINY = 1e-9;

/** Writes every digit of an integer beyond 2^53, which d3-format would round. */
function formatExactly(value: bigint, specifier = ''): string {
  const all = String(value < 0n ? -value : value);
  const digits =
    all.length <= MOST_DIGITS
      ? all.replace(/\B(?=(\d{3})+$)/g, ',')
      : `${all[0]}.${all.slice(1, 4)}e+${all.length - 1}`;
  return `${value < 0n ? '−' : ''}${specifier.includes('$') ? '$' : ''}${digits}`;
}

/** A longer integer is written with an exponent: it would fill the page, and grouping takes quadratic time. */
const MOST_DIGITS = 100;

type Formatter = (value: number) => string;
const formatters = new Map<string, Formatter>();

function formatterOf(specifier: string): Formatter {
  let formatter = formatters.get(specifier);
  if (formatter === undefined) {
    formatter = isSpecifier(specifier) ? compile(specifier) : (value) => formatNumber(value);
    formatters.set(specifier, formatter);
  }
  return formatter;
}

/** Compiles a specifier. Without a type and a precision d3-format keeps 12 digits, too few for a time or an id. */
function compile(text: string): Formatter {
  const specifier = formatSpecifier(text);
  const general = d3Format(text);
  if (specifier.type !== '' || specifier.precision !== undefined) return general;
  specifier.type = 'd';
  const whole = d3Format(String(specifier));
  return (value) => (Number.isInteger(value) ? whole : general)(value);
}

/** Whether a specifier is one of d3-format, and asks for no more room than a text has. */
export function isSpecifier(text: string): boolean {
  try {
    return (formatSpecifier(text).width ?? 0) <= WIDEST;
  } catch {
    return false;
  }
}

/** Characters; a longer padding would only fill memory. */
const WIDEST = 100;

/** Converts a datetime or duration to milliseconds; one in nanoseconds keeps its part below a millisecond. */
export function milliseconds(value: Value, unit: string | undefined): number {
  const numeric = toNumeric(value);
  if (unit !== 'ns') return Number(numeric);
  return typeof numeric === 'bigint'
    ? Number(numeric / 1_000_000n) + Number(numeric % 1_000_000n) / 1e6
    : numeric / 1e6;
}

function formatBytes(base64: string): string {
  if (base64.length <= BYTES_SHOWN) return base64;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const size = (base64.length / 4) * 3 - padding;
  const text = size < 1000 ? `${size} B` : `${d3Format('.3~s')(size)}B`.replace(/(?=[a-zA-Z]B)/, ' ');
  return `${base64.slice(0, BYTES_SHOWN)}… ${text}`;
}

/** Characters of Base64: enough to recognise a value by. */
const BYTES_SHOWN = 16;
