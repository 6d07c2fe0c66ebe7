import type { Collection } from '../../src/core/collection.js';
import { SortedView } from '../../src/core/sorted/sorted-view.js';
import { inSlices } from '../cooperative/cooperative-sort.js';
import type { RowOrder } from '../cooperative/ordered-rows.js';
import { type SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import { type RecentOf, WindowContent } from './window-content.js';

export interface SharedViewOptions {
  readonly collection: Collection;
  readonly order: RowOrder;
  readonly queue: SliceQueue;
}

/** The part of a view that a window shows. */
export interface WindowPart {
  readonly offset: number;
  readonly limit: number;
  /** The widget's `max_rows`, which cuts the view. */
  readonly maxRows: number;
  readonly recentOf: RecentOf | undefined;
  /** The same for parts that have the same `recentOf`. */
  readonly hist: string;
}

/**
 * The rows of a collection in one order, for all windows that look at them so. A large one is sorted in slices that let
 * others have their turn, and cannot be read until then.
 */
export class SharedView {
  readonly collection: Collection;
  readonly order: RowOrder;
  readonly #queue: SliceQueue;
  readonly #waiting = new Set<(error?: unknown) => void>();
  readonly #contents = new Map<string, { readonly position: number; readonly content: WindowContent }>();
  readonly #closed = new AbortController();
  readonly #view: SortedView;
  #isMaking = false;

  constructor({ collection, order, queue }: SharedViewOptions) {
    this.collection = collection;
    this.order = order;
    this.#queue = queue;
    this.#view = new SortedView(collection, order);
    this.prepare();
  }

  /** Whether it can be read now. If not, it is being made: see `whenReady`. */
  prepare(): boolean {
    if (this.#isMaking) return false;
    if (this.#isUpToDate || this.collection.size <= SORTED_AT_ONCE) return true;
    this.#isMaking = true;
    void this.#make().then(
      () => this.#made(),
      (error: unknown) => this.#made(error),
    );
    return false;
  }

  /** Calls back once when it can be read, or with the error that came in between. @returns What takes that back. */
  whenReady(callback: (error?: unknown) => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  get matching(): number {
    return this.#view.matching;
  }

  /** The place of a row, 0 for the first; `undefined` if it does not pass the filter. */
  rank(key: string): number | undefined {
    return this.#view.rank(key);
  }

  /** What a part of it shows now: the same object as before if nothing of it changed. */
  content({ offset, limit, maxRows, recentOf, hist }: WindowPart): WindowContent {
    const { position } = this.collection;
    const name = `${offset} ${limit} ${maxRows} ${hist}`;
    const known = this.#contents.get(name);
    if (known?.position === position) return known.content;
    const { matching } = this.#view;
    const total = Math.min(matching, maxRows);
    const rows = this.#view.window(offset, Math.max(0, Math.min(limit, total - offset)));
    const facts = { offset, total, matching, totals: undefined, moved: undefined };
    const now = new WindowContent(rows, facts, recentOf);
    const content = known?.content.isSame(now) ? known.content : now;
    if (this.#contents.size >= MOST_CONTENTS) this.#contents.clear();
    this.#contents.set(name, { position, content });
    return content;
  }

  close(): void {
    this.#closed.abort();
    this.#view.close();
    this.#waiting.clear();
  }

  /** Whether reading it takes but a moment. */
  get #isUpToDate(): boolean {
    return this.#view.isFilled && this.#view.pending <= FOLLOWED_AT_ONCE;
  }

  async #make(): Promise<void> {
    const slices = { queue: this.#queue, signal: this.#closed.signal };
    // Again if everything was replaced meanwhile, or much changed.
    while (!this.#isUpToDate) await inSlices(this.#view.following(), new TimeSlices(slices));
  }

  #made(error?: unknown): void {
    this.#isMaking = false;
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback(error);
  }
}

/**
 * Rows that are sorted in one go: it takes 5 ms. With half as many more views would come a turn later; with ten times as
 * many a viewer that opens several would stop everybody for as many frames of a page.
 */
const SORTED_AT_ONCE = 5_000;
/**
 * Changes that are followed in one go, which takes up to 20 ms. Half: a viewer that looks once in two seconds at what
 * changes 2,000 times a second waits for slices. Twice: everybody waits for it for twice as long.
 */
const FOLLOWED_AT_ONCE = 4_000;
/** Parts of a view that are remembered: twice as many as there may be viewers who scroll through it at a time. */
const MOST_CONTENTS = 200;
