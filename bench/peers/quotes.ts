/** Ten columns of a price list, as all measured tables have them. */
export const COLUMNS = [
  { name: 'id', type: 'string' },
  { name: 'sym', type: 'string' },
  { name: 'venue', type: 'string' },
  { name: 'side', type: 'string' },
  { name: 'bid', type: 'number' },
  { name: 'ask', type: 'number' },
  { name: 'last', type: 'number' },
  { name: 'vol', type: 'integer' },
  { name: 'chg', type: 'number' },
  { name: 'ts', type: 'integer' },
] as const;

/** The values of a row, in the order of the columns. */
export type Quote = readonly [
  id: string,
  sym: string,
  venue: string,
  side: string,
  bid: number,
  ask: number,
  last: number,
  vol: number,
  chg: number,
  ts: number,
];

/** Indices of the columns that are looked at. */
export const ID = 0;
export const LAST = 6;
export const VOL = 7;

/** The column that ticks, by which sorted tables are sorted, descending. */
export const TICKING = 'last';
/** Above every other value of the ticking column: what marks a row, and keeps it at the top. */
export const MARK = 1_000_000;

/** Quotes of so many rows, from a seed: the same for everybody. */
export class Quotes {
  readonly rows: number;
  #seed: number;

  constructor(rows: number, seed = 1) {
    this.rows = rows;
    this.#seed = seed;
  }

  /** Every row once; the first one is marked. */
  first(): Quote[] {
    return Array.from({ length: this.rows }, (_, i) => (i === 0 ? this.mark(0) : this.#quote(i, this.#price())));
  }

  /** Changes of random rows other than the first. */
  changes(count: number): Quote[] {
    return Array.from({ length: count }, () => this.#quote(1 + this.#random(this.rows - 1), this.#price()));
  }

  /** The first row, with a mark of its own. */
  mark(number: number): Quote {
    return this.#quote(0, MARK + number);
  }

  #quote(i: number, last: number): Quote {
    const cents = (value: number) => Math.round(100 * value) / 100;
    const side = i % 2 === 0 ? 'buy' : 'sell';
    const time = 1_790_000_000_000 + this.#random(1_000_000);
    const [bid, ask] = [cents(last - 0.05), cents(last + 0.05)];
    return [idOf(i), `SYM${i % 500}`, `V${i % 5}`, side, bid, ask, last, this.#random(10_000), cents(last % 7), time];
  }

  #price(): number {
    return 1 + this.#random(99_900) / 100;
  }

  #random(below: number): number {
    this.#seed = (Math.imul(this.#seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((this.#seed / 2 ** 32) * below);
  }
}

/** The id of the first row. */
export const MARKED = idOf(0);

/** Of a fixed length: Perspective shows rows in order of their ids, all others in order of appearance. */
function idOf(i: number): string {
  return `r${String(i).padStart(7, '0')}`;
}
