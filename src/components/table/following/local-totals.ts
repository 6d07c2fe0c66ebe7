import type { Collection } from '../../../core/collection.js';
import { compileFilter, type FilterTerm } from '../../../core/filter.js';
import type { TotalTerm } from '../../../core/messages.js';
import { Totals } from '../../../core/totals/totals.js';
import type { Value } from '../../../core/values.js';

/** Totals over the rows of a collection that pass a filter, kept as rows change. */
export class LocalTotals {
  readonly #unsubscribe: () => void;
  #totals: Totals;

  constructor(collection: Collection, filter: readonly FilterTerm[], terms: readonly TotalTerm[]) {
    const matches = compileFilter(collection.columns, filter);
    const count = () => {
      const totals = new Totals(collection.columns, terms, matches);
      for (const row of collection.rows()) if (matches(row)) totals.add(row);
      return totals;
    };
    this.#totals = count();
    this.#unsubscribe = collection.subscribe((changes, reset) => {
      if (reset) this.#totals = count();
      else this.#totals.follow(changes);
    });
  }

  /** In the order of the terms. */
  get values(): readonly Value[] {
    return this.#totals.values;
  }

  close(): void {
    this.#unsubscribe();
  }
}
