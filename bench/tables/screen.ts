import type { LiveTable } from '../peers/live-table.js';
import { ID, LAST, type Quote, VOL } from '../peers/quotes.js';

/** Rows that are compared. */
export const SEEN = 10;

/** Calls back right after each paint, with the milliseconds since the last frame, until the function that it gives is called. */
export function afterEachPaint(painted: (gap: number) => void): () => void {
  const afterPaint = new MessageChannel();
  let before: number | undefined;
  let isOver = false;
  afterPaint.port1.onmessage = ({ data }: MessageEvent<number>) => {
    if (!isOver) painted(data);
  };
  const frame = (now: number) => {
    if (isOver) return;
    afterPaint.port2.postMessage(now - (before ?? now));
    before = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  return () => {
    isOver = true;
    afterPaint.port1.close();
  };
}

/** Waits until something is true of what was painted; gives the time of that. */
export function untilPainted(isTrue: () => boolean, explain: () => string): Promise<number> {
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const stop = afterEachPaint(() => {
      const now = performance.now();
      const isPainted = isTrue();
      if (!isPainted && now - begun < PATIENCE) return;
      stop();
      if (isPainted) resolve(now);
      else reject(new Error(`not seen within ${PATIENCE} ms: ${explain()}`));
    });
  });
}

/** The number that a cell shows, in any format. */
export function numberAt(table: LiveTable, row: number, column: number): number {
  return Number(table.textAt(row, column)?.replace(/[^\d.-]/g, '') || Number.NaN);
}

/** What the first rows must show: rows in order of their ticking column, of which equal ones may change places. */
export class Expected {
  readonly #quotes: ReadonlyMap<string, Quote>;
  readonly #first: readonly Quote[];
  readonly #isSorted: boolean;

  /** @param quotes The state of all rows, in order of appearance. */
  constructor(quotes: ReadonlyMap<string, Quote>, isSorted: boolean) {
    this.#quotes = quotes;
    this.#isSorted = isSorted;
    const rows = [...quotes.values()];
    this.#first = (isSorted ? rows.sort((a, b) => b[LAST] - a[LAST]) : rows).slice(0, SEEN);
  }

  isShownBy(table: LiveTable): boolean {
    return this.#first.every((expected, i) => {
      const id = table.textAt(i, ID)?.trim();
      const quote = this.#quotes.get(id ?? '');
      const stands = this.#isSorted ? quote?.[LAST] === expected[LAST] : id === expected[ID];
      return stands && numberAt(table, i, LAST) === quote?.[LAST] && numberAt(table, i, VOL) === quote[VOL];
    });
  }

  /** What is to be seen, and what is. */
  describe(table: LiveTable): string {
    const shown = this.#first.map((_, i) => [ID, LAST, VOL].map((column) => table.textAt(i, column)).join(' '));
    const expected = this.#first.map((quote) => [ID, LAST, VOL].map((column) => quote[column]).join(' '));
    return `expected ${expected.join(', ')}; seen ${shown.join(', ')}`;
  }
}

/** Milliseconds. */
const PATIENCE = 60_000;
