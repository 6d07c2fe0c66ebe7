import type { RowChange } from '../../core/collection.js';
import type { KeyedRow } from '../../core/values.js';

/** More than this is no news to look at, only a new picture. */
const MOST = 5_000;

/**
 * What has happened to the rows since they were last painted, by key. In a tab that is not painted it stops counting,
 * so it never grows beyond a few thousand keys.
 */
export class ChangeSet {
  readonly #before = new Map<string, KeyedRow | undefined>();
  readonly #deleted = new Set<string>();
  #isNews = false;
  #size = 0;
  #isCatchUpAwaited = false;

  /** Whether the changes are worth a highlight: not after a first load, a new order or too much at once. */
  get isNews(): boolean {
    return this.#isNews;
  }

  /** How many changes there were: as many places, at the most, an untouched row may have moved by them. */
  get size(): number {
    return this.#size;
  }

  add(changes: readonly RowChange[], reset: boolean): void {
    if (reset || changes.length > MOST) this.silence();
    this.#size += changes.length;
    for (const { before, after } of changes) {
      const key = (after ?? before)?.[0];
      if (!this.#isNews || key === undefined) break;
      if (after === undefined) this.#deleted.add(key);
      else this.#deleted.delete(key);
      if (!this.#before.has(key)) this.#before.set(key, before);
      if (this.#before.size > MOST) this.silence();
    }
  }

  /** Nothing until the next paint is news. */
  silence(): void {
    this.#isNews = false;
    this.#before.clear();
    this.#deleted.clear();
  }

  /** The next changes, whenever they come, are not news: they tell what happened while the link was away. */
  awaitCatchUp(): void {
    this.silence();
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
    this.silence();
    this.#size = 0;
    this.#isNews = !this.#isCatchUpAwaited;
  }
}
