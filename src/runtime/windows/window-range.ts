/** The first and the last row that can be seen. */
export interface Sight {
  readonly first: number;
  readonly last: number;
}

/** The rows of `[offset, offset + limit)`. */
export interface WindowRange {
  readonly offset: number;
  readonly limit: number;
}

/** Rows of the first window of a table that has not measured how many it shows. */
const UNMEASURED: Sight = { first: 0, last: 39 };
/** Tables that are about as high ask for equal windows, which the relay encodes once. */
const STEP = 20;

/** Gives the window for what is in sight: with about as many rows again above it and below it, to scroll to. */
export function rangeAround({ first, last }: Sight = UNMEASURED, total: number, most: number): WindowRange {
  const screen = Math.ceil((last - first + 1) / STEP) * STEP;
  const limit = Math.max(1, Math.min(3 * screen, most));
  const above = Math.max(0, Math.min(screen, limit - (last - first + 1)));
  return { offset: Math.max(0, Math.min(first - above, total - limit)), limit };
}

/** Whether half of what lies beside the rows in sight has been scrolled to, on one side, and there are more rows. */
export function isNearEdge({ first, last }: Sight, { offset, limit }: WindowRange, total: number): boolean {
  const margin = Math.max(0, Math.floor((limit - (last - first + 1)) / 4));
  const isNearTop = offset > 0 && first - margin < offset;
  const isNearEnd = offset + limit < total && last + margin >= offset + limit;
  return isNearTop || isNearEnd;
}
