import type { Change } from '../core/collection.js';
import type { KeyedRow } from '../core/values.js';

/**
 * What happened to a widget that is paused: the newest state of each key that changed, so that a pause of any length
 * takes no more room than the rows that there are.
 */
export class HeldChanges {
  /** Rows that changed since, each change counted. */
  count = 0;
  readonly #isWhole: boolean;
  readonly #rows = new Map<string, { readonly row: KeyedRow | undefined; readonly hasGone: boolean }>();

  /** @param whole A first load that came meanwhile and replaces what is shown. */
  constructor(whole?: readonly KeyedRow[]) {
    this.#isWhole = whole !== undefined;
    for (const row of whole ?? []) this.#rows.set(row[0], { row, hasGone: false });
  }

  add({ up = [], del = [] }: Change): void {
    this.count += up.length + del.length;
    for (const key of del) this.#rows.set(key, { row: undefined, hasGone: true });
    for (const row of up) {
      const before = this.#rows.get(row[0]);
      // A key that went comes again at the end.
      if (before !== undefined && before.row === undefined) this.#rows.delete(row[0]);
      this.#rows.set(row[0], { row, hasGone: before?.hasGone === true });
    }
  }

  /** All rows, if a first load came meanwhile. */
  get whole(): KeyedRow[] | undefined {
    return this.#isWhole ? this.#living() : undefined;
  }

  get change(): Change {
    return { up: this.#living(), del: [...this.#rows].flatMap(([key, { hasGone }]) => (hasGone ? [key] : [])) };
  }

  #living(): KeyedRow[] {
    return [...this.#rows.values()].flatMap(({ row }) => (row === undefined ? [] : [row]));
  }
}
