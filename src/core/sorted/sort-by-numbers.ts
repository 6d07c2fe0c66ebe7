import { insertAll, mergeSort } from './merge-sort.js';
import { type Numbered, numbered, radixSort } from './radix-sort.js';
import { RowGroup } from './row-groups.js';
import { comparing, type Pace, type SortColumn } from './sort-column.js';

/**
 * Sorts rows by numbers of their keys, all of them at once in each round. Rows are read in the order of their indexes, as
 * they stand in the memory: elsewhere each step would wait for it.
 *
 *     look        the first column that differs among the rows of a group, and where its texts begin to differ
 *     number      one for each row, of that column ─ radix sort ─ each row into the part of the order that its group has
 *     split       rows with the same number are a group of the next round, unless they are few: those are compared
 *
 * @param columns The last one tells any two rows apart.
 * @returns The indexes of the rows, in order.
 */
export function* sortByNumbers(
  count: number,
  columns: readonly SortColumn[],
  pace: Pace,
): Generator<void, Uint32Array> {
  const rounds = new Rounds(count, columns, pace);
  const { order } = rounds;
  let [one, other] = [numbered(count), numbered(count)];
  for (let left = columns.length + MORE_ROUNDS; left > 0 && rounds.groups.length > 0; left--) {
    const { items } = one;
    let length = 0;
    for (let row = 0; row < count; row += BLOCK, yield) length = rounds.listSome(items, length, row);
    do for (let i = 0; i < length; yield) i = rounds.lookAtSome(items, i, length);
    while (!rounds.hasLooked());
    if (count < FEW) {
      order.set(items);
      break;
    }
    for (let i = 0; i < length; yield) i = rounds.numberSome(one, i, length);
    const sorted = yield* radixSort(one, length, other);
    other = sorted === one ? other : one;
    one = sorted;
    const next = Uint32Array.from(rounds.groups, ({ start }) => start);
    for (let i = 0; i < length; yield) i = rounds.placeSome(one, other.bits, next, i, length);
    const split: Split = { group: 0, at: 0, parts: [] };
    while (rounds.splitSome(other.bits, split)) yield;
    yield* rounds.takeParts(split.parts);
  }
  for (const { start, end, term } of [...rounds.stuck, ...rounds.groups]) {
    yield* mergeSort({ items: order, scratch: one.items, from: start, to: end }, rounds.compare(term), pace);
  }
  return order;
}

/** Where the split of groups has come to, and what has come of them. */
interface Split {
  group: number;
  /** The place in the order, or one before that group. */
  at: number;
  readonly parts: RowGroup[];
}

/** The loops of the rounds: each ends after a short step. In a generator they would be slow. */
class Rounds {
  groups: readonly RowGroup[];
  /** Those that numbers do not split. */
  readonly stuck: RowGroup[] = [];
  readonly order: Uint32Array;
  readonly #columns: readonly SortColumn[];
  readonly #pace: Pace;
  /** For each column the order by that and the next ones. */
  readonly #compares: readonly ((a: number, b: number) => number)[];
  /** The group of each row. */
  readonly #groupOf: Uint32Array;

  constructor(count: number, columns: readonly SortColumn[], pace: Pace) {
    this.order = new Uint32Array(count);
    this.#columns = columns;
    this.#pace = pace;
    this.#compares = columns.map((_, term) => comparing(columns.slice(term)));
    this.#groupOf = new Uint32Array(count);
    this.groups = [new RowGroup(0, count, 0, 0)];
  }

  compare(term: number): (a: number, b: number) => number {
    return this.#compares[term] as (a: number, b: number) => number;
  }

  /** Goes on with a list of the rows of all groups, in the order of their indexes. @returns The length of the list. */
  listSome(items: Uint32Array, length: number, start: number): number {
    const groupOf = this.#groupOf;
    const end = Math.min(start + BLOCK, groupOf.length);
    let listed = length;
    for (let row = start; row < end; row++) if (groupOf[row] !== NONE) items[listed++] = row;
    return listed;
  }

