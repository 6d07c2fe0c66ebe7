/**
 * The exact sum of numbers that come and go, rounded once when it is read: so nothing is left of those that went. As in
 * Shewchuk, "Adaptive Precision Floating-Point Arithmetic", and Python's `math.fsum`; integers beyond a double are apart.
 */
export class ExactSum {
  /** Numbers that do not overlap, whose sum it is. */
  #parts: number[] = [];
  #whole = 0n;
  readonly #infinite = { up: 0, down: 0 };

  /** @param sign -1 takes the number out again. */
  add(number: number | bigint, sign: 1 | -1 = 1): void {
    if (typeof number === 'bigint') this.#whole += BigInt(sign) * number;
    else if (Number.isFinite(number)) this.#addPart(sign * number);
    else this.#infinite[number > 0 ? 'up' : 'down'] += sign;
  }

  /** Exact if it is an integer, else the nearest number; NaN with infinities of both signs. */
  get value(): number | bigint {
    const { up, down } = this.#infinite;
    if (up > 0 || down > 0) return (up > 0 ? Number.POSITIVE_INFINITY : 0) + (down > 0 ? Number.NEGATIVE_INFINITY : 0);
    if (this.#whole === 0n) return this.#rounded();
    if (this.#parts.every(Number.isInteger)) return this.#parts.reduce((sum, part) => sum + BigInt(part), this.#whole);
    return Number(this.#whole) + this.#rounded();
  }

  #addPart(number: number): void {
    const parts: number[] = [];
    let sum = number;
    for (const part of this.#parts) {
      const [large, small] = Math.abs(sum) < Math.abs(part) ? [part, sum] : [sum, part];
      sum = large + small;
      const lost = small - (sum - large);
      if (lost !== 0) parts.push(lost);
    }
    if (sum !== 0) parts.push(sum);
    this.#parts = parts;
  }

  #rounded(): number {
    const parts = [...this.#parts];
    let sum = parts.pop() ?? 0;
    let lost = 0;
    while (parts.length > 0 && lost === 0) {
      const part = parts.pop() as number;
      const before = sum;
      sum += part;
      lost = part - (sum - before);
    }
    // Half way between two numbers, what is left decides
    const next = parts.at(-1) ?? 0;
    const isAway = lost !== 0 && Math.sign(lost) === Math.sign(next);
    return isAway && sum + 2 * lost - sum === 2 * lost ? sum + 2 * lost : sum;
  }
}
