import { compareKeys, type OrderTerm, orderTerms, type SortTerm } from '../order.js';
import type { Column, KeyedRow } from '../values.js';
import { insertAll, mergeSort } from './merge-sort.js';
import { commonLength, isExact, orderNumber } from './order-number.js';
import { radixSort } from './radix-sort.js';
import { type Pace, SortColumn } from './sort-column.js';

/**
 * Gives rows in the order of `compareRows`, in steps: it yields after each part of a millisecond, and after each value
 * that had to be converted, so that whoever runs it can give way. Each value is converted for comparing at most once.
 *
 *     numbers of the first column → radix sort → runs of the same number ┬ of the same value: by the next column
 *                                                                        └ else: merge sort
 */
export function* sortRows(
  rows: readonly KeyedRow[],
  columns: readonly Column[],
  sort: readonly SortTerm[],
): Generator<void, KeyedRow[]> {
  const pace = { isLong: false };
  const terms = [...orderTerms(columns, sort), ROW_KEY].map((term) => new SortColumn(rows, term, pace));
  const order = new Uint32Array(rows.length);
  for (let i = 0; i < order.length; i++) order[i] = i;
  yield* sortRange(order, terms, pace);
  const sorted: KeyedRow[] = [];
  for (const index of order) if (sorted.push(rows[index] as KeyedRow) % BLOCK === 0) yield;
  return sorted;
}

/** Runs steps one after the other, without giving way. */
export function atOnce<T>(steps: Iterator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Short steps between two yields. */
const BLOCK = 4_096;
/** Rows below which comparing all is quicker than counting the digits of their numbers. */
const FEW = 1_000;

/** By which rows are ordered that are equal in all columns of an order. */
export const ROW_KEY: OrderTerm = { at: 0, type: 'string', sign: 1 };

/** Sorts indexes of rows by these columns. */
function* sortRange(order: Uint32Array, terms: readonly SortColumn[], pace: Pace): Generator<void, void> {
  const [first, ...others] = terms;
  if (first === undefined) return;
  const common = yield* makeKeys(order, first, pace);
  const scratch = new Uint32Array(order.length);
  const compare = (a: number, b: number) => {
    for (const term of terms) {
      const found = compareKeys(term.key(a), term.key(b), term.sign);
      if (found !== 0) return found;
    }
    return 0;
  };
  if (order.length < FEW) {
    yield* mergeSort({ items: order, scratch, from: 0, to: order.length }, compare, pace);
    return;
  }
  const isSame = yield* radixSort(order, yield* numbersOf(order, first, common));
  for (let from = 0; from < order.length; ) {
    const run = nextRun(from, order.length, isSame);
    const { to } = run;
    yield;
    from = to;
    if (to - run.from < 2) continue;
    if (to - run.from <= SHORT) insertAll(order, run.from, to, compare);
    else if (to - run.from >= LONG && (yield* isOneValue(order.subarray(run.from, to), first)))
      yield* sortRange(order.subarray(run.from, to), others, pace);
    else yield* mergeSort({ items: order, scratch, from: run.from, to }, compare, pace);
  }
}

/** Items of a run that are inserted one by one. */
const SHORT = 8;
/** Items of a run from which it pays to see whether they can be sorted by fewer columns. */
const LONG = 64;

/** The next items of the same number, after those that are alone with theirs. It looks at some thousand. */
function nextRun(start: number, end: number, isSame: (a: number, b: number) => boolean): { from: number; to: number } {
  let from = start;
  const most = Math.min(end, start + BLOCK);
  while (from + 1 < most && !isSame(from, from + 1)) from++;
  let to = from + 1;
  while (to < end && isSame(from, to)) to++;
  return { from, to };
}

function* isOneValue(order: Uint32Array, column: SortColumn): Generator<void, boolean> {
  const key = column.key(order[0] as number);
  if (typeof key === 'number' && isExact(key)) return true;
  let steps = 0;
  for (const index of order) {
    if (compareKeys(key, column.key(index)) !== 0) return false;
    if (++steps % BLOCK === 0) yield;
  }
  return true;
}

/** Makes the keys of a column; gives the number of characters that all texts begin with. */
function* makeKeys(order: Uint32Array, column: SortColumn, pace: Pace): Generator<void, number | undefined> {
  const texts: { first?: string; common?: number } = {};
  for (let i = 0; i < order.length; ) {
    pace.isLong = false;
    i = lookAtSome(order, i, column, texts, pace);
    yield;
  }
  return texts.common;
}

function* numbersOf(order: Uint32Array, column: SortColumn, common?: number): Generator<void, Float64Array> {
  const numbers = new Float64Array(order.length);
  for (let i = 0; i < order.length; i += BLOCK) {
    numberSome(numbers, order, i, column, common);
    yield;
  }
  return numbers;
}

/** Makes keys until one takes long; finds how the texts begin. */
function lookAtSome(
  order: Uint32Array,
  start: number,
  column: SortColumn,
  texts: { first?: string; common?: number },
  pace: Pace,
): number {
  const end = Math.min(start + BLOCK, order.length);
  let i = start;
  while (i < end && !pace.isLong) {
    const key = column.key(order[i++] as number);
    if (typeof key === 'string') texts.common = commonLength((texts.first ??= key), key, texts.common);
  }
  return i;
}

function numberSome(
  numbers: Float64Array,
  order: Uint32Array,
  start: number,
  column: SortColumn,
  common: number | undefined,
): void {
  const end = Math.min(start + BLOCK, order.length);
  for (let i = start; i < end; i++) numbers[i] = orderNumber(column.key(order[i] as number), column, common);
}
