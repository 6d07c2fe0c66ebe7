import { format, formatSpecifier } from 'd3-format';
import { tickFormat } from 'd3-scale';
import { formatNumber, isSpecifier } from './format.js';

/**
 * Writes the round numbers of one axis: as many decimals as their step needs, the same on all; compact (`40k`)
 * where the plain number would be long.
 *
 * @param specifier The d3-format specifier of the values; their currency and `%` are kept, their precision is not.
 */
export function tickLabels(values: readonly number[], specifier?: string): string[] {
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  const largest = Math.max(Math.abs(first), Math.abs(last));
  const isPlain = largest === 0 || (largest >= TINY && largest < HUGE);
  const { symbol, isShare } = signsOf(specifier);
  const type = isShare ? '%' : !isPlain ? '~e' : largest >= LONG ? 's' : 'f';
  // A tick that is alone has the decimals that it needs itself
  const [start, stop] = first === last ? [0, last || 1] : [first, last];
  const label = tickFormat(start, stop, Math.max(1, values.length - 1), `${symbol},${type}`);
  return values.map((value) => (value === 0 && !isShare ? `${symbol}0` : asPeopleCount(label(value))));
}

/** Writes one number where room is short: `12.4k`, `1.24M`, `75.5`. */
export function compact(value: number, specifier?: string): string {
  const { symbol, isShare } = signsOf(specifier);
  if (!Number.isFinite(value)) return formatNumber(value);
  const size = Math.abs(value);
  const isPlain = size < HUGE && size >= LEAST;
  const type = !isPlain ? '.3~e' : isShare ? '.3~p' : size >= LONG ? '.3~s' : '.4~r';
  return value === 0 && !isShare ? `${symbol}0` : asPeopleCount(format(`${symbol},${type}`)(value));
}

/**
 * Writes a value where its text has no room: compact, if that is shorter and keeps to the format. One with decimals,
 * a sign or a width of its own keeps them below ten thousand, and where only they make it what it is.
 */
export function shortened(value: number, text: string, specifier?: string): string {
  if (specifier !== undefined && isSpecifier(specifier)) {
    const { type, sign, width, zero } = formatSpecifier(specifier);
    const isPlain = PLAIN_TYPES.has(type) && sign === '-' && width === undefined && !zero;
    if (!isPlain || Math.abs(value) < LONG) return text;
  }
  const short = compact(value, specifier);
  return short.length < text.length ? short : text;
}

/** Types of d3-format for which `12.4k` is as good: not shares, hexadecimal numbers, or powers. */
const PLAIN_TYPES: ReadonlySet<string> = new Set(['', 'd', 'f', 'g', 'n', 'r']);

/** From five digits on a compact number is shorter. */
const LONG = 10_000;
/** Smaller ones would be mostly zeros, on an axis that has many of them. */
const TINY = 1e-4;
/** There are no names for larger ones. */
const HUGE = 1e27;
/** The same for one number alone. */
const LEAST = 1e-9;

/** Writes a thousand million as a billion, not as "giga". */
function asPeopleCount(text: string): string {
  return text.replace('G', 'B');
}

function signsOf(specifier = ''): { readonly symbol: string; readonly isShare: boolean } {
  try {
    const { symbol, type } = formatSpecifier(specifier);
    return { symbol: symbol === '$' ? '$' : '', isShare: type === '%' || type === 'p' };
  } catch {
    return { symbol: '', isShare: false }; // The value itself is shown plainly then, too
  }
}
