import type { Change } from '../../core/collection.js';
import { ConflatedRows } from '../../core/commit/conflated-rows.js';
import type { KeyedRow } from '../../core/values.js';

/**
 * The changes of a widget that is paused: the newest state of each key that changed. A key that came and went meanwhile
 * leaves no trace, so that a pause of any length takes no more room than the rows shown and the rows there are: a log
 * keeps few rows and sees new keys all the time.
 */
export class HeldChanges {
  /** Rows that changed since, each change counted. */
  count = 0;
  readonly #isShown: (key: string) => boolean;
  readonly #isWhole: boolean;
  readonly #rows = new ConflatedRows();

  /**
   * @param isShown Whether a key is among the rows that stay in sight: only then is there something to delete.
   * @param whole A first load that came meanwhile and replaces them.
   */
  constructor(isShown: (key: string) => boolean, whole?: readonly KeyedRow[]) {
    this.#isShown = isShown;
    this.#isWhole = whole !== undefined;
    for (const row of whole ?? []) this.#rows.upsert(row);
  }

  add({ up = [], del = [] }: Change): void {
    this.count += up.length + del.length;
    for (const key of del) {
      if (!this.#isWhole && this.#isShown(key)) this.#rows.delete(key);
      else this.#rows.up.delete(key);
    }
    for (const row of up) this.#rows.upsert(row);
  }

  /** Rows and deletes that are held. */
  get size(): number {
    return this.#rows.up.size + this.#rows.del.size;
  }

  /** All rows, if a first load came meanwhile. */
  get whole(): KeyedRow[] | undefined {
    return this.#isWhole ? [...this.#rows.up.values()] : undefined;
  }

  get change(): Change {
    return { up: [...this.#rows.up.values()], del: [...this.#rows.del] };
  }
}