  /** Looks at rows until one takes long. */
  lookAtSome(items: Uint32Array, start: number, length: number): number {
    const pace = this.#pace;
    const end = Math.min(start + BLOCK, length);
    pace.isLong = false;
    let i = start;
    while (i < end && !pace.isLong) {
      const row = items[i++] as number;
      const group = this.#group(row);
      if (!group.isLooked) group.look(this.#column(group).key(row));
    }
    return i;
  }

  /** Whether groups are known well enough to be numbered; others are looked at again, in their next column. */
  hasLooked(): boolean {
    const { length } = this.#columns;
    let isKnown = true;
    for (const group of this.groups) if (!group.isLooked && group.goesOn(length)) isKnown = false;
    return isKnown;
  }

  numberSome({ items, numbers }: Numbered, start: number, length: number): number {
    const end = Math.min(start + BLOCK, length);
    for (let i = start; i < end; i++) {
      const row = items[i] as number;
      const group = this.#group(row);
      const column = this.#column(group);
      numbers[i] = group.number(column.key(row), column);
    }
    return end;
  }

  /** Puts rows that are in the order of their numbers behind those that their groups have in the order already. */
  placeSome(sorted: Numbered, bits: Uint32Array, next: Uint32Array, start: number, length: number): number {
    const end = Math.min(start + BLOCK, length);
    for (let i = start; i < end; i++) {
      const row = sorted.items[i] as number;
      const at = (next[this.#groupOf[row] as number] as number)++;
      this.order[at] = row;
      bits[2 * at] = sorted.bits[2 * i] as number;
      bits[2 * at + 1] = sorted.bits[2 * i + 1] as number;
    }
    return end;
  }

  /** Goes on with splitting groups by the numbers of their rows. @returns Whether there is more to split. */
  splitSome(bits: Uint32Array, split: Split): boolean {
    const { order } = this;
    const pace = this.#pace;
    pace.isLong = false;
    let { group: g, at } = split;
    for (let steps = 0; steps < BLOCK && !pace.isLong && g < this.groups.length; ) {
      const group = this.groups[g] as RowGroup;
      const from = Math.max(at, group.start);
      at = endOfRun(bits, from, group.end);
      steps += at - from;
      if (at === group.end) g++;
      if (at - from === 1) continue;
      if (at - from <= SHORT) {
        insertAll(order, from, at, this.compare(group.term));
        steps += SHORT * (at - from); // They are all over the memory
      } else {
        const part = group.part(from, at, this.#column(group).key(order[from] as number), this.#column(group));
        if (part.term === this.#columns.length) continue;
        if (at - from === group.end - group.start && part.term === group.term) this.stuck.push(part);
        else split.parts.push(part);
      }
    }
    split.group = g;
    split.at = at;
    return g < this.groups.length;
  }

  /** Goes on with the parts of its groups. */
  *takeParts(groups: readonly RowGroup[]): Generator<void, void> {
    this.groups = groups;
    this.#groupOf.fill(NONE);
    for (const [g, { start, end }] of groups.entries()) {
      for (let from = start; from < end; from += BLOCK) {
        this.#mark(from, Math.min(from + BLOCK, end), g);
        yield;
      }
    }
  }

  #mark(from: number, to: number, group: number): void {
    for (let at = from; at < to; at++) this.#groupOf[this.order[at] as number] = group;
  }

  #group(row: number): RowGroup {
    return this.groups[this.#groupOf[row] as number] as RowGroup;
  }

  #column({ term }: RowGroup): SortColumn {
    return this.#columns[term] as SortColumn;
  }
}

/** The end of the items from one on that have the same number. */
function endOfRun(bits: Uint32Array, from: number, end: number): number {
  const low = bits[2 * from];
  const high = bits[2 * from + 1];
  let to = from + 1;
  while (to < end && bits[2 * to] === low && bits[2 * to + 1] === high) to++;
  return to;
}

/** Marks a row that is in no group any more. */
const NONE = 0xffffffff;
/** Short steps between two yields. */
const BLOCK = 4_096;
/** Rows below which comparing all is quicker than counting the digits of their numbers. */
const FEW = 1_000;
/** Rows that are compared, and inserted one by one. */
const SHORT = 8;
/** Rounds beyond one for each column, for texts that begin alike. */
const MORE_ROUNDS = 6;
