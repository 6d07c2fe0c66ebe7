import { lowerBound } from './lower-bound.js';

/**
 * Items in order while they come and go, without sorting again.
 *
 *     chunks   [ a b c … ] [ k l m … ] [ t u v … ]      each sorted, each before the next, at most CHUNK items
 *     starts   0           512         1024             the rank of each chunk's first item, made when one is asked for
 *
 * A search is a binary search over the chunks' last items and one inside a chunk; an insert moves at most CHUNK items.
 */
export class SortedList<T> {
  #chunks: T[][] = [];
  #starts: number[] | undefined;
  #length = 0;
  readonly #compare: (a: T, b: T) => number;

  /**
   * @param compare A total order: two items that compare as 0 are the same item.
   * @param items The first items, in this order already.
   */
  constructor(compare: (a: T, b: T) => number, items: readonly T[] = []) {
    this.#compare = compare;
    this.#length = items.length;
    for (let from = 0; from < items.length; from += FULL) this.#chunks.push(items.slice(from, from + FULL));
  }

  get length(): number {
    return this.#length;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  /** Each item in order. The list must not change meanwhile. */
  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  add(item: T): void {
    const chunks = this.#chunks;
    const c = Math.min(this.#chunkOf(item), chunks.length - 1);
    const chunk = chunks[c];
    this.#length++;
    this.#starts = undefined;
    if (chunk === undefined) {
      chunks.push([item]);
      return;
    }
    chunk.splice(this.#indexIn(chunk, item), 0, item);
    if (chunk.length > CHUNK) chunks.splice(c + 1, 0, chunk.splice(CHUNK / 2));
  }

  /** Removes the item that compares as equal; false if there is none. */
  remove(item: T): boolean {
    const c = this.#chunkOf(item);
    const chunk = this.#chunks[c];
    const i = this.#find(chunk, item);
    if (chunk === undefined || i < 0) return false;
    chunk.splice(i, 1);
    if (chunk.length === 0) this.#chunks.splice(c, 1);
    this.#length--;
    this.#starts = undefined;
    return true;
  }

  /** Puts an item in the place of the one that compares as equal; false if there is none. */
  replace(item: T): boolean {
    const chunk = this.#chunks[this.#chunkOf(item)];
    const i = this.#find(chunk, item);
    if (chunk === undefined || i < 0) return false;
    chunk[i] = item;
    return true;
  }

  /** How many items stand before the one that compares as equal; `undefined` if there is none. */
  rank(item: T): number | undefined {
    const c = this.#chunkOf(item);
    const i = this.#find(this.#chunks[c], item);
    return i < 0 ? undefined : (this.#ranks()[c] as number) + i;
  }

  /** The items of `[offset, offset + limit)`. */
  slice(offset: number, limit: number): T[] {
    const starts = this.#ranks();
    const items: T[] = [];
    const first = lowerBound(0, starts.length, (i) => (starts[i] as number) <= offset) - 1;
    for (let c = Math.max(0, first), end = offset + limit; c < starts.length && (starts[c] as number) < end; c++) {
      const start = starts[c] as number;
      const chunk = this.#chunks[c] as T[];
      for (let i = Math.max(0, offset - start), to = Math.min(chunk.length, end - start); i < to; i++)
        items.push(chunk[i] as T);
    }
    return items;
  }

  /** The rank of each chunk's first item. */
  #ranks(): readonly number[] {
    if (this.#starts === undefined) {
      let rank = 0;
      this.#starts = this.#chunks.map((chunk) => (rank += chunk.length) - chunk.length);
    }
    return this.#starts;
  }

  /** The first chunk whose last item is not before this one; the number of chunks if all are. */
  #chunkOf(item: T): number {
    return lowerBound(0, this.#chunks.length, (i) => this.#compare((this.#chunks[i] as T[]).at(-1) as T, item) < 0);
  }

  #indexIn(chunk: readonly T[], item: T): number {
    return lowerBound(0, chunk.length, (i) => this.#compare(chunk[i] as T, item) < 0);
  }

  /** Where the item that compares as equal is in a chunk; -1 if it is not there. */
  #find(chunk: readonly T[] = [], item: T): number {
    const i = this.#indexIn(chunk, item);
    return i < chunk.length && this.#compare(chunk[i] as T, item) === 0 ? i : -1;
  }
}

/** Items: larger ones cost more to insert into, smaller ones make the list of chunks long. */
const CHUNK = 512;
/** Items of a chunk of a new list, so that the first inserts do not split all of them. */
const FULL = 384;
