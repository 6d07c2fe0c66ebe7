/**
 * The points of one line, in order of time; of equal times, in order of first appearance.
 *
 *     times    … 10 11 11 12 14 …
 *     values   …  3  4  2  ∅  5 …      NaN where there is no number: the line breaks
 *     ordinals   …  7  8  9 11 10 …      a point that came late has a higher ordinal than its neighbours
 *              ^start            ^end  old points leave by moving start: nothing is shifted
 *
 * Typed arrays, because a chart walks 100,000 of them in each frame.
 */
export class Series {
  #times = new Float64Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #ordinals = new Float64Array(FIRST_CAPACITY);
  #start = 0;
  #end = 0;

  get length(): number {
    return this.#end - this.#start;
  }

  /** A view of the points as they are now: valid until the next change. */
  get times(): Float64Array {
    return this.#times.subarray(this.#start, this.#end);
  }

  get values(): Float64Array {
    return this.#values.subarray(this.#start, this.#end);
  }

  /** NaN of an empty series; so is `lastTime`. */
  get firstTime(): number {
    return this.length > 0 ? (this.#times[this.#start] as number) : Number.NaN;
  }

  get lastTime(): number {
    return this.length > 0 ? (this.#times[this.#end - 1] as number) : Number.NaN;
  }

  /** Takes a point in, or gives the point that is there already its new value. */
  set(time: number, ordinal: number, value: number): void {
    const found = this.#find(time, ordinal);
    const at = this.#is(found, time, ordinal) ? found : this.#insert(found, time, ordinal);
    this.#values[at] = value;
  }

  /** Removes a point; nothing happens if it is not there. */
  remove(time: number, ordinal: number): void {
    const at = this.#find(time, ordinal);
    if (!this.#is(at, time, ordinal)) return;
    if (at === this.#start) {
      this.#start++;
      return;
    }
    for (const array of this.#arrays) array.copyWithin(at, at + 1, this.#end);
    this.#end--;
  }

  /** Counts the points before a time, which is the index of the first point that is not. */
  indexAt(time: number): number {
    return this.#find(time, Number.NEGATIVE_INFINITY) - this.#start;
  }

  get #arrays(): readonly Float64Array[] {
    return [this.#times, this.#values, this.#ordinals];
  }

  #is(at: number, time: number, ordinal: number): boolean {
    return at < this.#end && this.#times[at] === time && this.#ordinals[at] === ordinal;
  }

  #find(time: number, ordinal: number): number {
    let low = this.#start;
    let high = this.#end;
    if (high > low && isBefore(this.#times[high - 1] as number, this.#ordinals[high - 1] as number, time, ordinal))
      return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#times[middle] as number, this.#ordinals[middle] as number, time, ordinal)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Makes room for a point before the one at an index, and returns the index it has then. */
  #insert(before: number, time: number, ordinal: number): number {
    let index = before;
    if (this.#end === this.#times.length) {
      index -= this.#start;
      this.#makeRoom();
    }
    if (index < this.#end) for (const array of this.#arrays) array.copyWithin(index + 1, index, this.#end);
    this.#end++;
    this.#times[index] = time;
    this.#ordinals[index] = ordinal;
    return index;
  }

  /** Slides the points to the front; doubles the arrays if that would free less than half of them. */
  #makeRoom(): void {
    const length = this.length;
    const capacity = length > this.#times.length / 2 ? this.#times.length * 2 : this.#times.length;
    const move = (array: Float64Array<ArrayBuffer>) => {
      const target = capacity === array.length ? array : new Float64Array(capacity);
      target.set(array.subarray(this.#start, this.#end));
      return target;
    };
    this.#times = move(this.#times);
    this.#values = move(this.#values);
    this.#ordinals = move(this.#ordinals);
    this.#start = 0;
    this.#end = length;
  }
}

const FIRST_CAPACITY = 64;

function isBefore(time: number, ordinal: number, otherTime: number, otherOrdinal: number): boolean {
  return time < otherTime || (time === otherTime && ordinal < otherOrdinal);
}
