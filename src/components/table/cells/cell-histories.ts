import { CellHistory } from '../../../core/cell-history.js';
import type { RowUpdate } from '../../../core/collection.js';
import type { RecentByColumn } from '../../../core/messages.js';
import type { Column } from '../../../core/values.js';

/** The recent values of the columns of a table that have sparklines. */
export class CellHistories {
  #columns: readonly Column[] = [];
  readonly #byColumn = new Map<string, CellHistory>();

  /** Begins anew if the columns are others. */
  follow(columns: readonly Column[]): void {
    if (columns === this.#columns) return;
    this.#columns = columns;
    this.#byColumn.clear();
    columns.forEach(({ name, sparkline }, index) => {
      if (sparkline) this.#byColumn.set(name, new CellHistory(index + 1));
    });
  }

  /** The names of the columns. */
  get sparklines(): readonly string[] {
    return [...this.#byColumn.keys()];
  }

  values(column: string, key: string): readonly number[] {
    return this.#byColumn.get(column)?.values(key) ?? [];
  }

  /** Takes recent values from a relay, of rows that were not here. */
  fill(recent: RecentByColumn): void {
    for (const [column, cells] of Object.entries(recent)) {
      for (const [key, values] of cells) this.#byColumn.get(column)?.fill(key, values);
    }
  }

  record(changes: readonly RowUpdate[]): void {
    for (const history of this.#byColumn.values()) history.record(changes, Date.now());
  }
}
