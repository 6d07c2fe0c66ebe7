import type { Collection, RowChange } from '../../src/core/collection.js';
import { compileFilter, type FilterTerm } from '../../src/core/filter.js';
import type { TotalTerm } from '../../src/core/messages.js';
import { Totals } from '../../src/core/totals/totals.js';
import type { KeyedRow, Value } from '../../src/core/values.js';
import { copyRows } from '../cooperative/copy-rows.js';
import { LONG_STEP, type TimeSlices } from '../cooperative/time-slices.js';

export interface SharedTotalsOptions {
  readonly collection: Collection;
  readonly filter: readonly FilterTerm[];
  readonly terms: readonly TotalTerm[];
  /** Gives slices for counting, which end with the signal. */
  readonly slices: (closed: AbortSignal) => TimeSlices;
  /** Called when they can be read, or with the error that came in between; not when they are closed before. */
  readonly whenReady: (error?: unknown) => void;
  /** Called when no window asks for them any more. */
  readonly onClose: () => void;
}

/** The totals of a view, for all windows that ask for the same. The rows are counted in slices at first. */
export class SharedTotals {
  /** As they were asked for. */
  readonly asked: string;
  readonly #options: SharedTotalsOptions;
  readonly #matches: (row: KeyedRow) => boolean;
  readonly #unsubscribe: () => void;
  readonly #closed = new AbortController();
  readonly #slices: TimeSlices;
  #totals: Totals;
  /** What changed since the rows began to be counted, by key; `undefined` when all are counted. */
  #waiting: Map<string, RowChange> | undefined;
  #windows = 0;

  constructor(options: SharedTotalsOptions) {
    const { collection, filter, terms } = options;
    this.#options = options;
    this.#matches = compileFilter(collection.columns, filter);
    this.#slices = options.slices(this.#closed.signal);
    this.asked = JSON.stringify(terms);
    this.#totals = this.#countAll();
    this.#unsubscribe = collection.subscribe((changes, reset) => {
      if (reset) this.#totals = this.#countAll();
      else if (this.#waiting === undefined) this.#totals.follow(changes);
      else for (const change of changes) conflate(this.#waiting, change);
    });
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
    this.#closed.abort();
    this.#unsubscribe();
  }

  #countAll(): Totals {
    const { collection, terms, whenReady } = this.#options;
    const totals = new Totals(collection.columns, terms, this.#matches);
    this.#waiting = new Map();
    void this.#count(totals).then(
      () => {
        if (totals === this.#totals) whenReady();
      },
      (error) => {
        if (!this.#closed.signal.aborted) whenReady(error);
      },
    );
    return totals;
  }

  async #count(totals: Totals): Promise<void> {
    const { collection } = this.#options;
    const slices = this.#slices;
    // Nothing is copied for those who have gone again when it is their turn.
    await slices.next();
    if (totals !== this.#totals) return;
    this.#waiting = new Map();
    for (const row of await copyRows(collection, slices)) {
      if (slices.isOver(LONG_STEP)) await slices.next();
      if (this.#matches(row)) totals.add(row);
    }
    // Everything may have been replaced meanwhile: then others are being counted.
    while (totals === this.#totals && this.#waiting !== undefined) {
      const waiting: RowChange[] = [...this.#waiting.values()];
      this.#waiting = waiting.length > FOLLOWED_AT_ONCE ? new Map() : undefined;
      for (const change of waiting) {
        if (this.#waiting !== undefined && slices.isOver(LONG_STEP)) await slices.next();
        totals.follow([change]);
      }
    }
  }
}

/** Changes that are followed in one go: it takes some milliseconds. */
const FOLLOWED_AT_ONCE = 1_000;

/** A row that changed again went from what it was at first to what it is now. */
function conflate(changes: Map<string, RowChange>, change: RowChange): void {
  const [key] = (change.before ?? change.after) as KeyedRow;
  const former = changes.get(key);
  changes.set(key, former === undefined ? change : { ...change, before: former.before });
}
