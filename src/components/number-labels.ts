import { tickStep } from 'd3-array';
import { format, formatPrefix, formatSpecifier, precisionFixed, precisionPrefix, precisionRound } from 'd3-format';

/**
 * The labels of the round numbers on one axis: as many decimals as their step needs, the same on all; compact (`40k`)
 * where the plain number would be long.
 *
 * @param specifier The d3-format specifier of the values; their currency and `%` are kept, their precision is not.
 */
export function tickLabels(values: readonly number[], specifier?: string): string[] {
  const first = values[0] ?? 0;
  const last = values.at(-1) ?? 0;
  const largest = Math.max(Math.abs(first), Math.abs(last));
  const step = tickStep(first, last, Math.max(1, values.length - 1)) || 1;
  const { symbol, isShare } = signsOf(specifier);
  const label = labelOf(symbol, isShare, step, largest);
  return values.map((value) => (value === 0 && !isShare ? `${symbol}0` : asPeopleCount(label(value))));
}

function labelOf(symbol: string, isShare: boolean, step: number, largest: number): (value: number) => string {
  if (isShare) return format(`${symbol},.${Math.max(0, precisionFixed(step) - 2)}%`);
  if (largest >= LONG) return formatPrefix(`${symbol},.${precisionPrefix(step, largest)}`, largest);
  if (largest > 0 && largest < TINY) return format(`${symbol}.${Math.max(0, precisionRound(step, largest) - 1)}e`);
  return format(`${symbol},.${precisionFixed(step)}f`);
}

/** One number where room is short: `12.4k`, `1.24M`, `75.5`. */
export function compact(value: number, specifier?: string): string {
  const { symbol, isShare } = signsOf(specifier);
  const type = isShare ? '.3~p' : Math.abs(value) >= LONG ? '.3~s' : '.4~r';
  return value === 0 && !isShare ? `${symbol}0` : asPeopleCount(format(`${symbol},${type}`)(value));
}

const LONG = 10_000;
const TINY = 1e-4;

/** A thousand million is a billion, not "giga". */
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
