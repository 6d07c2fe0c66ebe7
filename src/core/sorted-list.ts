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
}

/**
 * Items in order while they come and go, without sorting again.
 *
 *     chunks   [ a b c … ] [ k l m … ] [ t u v … ]      each sorted, each before the next, at most CHUNK items
 *     lasts    1.2         3.8         7.1              the key of each chunk's last item
 *     starts   0           512         1024             the rank of each chunk's first item, made when one is asked for
 *
 * A search is a binary search over the chunks' last items and one inside a chunk; an insert moves at most CHUNK items.
 * Items are all over the memory, and with a million of them none is in a cache: most steps of a search look at keys alone.
 */
export class SortedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #keyOf: (item: T) => number;
  readonly #chunks: Chunk<T>[] = [];
  readonly #lasts: number[] = [];
  #starts: number[] | undefined;
  #length = 0;

  /** @param items The first items, in this order already. */
  constructor({ compare, keyOf = () => 0 }: ItemOrder<T>, items: readonly T[] = []) {
    this.#compare = compare;
    this.#keyOf = keyOf;
    this.#length = items.length;
    for (let from = 0; from < items.length; from += FULL) {
      const chunk = items.slice(from, from + FULL);
      this.#chunks.push({ items: chunk, keys: undefined });
      this.#lasts.push(keyOf(chunk.at(-1) as T));
    }
  }

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.items[0];
  }

  add(item: T): void {
    const key = this.#keyOf(item);
    const c = Math.min(this.#chunkOf(item, key), this.#chunks.length - 1);
    const chunk = this.#chunks[c];
    this.#length++;
    this.#starts = undefined;
    if (chunk === undefined) {
      this.#chunks.push({ items: [item], keys: [key] });
      this.#lasts.push(key);
      return;
    }
    const { items } = chunk;
    const keys = this.#keysOf(chunk);
    const i = this.#indexIn(chunk, item, key);
    items.splice(i, 0, item);
    keys.splice(i, 0, key);
    if (items.length > CHUNK) {
      this.#chunks.splice(c + 1, 0, { items: items.splice(CHUNK / 2), keys: keys.splice(CHUNK / 2) });
      this.#lasts.splice(c, 0, keys.at(-1) as number);
    }
    if (i === items.length - 1) this.#lasts[c] = key;
  }

  /** Removes the item that compares as equal; false if there is none. */
  remove(item: T): boolean {
    const found = this.#find(item);
    if (found === undefined) return false;
    const { chunk, c, i } = found;
    const keys = this.#keysOf(chunk);
    chunk.items.splice(i, 1);
    keys.splice(i, 1);
    if (keys.length === 0) {
      this.#chunks.splice(c, 1);
      this.#lasts.splice(c, 1);
    } else if (i === keys.length) this.#lasts[c] = keys.at(-1) as number;
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

  /** The first chunk whose last item is not before this one; the number of chunks if all are. */
  #chunkOf(item: T, key: number): number {
    return lowerBound(0, this.#chunks.length, (i) => {
      const last = this.#lasts[i] as number;
      return last === key ? this.#compare((this.#chunks[i] as Chunk<T>).items.at(-1) as T, item) < 0 : last < key;
    });
  }

  /** The first index in a chunk of an item that is not before this one. */
  #indexIn(chunk: Chunk<T>, item: T, key: number): number {
    const keys = this.#keysOf(chunk);
    return lowerBound(0, keys.length, (i) => {
      const other = keys[i] as number;
      return other === key ? this.#compare(chunk.items[i] as T, item) < 0 : other < key;
    });
  }

  /** Where the item is that compares as equal. */
  #find(item: T): { chunk: Chunk<T>; c: number; i: number } | undefined {
    const key = this.#keyOf(item);
    const c = this.#chunkOf(item, key);
    const chunk = this.#chunks[c];
    if (chunk === undefined) return undefined;
    const i = this.#indexIn(chunk, item, key);
    return i < chunk.items.length && this.#compare(chunk.items[i] as T, item) === 0 ? { chunk, c, i } : undefined;
  }

  #keysOf(chunk: Chunk<T>): number[] {
    return (chunk.keys ??= chunk.items.map(this.#keyOf));
  }
}

interface Chunk<T> {
  readonly items: T[];
  /** The keys of its items, made at the first search. */
  keys: number[] | undefined;
}

/** Items: larger ones cost more to insert into, smaller ones make the list of chunks long. */
const CHUNK = 512;
/** Items of the chunks of a new list, so that the first inserts do not split all of them. */
const FULL = 384;
