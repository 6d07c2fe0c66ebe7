import { lowerBound } from './lower-bound.js';

/**
 * Items in order while they come and go, without sorting again.
 *
 *     chunks   [ a b c … ] [ k l m … ] [ t u v … ]      each sorted, each before the next, at most CHUNK items
 *
 * A search is a binary search over the chunks' last items and one inside a chunk; an insert moves at most CHUNK items.
 */
export class SortedList<T> {
  readonly #chunks: T[][] = [];
  #length = 0;
  readonly #compare: (a: T, b: T) => number;

  /** @param compare A total order: two items that compare as 0 are the same item. */
  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#length;
  }

  add(item: T): void {
    const chunks = this.#chunks;
    const c = Math.min(this.#chunkOf(item), chunks.length - 1);
    const chunk = chunks[c];
    this.#length++;
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
    if (chunk === undefined) return false;
    const i = this.#indexIn(chunk, item);
    if (i === chunk.length || this.#compare(chunk[i] as T, item) !== 0) return false;
    chunk.splice(i, 1);
    if (chunk.length === 0) this.#chunks.splice(c, 1);
    this.#length--;
    return true;
  }

  get first(): T | undefined {
    return this.#chunks[0]?.[0];
  }

  /** The first chunk whose last item is not before this one; the number of chunks if all are. */
  #chunkOf(item: T): number {
    return lowerBound(0, this.#chunks.length, (i) => this.#compare((this.#chunks[i] as T[]).at(-1) as T, item) < 0);
  }

  #indexIn(chunk: T[], item: T): number {
    return lowerBound(0, chunk.length, (i) => this.#compare(chunk[i] as T, item) < 0);
  }
}

/** Items: larger ones cost more to insert into, smaller ones make the list of chunks long. */
const CHUNK = 512;
