import { isMissing, isNumeric, textOf, toNumeric } from '../../../core/order.js';
import { type Column, isTime, type KeyedRow, type Level, type Value } from '../../../core/values.js';
import { decimalsOf } from '../../../text/decimals.js';
import { formatNumber, formatValue, MISSING, milliseconds } from '../../../text/format.js';
import { formatAge, formatInstant } from '../../../text/format-time.js';
import { quantityText } from '../../../text/quantity.js';
import { levelOf } from '../../../text/thresholds.js';
import { isZone, viewersZone } from '../../../text/zone-time.js';
import { linkOf } from './cell-link.js';
import { windowText } from './window-text.js';

/** What a column shows that depends on more than one value. */
export interface CellLookOptions {
  readonly column: Column;
  /** All columns, for links. */
  readonly all: readonly Column[];
  /** The time zone of the whole table. Default: the viewer's. */
  readonly timezone?: string | undefined;
}

/** How the values of a column look: their texts, levels, bars and links. */
export class CellLook {
  readonly #column: Column;
  readonly #all: readonly Column[];
  readonly #zone: string | undefined;
  readonly #text: (value: Value) => string;
  /** Of the numbers of a column that has no format: as many as any that it has shown needs. */
  #decimals = 0;
  /** What it has shown at the most. */
  #largest = 0;

  constructor({ column, all, timezone }: CellLookOptions) {
    this.#column = column;
    this.#all = all;
    const zone = column.timezone || timezone;
    this.#zone = zone !== undefined && isZone(zone) ? zone : undefined;
    this.#text = this.#writer();
  }

  /** Takes note of a value; true if others look otherwise because of it. */
  see(value: Value | undefined): boolean {
    if (typeof value !== 'number' || isTime(this.#column.type)) return false;
    const decimals = this.#decimals;
    const largest = this.#largest;
    this.#decimals = Math.max(decimals, decimalsOf(value));
    const size = Math.abs(value);
    // In steps: not each new record is worth drawing all bars anew.
    if (this.#column.bar === true && Number.isFinite(size) && size > largest) this.#largest = roundedUp(size);
    return decimals !== this.#decimals || largest !== this.#largest;
  }

  /** What is shown. */
  text(value: Value | undefined): string {
    // Of a boolean a dash is "no".
    if (value === null || value === undefined) return this.#column.type === 'boolean' ? '' : MISSING;
    return this.#text(value);
  }

  /** The whole value, where the text has not all of it. */
  exact(value: Value | undefined): string {
    const { type, zone, unit } = this.#column;
    if (value === null || value === undefined) return 'No value';
    if (isMissing(value, type)) return formatValue(value, this.#column);
    if (type === 'datetime') {
      const isUtc = zone !== undefined;
      const text = formatInstant(milliseconds(value, unit), { isUtc, zone: this.#zone, now: Number.NEGATIVE_INFINITY });
      return isUtc ? text : `${text} (without a zone)`;
    }
    if (type === 'duration') return `${exactNumber(Number(milliseconds(value, unit)) / 1000)} s`;
    if (type === 'boolean') return String(value);
    if (isNumeric(type) || typeof value === 'number') return quantityText(exactNumber(toNumeric(value)), unit);
    return textOf(value);
  }

  level(value: Value | undefined): Level | undefined {
    const { thresholds, levels, type } = this.#column;
    if (value === null || value === undefined) return undefined;
    if (levels !== undefined) return Object.hasOwn(levels, textOf(value)) ? levels[textOf(value)] : undefined;
    if (thresholds === undefined || isMissing(value, type)) return undefined;
    return levelOf(Number(toNumeric(value)), thresholds);
  }

  /** How long the bar of a value is, from 0 to 1; `undefined` if there is none. */
  bar(value: Value | undefined): number | undefined {
    if (this.#column.bar !== true || typeof value !== 'number' || this.#largest === 0) return undefined;
    return Math.min(1, Math.abs(value) / this.#largest) || undefined;
  }

  /** The address that a cell leads to. */
  link(row: KeyedRow): string | undefined {
    const { link } = this.#column;
    return link === undefined ? undefined : linkOf(link, row, this.#all);
  }

  /** Says in which zone the times are. */
  get zoneNote(): string | undefined {
    const { type, zone } = this.#column;
    if (type !== 'datetime') return undefined;
    return zone === undefined ? 'Times without a zone, as they are sent' : (this.#zone ?? viewersZone());
  }

  #writer(): (value: Value) => string {
    const column = this.#column;
    const { type, format, zone, unit, name } = column;
    const isUtc = zone !== undefined;
    if (type === 'boolean') return (value) => (value === true ? '✓' : value === false ? MISSING : textOf(value));
    if (type === 'datetime' && format === RELATIVE) {
      return (value) => (isMissing(value, type) ? formatValue(value, column) : ageText(milliseconds(value, unit)));
    }
    if (type === 'datetime') {
      const options = { isUtc, zone: this.#zone, isWhole: true };
      return (value) =>
        isMissing(value, type) ? formatValue(value, column) : formatInstant(milliseconds(value, unit), options);
    }
    if (type === 'number' || type === 'integer' || type === 'any') {
      return (value) => {
        const isPlain = format === undefined && typeof value === 'number' && this.#fits(value);
        const text = isPlain ? formatNumber(value, `,.${this.#decimals}f`) : formatValue(value, column);
        return type === 'any' && typeof value !== 'number' ? text : quantityText(text, unit);
      };
    }
    if (name === WINDOW) return (value) => windowText(value, this.#zone) ?? formatValue(value, column);
    return (value) => formatValue(value, column);
  }

  /** Whether a number can be written with the column's decimals: not one that they would show as 0. */
  #fits(value: number): boolean {
    const size = Math.abs(value);
    return size < LARGEST && (size === 0 || size * 10 ** this.#decimals >= 0.5);
  }
}

/** The format of a time that tells its age. */
export const RELATIVE = 'relative';
/** Pathway's column of a window: its instance, start and end. */
const WINDOW = '_pw_window';
/** Numbers from here on have more digits than a column should be wide. */
const LARGEST = 1e15;

function ageText(ms: number): string {
  const age = Date.now() - ms;
  return age < 0 ? `in ${formatAge(-age)}` : `${formatAge(age)} ago`;
}

/** All digits, in groups of three. */
function exactNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return formatNumber(value);
  const text = String(value);
  if (!Number.isFinite(value) || text.includes('e')) return text.replace('-', '−');
  const [whole = '', fraction] = text.replace('-', '−').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** To two digits. */
function roundedUp(size: number): number {
  const step = 10 ** (Math.floor(Math.log10(size)) - 1);
  return Math.max(size, Math.ceil(size / step) * step);
}
