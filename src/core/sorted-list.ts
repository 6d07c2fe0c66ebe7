import { lowerBound } from './lower-bound.js';

/** An order of items. */
export interface ItemOrder<T> {
  /** Negative, zero or positive. Total: two items that compare as 0 are the same item. */
  compare(a: T, b: T): number;
  /**
   * A number by which items can be told apart without looking at them: never larger for an item that comes before another.
   * Default: none.
   */
  keyOf?(item: T): number;
  /** The same for items that have this key. Default: none. */
  tieOf?(item: T, key: number): number;
}

/**
 * Items in order while they come and go, without sorting again.
 *
 *     chunks   [ a b c … ] [ k l m … ] [ t u v … ]      each sorted, each before the next, at most CHUNK items
 *     lasts    1.2         3.8         7.1              the numbers of each chunk's last item: its key, and its tie
 *     starts   0           128         256              the rank of each chunk's first item, made when one is asked for
 *
 * A search is a binary search over the chunks' last items and one inside a chunk; an insert moves at most CHUNK items.
 * Items are all over the memory, and with a million of them none is in a cache: most steps of a search look at numbers alone.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #keyOf: (item: T) => number;
  readonly #tieOf: (item: T, key: number) => number;
  readonly #chunks: T[][] = [];
  readonly #lasts: { readonly keys: number[]; readonly ties: number[] } = { keys: [], ties: [] };
  #starts: number[] | undefined;
  #length = 0;

  constructor({ compare, keyOf = () => 0, tieOf = () => 0 }: ItemOrder<T>) {
    this.#compare = compare;
    this.#keyOf = keyOf;
    this.#tieOf = tieOf;
  }

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  /** Adds items that come after all others, in this order. */
  append(items: readonly T[]): void {
    for (let from = 0; from < items.length; from += FULL) {
      this.#insertChunk(this.#chunks.length, items.slice(from, from + FULL));
    }
    this.#length += items.length;
    this.#starts = undefined;
  }

  add(item: T): void {
    const c = Math.min(this.#chunkOf(item), this.#chunks.length - 1);
    const chunk = this.#chunks[c];
    if (chunk === undefined) {
      this.append([item]);
      return;
    }
    const i = this.#indexIn(chunk, item);
    chunk.splice(i, 0, item);
    if (chunk.length > CHUNK) {
      this.#insertChunk(c + 1, chunk.splice(CHUNK / 2));
      this.#noteLast(c);
    } else if (i === chunk.length - 1) this.#noteLast(c);
    this.#length++;
    this.#starts = undefined;
  }

  /** Removes the item that compares as equal; false if there is none. */
  remove(item: T): boolean {
    const found = this.#find(item);
    if (found === undefined) return false;
    const { chunk, c, i } = found;
    chunk.splice(i, 1);
    if (chunk.length === 0) for (const list of [this.#chunks, this.#lasts.keys, this.#lasts.ties]) list.splice(c, 1);
    else if (i === chunk.length) this.#noteLast(c);
    this.#length--;
    this.#starts = undefined;
    return true;
  }

  /** Puts an item in the place of the one that compares as equal; false if there is none. */
  replace(item: T): boolean {
    const found = this.#find(item);
    if (found !== undefined) found.chunk[found.i] = item;
    return found !== undefined;
  }

  /** How many items stand before the one that compares as equal; `undefined` if there is none. */
  rank(item: T): number | undefined {
    const found = this.#find(item);
    return found && (this.#ranks()[found.c] as number) + found.i;
  }

  /** The items of `[offset, offset + limit)`. */
  slice(offset: number, limit: number): T[] {
    const starts = this.#ranks();
    const end = Math.min(offset + limit, this.#length);
    const found: T[] = [];
    let c = Math.max(0, lowerBound(0, starts.length, (i) => (starts[i] as number) <= offset) - 1);
    for (let rank = offset; rank < end; c++) {
      const items = this.#chunks[c] as T[];
      const start = starts[c] as number;
      for (const to = Math.min(end, start + items.length); rank < to; rank++) found.push(items[rank - start] as T);
    }
    return found;
  }

  /** The rank of each chunk's first item. */
  #ranks(): readonly number[] {
    if (this.#starts === undefined) {
      let rank = 0;
      this.#starts = this.#chunks.map((items) => (rank += items.length) - items.length);
    }
    return this.#starts;
  }

  #insertChunk(c: number, chunk: T[]): void {
    this.#chunks.splice(c, 0, chunk);
    this.#lasts.keys.splice(c, 0, 0);
    this.#lasts.ties.splice(c, 0, 0);
    this.#noteLast(c);
  }

  #noteLast(c: number): void {
    const last = this.#chunks[c]?.at(-1) as T;
    const key = this.#keyOf(last);
    this.#lasts.keys[c] = key;
    this.#lasts.ties[c] = this.#tieOf(last, key);
  }

  /** The first chunk whose last item is not before this one; the number of chunks if all are. */
  #chunkOf(item: T): number {
    const { keys, ties } = this.#lasts;
    const key = this.#keyOf(item);
    const tie = this.#tieOf(item, key);
    return lowerBound(0, keys.length, (c) => {
      const otherKey = keys[c] as number;
      if (otherKey !== key) return otherKey < key;
      const otherTie = ties[c] as number;
      return otherTie === tie ? this.#compare(this.#chunks[c]?.at(-1) as T, item) < 0 : otherTie < tie;
    });
  }

  /** The first index in a chunk of an item that is not before this one. */
  #indexIn(chunk: readonly T[], item: T): number {
    return lowerBound(0, chunk.length, (i) => this.#compare(chunk[i] as T, item) < 0);
  }

  /** Where the item is that compares as equal. */
  #find(item: T): { chunk: T[]; c: number; i: number } | undefined {
    const c = this.#chunkOf(item);
    const chunk = this.#chunks[c];
    if (chunk === undefined) return undefined;
    const i = this.#indexIn(chunk, item);
    return i < chunk.length && this.#compare(chunk[i] as T, item) === 0 ? { chunk, c, i } : undefined;
  }
}

/** Items: larger ones cost more to insert into, smaller ones make the list of chunks long, and more of it is room to grow. */
const CHUNK = 128;
/** Items of the chunks of a new list, so that the first inserts do not split all of them. */
const FULL = 96;
