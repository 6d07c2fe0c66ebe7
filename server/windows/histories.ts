import { CellHistory } from '../../src/core/cell-history.js';
import type { Collection } from '../../src/core/collection.js';
import type { RecentOf } from './window-content.js';

/**
 * The recent values of columns with sparklines, for rows that enter a window. A column is recorded from the first time
 * that a window asks for it, as long as its collection lives.
 */
export class Histories {
  readonly #collection: Collection;
  readonly #columns = new Map<string, CellHistory>();

  constructor(collection: Collection) {
    this.#collection = collection;
    collection.subscribe((changes, reset) => {
      const now = Date.now();
      for (const history of this.#columns.values()) {
        if (reset) history.clear();
        else history.record(changes, now);
      }
    });
  }

  /** Gives a reader of the recent values of some columns. */
  of(columns: readonly string[]): RecentOf {
    const histories = columns.map((name) => [name, this.#history(name)] as const);
    return (key) =>
      histories.flatMap(([name, history]) => {
        const values = history.values(key);
        return values.length === 0 ? [] : [[name, [key, values.map((one) => (Number.isNaN(one) ? null : one))]]];
      });
  }

  #history(name: string): CellHistory {
    let history = this.#columns.get(name);
    if (history === undefined) {
      history = new CellHistory(this.#collection.columns.findIndex((column) => column.name === name) + 1);
      this.#columns.set(name, history);
    }
    return history;
  }
}
