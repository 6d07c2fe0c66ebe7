import type { RowUpdate } from '../../../core/collection.js';
import type { KeyedRow } from '../../../core/values.js';

/** Keys above which a change is a new picture, in which a highlight would say nothing. */
const MAX_KEYS = 5_000;

/**
 * The changes of rows since they were last painted, by key. In a tab that is not painted it stops counting, so it never
 * grows beyond a few thousand keys.
 */
export class ChangeSet {
  readonly #before = new Map<string, KeyedRow | undefined>();
  readonly #deleted = new Set<string>();
  #isHighlighted = false;
  #size = 0;
  #isCatchUpAwaited = false;

  /** Whether the changes are worth a highlight: not after a first load, a new order or too much at once. */
  get isHighlighted(): boolean {
    return this.#isHighlighted;
  }

  /** The number of changes. An untouched row has moved by as many rows at the most. */
  get size(): number {
    return this.#size;
  }

  add(changes: readonly RowUpdate[], reset: boolean): void {
    if (reset || changes.length > MAX_KEYS) this.suppress();
    this.#size += changes.length;
    for (const { before, after } of changes) {
      const key = (after ?? before)?.[0];
      if (!this.#isHighlighted || key === undefined) break;
      if (after === undefined) this.#deleted.add(key);
      else this.#deleted.delete(key);
      if (!this.#before.has(key)) this.#before.set(key, before);
      if (this.#before.size > MAX_KEYS) this.suppress();
    }
  }

  /** Highlights nothing until the next paint. */
  suppress(): void {
    this.#isHighlighted = false;
    this.#before.clear();
    this.#deleted.clear();
  }

  /** Highlights none of the next changes, whenever they come: they happened while the link was away. */
  awaitCatchUp(): void {
    this.suppress();
    this.#isCatchUpAwaited = true;
  }

  /** Whether a row was changed or added. */
  has(key: string): boolean {
    return this.#before.has(key);
  }

  /** A row as it was painted last; `undefined` if it was not there. */
  before(key: string): KeyedRow | undefined {
    return this.#before.get(key);
  }

  isDeleted(key: string): boolean {
    return this.#deleted.has(key);
  }

  /** Begins anew, after a paint. */
  clear(): void {
    if (this.#size > 0) this.#isCatchUpAwaited = false;
    this.suppress();
    this.#size = 0;
    this.#isHighlighted = !this.#isCatchUpAwaited;
  }
}
