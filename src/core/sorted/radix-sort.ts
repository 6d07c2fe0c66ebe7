/** Items with a number each. */
export interface Numbered {
  readonly items: Uint32Array;
  readonly numbers: Float64Array;
  /** The memory of the numbers: two halves of each, the lower first. */
  readonly bits: Uint32Array;
}

export function numbered(length: number): Numbered {
  const numbers = new Float64Array(length);
  return { items: new Uint32Array(length), numbers, bits: new Uint32Array(numbers.buffer) };
}

/**
 * Sorts items by their numbers, ascending, equal ones as they stand: a radix sort of four digits of 16 bits, in steps of
 * less than a millisecond. The numbers move with the items, so that memory is read in order.
 *
 *     bits of a number   sign · exponent · fraction      of a positive one the sign is set, of a negative one all are
 *     digits             [3]    [2]   [1]   [0]          inverted: so they are in order as unsigned integers
 *
 * @param length How many there are: the lists may be longer.
 * @param spare Lists that are as long.
 * @returns Those of the two that are sorted now, with numbers that are in order as integers.
 */
export function* radixSort(first: Numbered, length: number, spare: Numbered): Generator<void, Numbered> {
  let [from, to] = [first, spare];
  for (let start = 0; start < length; start += BLOCK) {
    makeSortable(from, start, Math.min(start + BLOCK, length));
    yield;
  }
  const ends = new Uint32Array(0x10000);
  for (let digit = 0; digit < 4; digit++) {
    ends.fill(0);
    for (let start = 0; start < length; start += BLOCK) {
      count(from.bits, digit, ends, start, Math.min(start + BLOCK, length));
      yield;
    }
    if (ends.includes(length)) continue; // All are the same, as the lower digits of integers are
    for (let i = 1; i < ends.length; i++) ends[i] = (ends[i] as number) + (ends[i - 1] as number);
    for (let end = length; end > 0; end -= BLOCK) {
      place(from, to, digit, ends, Math.max(0, end - BLOCK), end);
      yield;
    }
    [from, to] = [to, from];
  }
  return from;
}

/** Numbers between two yields. */
const BLOCK = 16_384;

function makeSortable({ numbers, bits }: Numbered, start: number, end: number): void {
  for (let i = start; i < end; i++) {
    numbers[i] = (numbers[i] as number) + 0; // So that -0 is 0
    const high = bits[2 * i + 1] as number;
    const isNegative = high >>> 31 === 1;
    if (isNegative) bits[2 * i] = ~(bits[2 * i] as number);
    bits[2 * i + 1] = isNegative ? ~high : high ^ 0x80000000;
  }
}

function count(bits: Uint32Array, digit: number, counts: Uint32Array, start: number, end: number): void {
  for (let i = start; i < end; i++) (counts[digitOf(bits, i, digit)] as number)++;
}

/** Puts items where they belong by one digit, from the last to the first. */
function place(from: Numbered, to: Numbered, digit: number, ends: Uint32Array, start: number, end: number): void {
  const { items, bits } = from;
  for (let i = end - 1; i >= start; i--) {
    const target = --(ends[digitOf(bits, i, digit)] as number);
    to.items[target] = items[i] as number;
    to.bits[2 * target] = bits[2 * i] as number;
    to.bits[2 * target + 1] = bits[2 * i + 1] as number;
  }
}

function digitOf(bits: Uint32Array, i: number, digit: number): number {
  return ((bits[2 * i + (digit >> 1)] as number) >>> (16 * (digit & 1))) & 0xffff;
}
