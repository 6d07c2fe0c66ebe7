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
 *     starts   0           512         1024             the rank of each chunk's first item, made when one is asked for
 *
 * A search is a binary search over the chunks' last items and one inside a chunk; an insert moves at most CHUNK items.
 * Items are all over the memory, and with a million of them none is in a cache: most steps of a search look at numbers alone.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #keyOf: (item: T) => number;
  readonly #tieOf: (item: T, key: number) => number;
  readonly #chunks: Chunk<T>[] = [];
  readonly #lasts: Numbers = { keys: [], ties: [] };
  #starts: number[] | undefined;
  #length = 0;

  /** @param items The first items, in this order already. */
  constructor({ compare, keyOf = () => 0, tieOf = () => 0 }: ItemOrder<T>, items: readonly T[] = []) {
    this.#compare = compare;
    this.#keyOf = keyOf;
    this.#tieOf = tieOf;
    this.#length = items.length;
    for (let from = 0; from < items.length; from += FULL) {
      const chunk = items.slice(from, from + FULL);
      const { key, tie } = this.#sought(chunk.at(-1) as T);
      this.#chunks.push({ items: chunk, numbers: undefined });
      this.#lasts.keys.push(key);
      this.#lasts.ties.push(tie);
    }
  }

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.items[0];
  }

  add(item: T): void {
    const sought = this.#sought(item);
    const { key, tie } = sought;
    const c = Math.min(this.#chunkOf(sought), this.#chunks.length - 1);
    const chunk = this.#chunks[c];
    this.#length++;
    this.#starts = undefined;
    if (chunk === undefined) {
      this.#chunks.push({ items: [item], numbers: { keys: [key], ties: [tie] } });
      this.#lasts.keys.push(key);
      this.#lasts.ties.push(tie);
      return;
    }
    const { items } = chunk;
    const { keys, ties } = this.#numbersOf(chunk);
    const i = this.#indexIn(chunk, sought);
    items.splice(i, 0, item);
    keys.splice(i, 0, key);
    ties.splice(i, 0, tie);
    if (items.length > CHUNK) {
      const rest = { keys: keys.splice(CHUNK / 2), ties: ties.splice(CHUNK / 2) };
      this.#chunks.splice(c + 1, 0, { items: items.splice(CHUNK / 2), numbers: rest });
      this.#lasts.keys.splice(c, 0, 0);
      this.#lasts.ties.splice(c, 0, 0);
      this.#noteLast(c + 1);
    }
    this.#noteLast(c);
  }

  /** Removes the item that compares as equal; false if there is none. */
  remove(item: T): boolean {
    const found = this.#find(item);
    if (found === undefined) return false;
    const { chunk, c, i } = found;
    const { keys, ties } = this.#numbersOf(chunk);
    chunk.items.splice(i, 1);
    keys.splice(i, 1);
    ties.splice(i, 1);
    if (keys.length === 0) for (const list of [this.#chunks, this.#lasts.keys, this.#lasts.ties]) list.splice(c, 1);
    else this.#noteLast(c);
    this.#length--;
    this.#starts = undefined;
    return true;
  }

  /** Puts an item in the place of the one that compares as equal; false if there is none. */
  replace(item: T): boolean {
    const found = this.#find(item);
    if (found !== undefined) found.chunk.items[found.i] = item;
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
      const { items } = this.#chunks[c] as Chunk<T>;
      const start = starts[c] as number;
      for (const to = Math.min(end, start + items.length); rank < to; rank++) found.push(items[rank - start] as T);
    }
    return found;
  }

  /** The rank of each chunk's first item. */
  #ranks(): readonly number[] {
    if (this.#starts === undefined) {
      let rank = 0;
      this.#starts = this.#chunks.map(({ items }) => (rank += items.length) - items.length);
    }
    return this.#starts;
  }

  #sought(item: T): Sought<T> {
    const key = this.#keyOf(item);
    return { item, key, tie: this.#tieOf(item, key) };
  }

  #noteLast(c: number): void {
    const { keys, ties } = this.#numbersOf(this.#chunks[c] as Chunk<T>);
    this.#lasts.keys[c] = keys.at(-1) as number;
    this.#lasts.ties[c] = ties.at(-1) as number;
  }

  /** The first chunk whose last item is not before this one; the number of chunks if all are. */
  #chunkOf(sought: Sought<T>): number {
    return this.#search(this.#lasts, sought, (c) => (this.#chunks[c] as Chunk<T>).items.at(-1) as T);
  }

  /** The first index in a chunk of an item that is not before this one. */
  #indexIn(chunk: Chunk<T>, sought: Sought<T>): number {
    return this.#search(this.#numbersOf(chunk), sought, (i) => chunk.items[i] as T);
  }

  #search({ keys, ties }: Numbers, { item, key, tie }: Sought<T>, itemAt: (index: number) => T): number {
    return lowerBound(0, keys.length, (i) => {
      const otherKey = keys[i] as number;
      if (otherKey !== key) return otherKey < key;
      const otherTie = ties[i] as number;
      return otherTie === tie ? this.#compare(itemAt(i), item) < 0 : otherTie < tie;
    });
  }

  /** Where the item is that compares as equal. */
  #find(item: T): { chunk: Chunk<T>; c: number; i: number } | undefined {
    const sought = this.#sought(item);
    const c = this.#chunkOf(sought);
    const chunk = this.#chunks[c];
    if (chunk === undefined) return undefined;
    const i = this.#indexIn(chunk, sought);
    return i < chunk.items.length && this.#compare(chunk.items[i] as T, item) === 0 ? { chunk, c, i } : undefined;
  }

  #numbersOf(chunk: Chunk<T>): Numbers {
    if (chunk.numbers === undefined) {
      const keys = chunk.items.map(this.#keyOf);
      chunk.numbers = { keys, ties: chunk.items.map((item, i) => this.#tieOf(item, keys[i] as number)) };
    }
    return chunk.numbers;
  }
}

/** The numbers of items, in their order. */
interface Numbers {
  readonly keys: number[];
  readonly ties: number[];
}

interface Chunk<T> {
  readonly items: T[];
  /** Made at the first search. */
  numbers: Numbers | undefined;
}

interface Sought<T> {
  readonly item: T;
  readonly key: number;
  readonly tie: number;
}

/** Items: larger ones cost more to insert into, smaller ones make the list of chunks long. */
const CHUNK = 512;
/** Items of the chunks of a new list, so that the first inserts do not split all of them. */
const FULL = 384;
