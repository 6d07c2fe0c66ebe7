/**
 * Counts the decimals that a number needs in a column without a format: none if it is whole, two if it has some, and three
 * digits if it is small and has so many. Others are written in a form of their own.
 */
export function decimalsOf(value: number): number {
  const size = Math.abs(value);
  if (Number.isInteger(value) || !(size < LARGEST) || size < SMALLEST) return 0;
  if (size >= 1 || Number.isInteger(value * 100)) return 2;
  const decimals = String(value).split('.')[1]?.length ?? MOST;
  return Math.max(2, Math.min(decimals, 2 - Math.floor(Math.log10(size))));
}

/** Numbers from here on have no decimals that could be read. */
const LARGEST = 1e15;
/** Smaller ones are written with an exponent. */
const SMALLEST = 1e-4;
const MOST = 6;
