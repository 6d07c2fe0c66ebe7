import { ProtocolError } from '../../src/core/checks/rules.js';
import type { TotalTerm } from '../../src/core/messages.js';

/** How many totals of one widget are kept, of all its views together. */
export class TotalsBudget {
  #spent = 0;

  /** Takes place for totals; gives what gives it back. @throws ProtocolError `bad_window` if there is none left. */
  take(terms: readonly TotalTerm[]): () => void {
    const cost = costOf(terms);
    if (this.#spent + cost > MOST_TOTALS_KEPT) {
      const rule = `viewers may ask for totals of a widget that cost ${MOST_TOTALS_KEPT} together`;
      const costs = `"min" and "max" cost ${OF_ORDERED} each, others 1`;
      throw new ProtocolError(
        'bad_window',
        `${rule}; ${costs}, these cost ${cost}, and ${this.#spent} are taken; ask for fewer, for those that others have, or for none`,
      );
    }
    this.#spent += cost;
    return () => {
      this.#spent -= cost;
    };
  }
}

function costOf(terms: readonly TotalTerm[]): number {
  return terms.reduce((sum, [, of]) => sum + (of === 'min' || of === 'max' ? OF_ORDERED : 1), 0);
}

/**
 * Totals of one widget. Each costs some time for each row that changes, and the least and the largest a list of all rows in
 * order, of 12 bytes a row. Half: the feet of two tables with twenty columns would be too many. Twice: of a million rows they
 * may take half a gigabyte.
 */
const MOST_TOTALS_KEPT = 128;
/** A minimum or maximum costs as much as so many others. */
const OF_ORDERED = 8;
