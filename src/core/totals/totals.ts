import type { RowChange } from '../collection.js';
import type { TotalTerm } from '../messages.js';
import { isMissing, isNumeric, orderTerms, type SortTerm, toNumeric } from '../order.js';
import { rowOrder } from '../sorted/view-order.js';
import { SortedList } from '../sorted-list.js';
import type { Column, KeyedRow, Value } from '../values.js';
import { ExactSum } from './exact-sum.js';

/**
 * Totals over the rows of a view, kept as rows change. Give it the rows of one moment by `add`, as many at a time as you
 * like, then what changed since by `follow`. Missing values do not count.
 */
export class Totals {
  readonly #matches: (row: KeyedRow) => boolean;
  readonly #totals: readonly Total[];

  /** @param matches The filter of the view, by which changes are followed. */
  constructor(columns: readonly Column[], terms: readonly TotalTerm[], matches: (row: KeyedRow) => boolean) {
    this.#matches = matches;
    this.#totals = terms.map((term) => total(columns, term));
  }

  /** In the order of the terms; `null` where there is no value. */
  get values(): Value[] {
    return this.#totals.map(({ value }) => value());
  }

  add(row: KeyedRow): void {
    for (const one of this.#totals) one.count(row, 1);
  }

  remove(row: KeyedRow): void {
    for (const one of this.#totals) one.count(row, -1);
  }

  follow(changes: readonly RowChange[]): void {
    for (const { before, after } of changes) {
      if (before !== undefined && this.#matches(before)) this.remove(before);
      if (after !== undefined && this.#matches(after)) this.add(after);
    }
  }
}

interface Total {
  readonly count: (row: KeyedRow, sign: 1 | -1) => void;
  readonly value: () => Value;
}

function total(columns: readonly Column[], [name, of]: TotalTerm): Total {
  const sort: SortTerm[] = [[name, of === 'max' ? 'desc' : 'asc']];
  const [term] = orderTerms(columns, sort);
  if (term === undefined) return { count: () => undefined, value: () => null };
  const { at, type } = term;
  if (of === 'min' || of === 'max') {
    const list = new SortedList(rowOrder(columns, sort));
    return {
      count: (row, sign) => {
        if (isMissing(row[at], type)) return;
        if (sign === 1) list.add(row);
        else list.remove(row);
      },
      value: () => list.first?.[at] ?? null,
    };
  }
  const sum = new ExactSum();
  let count = 0;
  return {
    count: (row, sign) => {
      const value = row[at];
      if (isMissing(value, type)) return;
      if (of !== 'count' && !isNumeric(type) && typeof value !== 'number') return;
      count += sign;
      if (of !== 'count') sum.add(toNumeric(value), sign);
    },
    value: () => {
      if (of === 'count') return count;
      if (of === 'avg') return count === 0 ? null : asValue(Number(sum.value) / count);
      return count === 0 ? null : asValue(sum.value);
    },
  };
}

/** A number as it travels: see "Values" in docs/protocol.md. */
function asValue(number: number | bigint): Value {
  if (typeof number === 'number') return Number.isFinite(number) ? number : String(number);
  return number >= Number.MIN_SAFE_INTEGER && number <= Number.MAX_SAFE_INTEGER ? Number(number) : String(number);
}
