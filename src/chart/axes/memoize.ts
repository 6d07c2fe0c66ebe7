/** Keeps the last result of a function, and makes it anew when an argument is another one; compared by identity. */
export function memoize<A extends readonly unknown[], T>(make: (...from: A) => T): (...from: A) => T {
  let last: { readonly from: A; readonly value: T } | undefined;
  return (...from) => {
    if (last === undefined || !from.every((one, i) => Object.is(one, last?.from[i])))
      last = { from, value: make(...from) };
    return last.value;
  };
}
