/** The first index in `[low, high)` of which `isBefore` does not hold, which holds for none after it; else `high`. */
export function lowerBound(low: number, high: number, isBefore: (index: number) => boolean): number {
  let first = low;
  let end = high;
  while (first < end) {
    const middle = (first + end) >>> 1;
    if (isBefore(middle)) first = middle + 1;
    else end = middle;
  }
  return first;
}
