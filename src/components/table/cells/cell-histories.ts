import { CellHistory } from '../../../core/cell-history.js';
import type { RowUpdate } from '../../../core/collection.js';
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

  values(column: string, key: string): readonly number[] {
    return this.#byColumn.get(column)?.values(key) ?? [];
  }

  record(changes: readonly RowUpdate[]): void {
    for (const history of this.#byColumn.values()) history.record(changes, Date.now());
  }
}
