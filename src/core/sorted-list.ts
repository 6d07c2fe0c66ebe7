/**
 * Items in order, for lists that change while they are looked at: insert, remove, rank and nth without re-sorting.
 *
 *     chunks   [ a b c … ] [ k l m … ] [ t u v … ]      each sorted, each before the next, at most CHUNK items
 *
 * A search is a binary search over the chunks' last items and one inside a chunk; an insert moves at most CHUNK items.
 */
export class SortedList<T> {
  #chunks: T[][] = [];
  #length = 0;
  readonly #compare: (a: T, b: T) => number;

  /** @param compare A total order: two items that compare as 0 are the same item. */
  constructor(compare: (a: T, b: T) => number, items: Iterable<T> = []) {
    this.#compare = compare;
    const sorted = [...items].sort(compare);
    for (let i = 0; i < sorted.length; i += CHUNK / 2) this.#chunks.push(sorted.slice(i, i + CHUNK / 2));
    this.#length = sorted.length;
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
    chunk.splice(this.#placeIn(chunk, item), 0, item);
    if (chunk.length > CHUNK) chunks.splice(c + 1, 0, chunk.splice(CHUNK / 2));
  }

  /** Removes the item that compares as equal; false if there is none. */
  remove(item: T): boolean {
    const c = this.#chunkOf(item);
    const chunk = this.#chunks[c];
    if (chunk === undefined) return false;
    const i = this.#placeIn(chunk, item);
    if (i === chunk.length || this.#compare(chunk[i] as T, item) !== 0) return false;
    chunk.splice(i, 1);
    if (chunk.length === 0) this.#chunks.splice(c, 1);
    this.#length--;
    return true;
  }

  /** How many items come before this one, whether it is in the list or not. */
  rank(item: T): number {
    const c = this.#chunkOf(item);
    let before = 0;
    for (let i = 0; i < c; i++) before += (this.#chunks[i] as T[]).length;
    const chunk = this.#chunks[c];
    return chunk === undefined ? before : before + this.#placeIn(chunk, item);
  }

  at(index: number): T | undefined {
    return this.slice(index, 1)[0];
  }

  /** Up to `limit` items from `offset` on. */
  slice(offset: number, limit: number): T[] {
    const found: T[] = [];
    let skip = Math.max(0, offset);
    for (const chunk of this.#chunks) {
      if (found.length >= limit) break;
      if (skip >= chunk.length) skip -= chunk.length;
      else {
        for (let i = skip; i < chunk.length && found.length < limit; i++) found.push(chunk[i] as T);
        skip = 0;
      }
    }
    return found;
  }

  *[Symbol.iterator](): Generator<T> {
    for (const chunk of this.#chunks) yield* chunk;
  }

  /** The first chunk whose last item is not before this one; the number of chunks if all are. */
  #chunkOf(item: T): number {
    return lowerBound(this.#chunks.length, (i) => this.#compare((this.#chunks[i] as T[]).at(-1) as T, item) < 0);
  }

  #placeIn(chunk: T[], item: T): number {
    return lowerBound(chunk.length, (i) => this.#compare(chunk[i] as T, item) < 0);
  }
}

const CHUNK = 512;

function lowerBound(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
