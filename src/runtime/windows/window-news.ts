import type { RowUpdate } from '../../core/collection.js';
import type { RecentByColumn } from '../../core/messages.js';
import type { SourceListener } from '../source.js';

/** What has changed in a window since its listener was told. */
export class WindowNews {
  #changes: RowUpdate[] = [];
  #isReset = false;
  #recent: RecentByColumn[] = [];

  add(changes: readonly RowUpdate[]): void {
    if (!this.#isReset) this.#changes.push(...changes);
  }

  /** All rows are others. */
  reset(): void {
    this.#changes = [];
    this.#isReset = true;
  }

  addRecent(values: RecentByColumn): void {
    this.#recent.push(values);
  }

  take(): Parameters<SourceListener> {
    const changes = this.#changes;
    const recent = this.#recent;
    const news: Parameters<SourceListener> =
      recent.length > 0 ? [changes, this.#isReset, recent] : [changes, this.#isReset];
    this.#changes = [];
    this.#isReset = false;
    this.#recent = [];
    return news;
  }
}
