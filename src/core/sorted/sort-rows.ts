import { type OrderTerm, orderTerms, type SortTerm } from '../order.js';
import type { Column, KeyedRow } from '../values.js';
import { sortByNumbers } from './sort-by-numbers.js';
import { SortColumn } from './sort-column.js';

/**
 * Gives the indexes of rows in the order of `compareRows`, in steps: it yields after each part of a millisecond, after
 * each value that had to be converted, and each long text, so that whoever runs it can give way. Each value is converted
 * for comparing at most once.
 */
export function* sortedIndexes(
  rows: readonly KeyedRow[],
  columns: readonly Column[],
  sort: readonly SortTerm[],
): Generator<void, Uint32Array> {
  const pace = { isLong: false };
  const terms = [...orderTerms(columns, sort), ROW_KEY].map((term) => new SortColumn(rows, term, pace));
  return yield* sortByNumbers(rows.length, terms, pace);
}

/** The rows in that order. */
export function* sortRows(
  rows: readonly KeyedRow[],
  columns: readonly Column[],
  sort: readonly SortTerm[],
): Generator<void, KeyedRow[]> {
  const sorted: KeyedRow[] = [];
  for (const row of among(rows, yield* sortedIndexes(rows, columns, sort))) if (sorted.push(row) % BLOCK === 0) yield;
  return sorted;
}

/** The items at indexes, in the order of these. */
export function* among<T>(items: readonly T[], indexes: Iterable<number>): Generator<T, void> {
  for (const index of indexes) yield items[index] as T;
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

/** By which rows are ordered that are equal in all columns of an order. */
export const ROW_KEY: OrderTerm = { at: 0, type: 'string', sign: 1 };
