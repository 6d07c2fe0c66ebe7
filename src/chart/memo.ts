/** A value that is made anew only when what it is made from has changed. */
export class Memo<T> {
  #made: { readonly from: readonly unknown[]; readonly value: T } | undefined;

  /** @param from Everything that `make` reads; compared by identity. */
  of(from: readonly unknown[], make: () => T): T {
    const made = this.#made;
    if (made !== undefined && from.every((one, i) => Object.is(one, made.from[i]))) return made.value;
    const value = make();
    this.#made = { from, value };
    return value;
  }
}
