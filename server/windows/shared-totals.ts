import type { Collection, RowChange } from '../../src/core/collection.js';
import { compileFilter, type FilterTerm } from '../../src/core/filter.js';
import type { TotalTerm } from '../../src/core/messages.js';
import { Totals } from '../../src/core/totals/totals.js';
import type { Value } from '../../src/core/values.js';
import { copyRows } from '../cooperative/copy-rows.js';
import { LONG_STEP, type TimeSlices } from '../cooperative/time-slices.js';

export interface SharedTotalsOptions {
  readonly collection: Collection;
  readonly filter: readonly FilterTerm[];
  readonly terms: readonly TotalTerm[];
  readonly slices: TimeSlices;
  /** Called when they can be read, or with the error that came in between. */
  readonly whenReady: (error?: unknown) => void;
  /** Called when no window asks for them any more. */
  readonly onClose: () => void;
}

/** The totals of a view, for all windows that ask for the same. The rows are counted in slices at first. */
export class SharedTotals {
  /** As they were asked for. */
  readonly asked: string;
  readonly #options: SharedTotalsOptions;
  readonly #unsubscribe: () => void;
  #totals: Totals;
  /** Changes since the rows began to be counted. */
  #waiting: RowChange[] | undefined = [];
  #windows = 0;

  constructor(options: SharedTotalsOptions) {
    this.#options = options;
    this.asked = JSON.stringify(options.terms);
    this.#totals = this.#none();
    this.#unsubscribe = options.collection.subscribe((changes, reset) => {
      if (reset) this.#countAtOnce();
      else if (this.#waiting === undefined) this.#totals.follow(changes);
      else for (const change of changes) this.#waiting.push(change);
    });
    void this.#count().then(() => options.whenReady(), options.whenReady);
  }

  get isReady(): boolean {
    return this.#waiting === undefined;
  }

  /** In the order of the terms. */
  get values(): readonly Value[] {
    return this.#totals.values;
  }

  take(): void {
    this.#windows++;
  }

  release(): void {
    if (--this.#windows > 0) return;
    this.close();
    this.#options.onClose();
  }

  close(): void {
    this.#unsubscribe();
  }

  #none(): Totals {
    const { collection, terms } = this.#options;
    return new Totals(collection.columns, terms, this.#test());
  }

  #test() {
    const { collection, filter } = this.#options;
    return compileFilter(collection.columns, filter);
  }

  async #count(): Promise<void> {
    const { collection, slices } = this.#options;
    const totals = this.#totals;
    const matches = this.#test();
    for (const row of await copyRows(collection, slices)) {
      if (slices.isOver(LONG_STEP)) await slices.next();
      if (matches(row)) totals.add(row);
    }
    if (totals !== this.#totals) return; // Everything was replaced, and counted
    totals.follow(this.#waiting ?? []);
    this.#waiting = undefined;
  }

  /** Counts the rows by which everything was replaced: those of one commit. */
  #countAtOnce(): void {
    this.#totals = this.#none();
    const matches = this.#test();
    for (const row of this.#options.collection.rows()) if (matches(row)) this.#totals.add(row);
    this.#waiting = undefined;
  }
}
