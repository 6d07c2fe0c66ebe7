import { ProtocolError } from '../../src/core/checks/rules.js';
import type { Collection } from '../../src/core/collection.js';
import type { TotalTerm } from '../../src/core/messages.js';
import { SortedView } from '../../src/core/sorted/sorted-view.js';
import type { RowOrder } from '../cooperative/ordered-rows.js';
import { inSlices, type SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import { firstRows } from './first-rows.js';
import { SharedTotals } from './shared-totals.js';
import { type RecentOf, WindowContent } from './window-content.js';
import type { WindowFacts } from './window-pieces.js';

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
  readonly totals: SharedTotals | undefined;
  /** The same for parts that have the same `recentOf`. */
  readonly hist: string;
}

/**
 * The rows of a collection in one order, for all windows that look at them so. A large one is sorted in slices that let
 * others have their turn. Until then its first rows can be read, if none are filtered.
 */
export class SharedView {
  readonly collection: Collection;
  readonly order: RowOrder;
  readonly #queue: SliceQueue;
  readonly #waiting = new Set<(error?: unknown) => void>();
  readonly #contents = new Map<string, { readonly position: number; readonly content: WindowContent }>();
  readonly #totals = new Map<string, SharedTotals>();
  readonly #closed = new AbortController();
  readonly #view: SortedView;
  /** The first rows of it while it is being made. */
  #first: SortedView | undefined;
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
    if (this.#view.isFilled && this.#view.pending === 0) return true;
    const isShort = this.#isUpToDate || this.collection.size <= SORTED_AT_ONCE;
    const begun = isShort ? this.#view.following() : undefined;
    if (begun !== undefined && isDoneWithin(SLICE, begun)) return true;
    this.#isMaking = true;
    void this.#make(begun).then(
      () => this.#made(),
      (error: unknown) => this.#made(error),
    );
    return false;
  }

  /** Whether the rows before this place can be read now, be it that others cannot. */
  prepareFirst(end: number): boolean {
    if (this.prepare()) return true;
    const first = this.#first;
    if (first === undefined || !first.isFilled || first.pending > FOLLOWED_AT_ONCE) return false;
    return Math.min(end, this.collection.size) <= first.matching;
  }

  get isMaking(): boolean {
    return this.#isMaking;
  }

  /** Calls back once when it can be read, be it only its first rows, or with the error that came in between. @returns What takes that back. */
  whenReady(callback: (error?: unknown) => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  get matching(): number {
    return this.#first === undefined ? this.#view.matching : this.collection.size;
  }

  /** The place of a row, 0 for the first; `undefined` if it does not pass the filter. */
  rank(key: string): number | undefined {
    return this.#view.rank(key);
  }

  /** What a part of it shows now: the same object as before if nothing of it changed. */
  content({ offset, limit, maxRows, recentOf, totals, hist }: WindowPart): WindowContent {
    const { position, size } = this.collection;
    const name = `${offset} ${limit} ${maxRows} ${hist} ${totals?.asked ?? ''}`;
    const known = this.#contents.get(name);
    if (known?.position === position) return known.content;
    const { matching } = this;
    const total = Math.min(matching, maxRows);
    const view = this.#first ?? this.#view;
    const rows = view.window(offset, Math.max(0, Math.min(limit, total - offset)));
    const facts = { offset, total, matching, size, totals: totalsOf(totals), moved: undefined };
    const now = new WindowContent(rows, facts, recentOf);
    const content = known?.content.isSame(now) ? known.content : now;
    if (this.#contents.size >= MOST_CONTENTS) this.#contents.clear();
    this.#contents.set(name, { position, content });
    return content;
  }

  /** Gives totals of its rows, which the caller has to release. @throws ProtocolError `bad_window` */
  totals(terms: readonly TotalTerm[]): SharedTotals {
    const asked = JSON.stringify(terms);
    let totals = this.#totals.get(asked);
    if (totals === undefined) {
      if (this.#totals.size >= MOST_TOTALS_KEPT) {
        const rule = `viewers may ask for ${MOST_TOTALS_KEPT} different lists of totals of one view at a time`;
        throw new ProtocolError('bad_window', `${rule}; ask for those that others have, or for none`);
      }
      const { collection, order } = this;
      totals = new SharedTotals({
        ...{ collection, filter: order.filter, terms, slices: (closed) => this.#slices(closed) },
        whenReady: (error) => this.#callWaiting(error),
        onClose: () => this.#totals.delete(asked),
      });
      this.#totals.set(asked, totals);
    }
    totals.take();
    return totals;
  }

  close(): void {
    this.#closed.abort();
    for (const totals of this.#totals.values()) totals.close();
    this.#view.close();
    this.#first?.close();
    this.#waiting.clear();
  }

  /** Whether few changes are to be followed. */
  get #isUpToDate(): boolean {
    return this.#view.isFilled && this.#view.pending <= FOLLOWED_AT_ONCE;
  }

  /** @param begun What was tried at once, and takes longer: its rows are few, and some of their values large. */
  async #make(begun: Iterator<void, void> | undefined): Promise<void> {
    if (begun !== undefined) await inSlices(begun, this.#slices());
    else if (!this.#view.isFilled) await this.#makeFirst();
    // Again if everything was replaced meanwhile, or much changed.
    while (!this.#isUpToDate) await inSlices(this.#view.following(), this.#slices());
  }

  async #makeFirst(): Promise<void> {
    this.#first = await firstRows(this.collection, this.order, this.#slices());
    if (this.#first !== undefined) this.#callWaiting();
  }

  #made(error?: unknown): void {
    this.#isMaking = false;
    this.#first?.close();
    this.#first = undefined;
    this.#callWaiting(error);
  }

  #slices(signal = this.#closed.signal): TimeSlices {
    return new TimeSlices({ queue: this.#queue, signal, length: SLICE });
  }

  #callWaiting(error?: unknown): void {
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of waiting) callback(error);
  }
}

/**
 * Milliseconds of one slice: about a frame of a page. Of a million rows of which 10,000 change in a second a view must
 * be made faster than changes come to it. Twice as many are seen as a frame that is late; with a third, it takes as much
 * of a busy relay's time as the pauses between slices, and may not catch up on a slow machine.
 */
const SLICE = 15;
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
/**
 * Lists of totals of one view. A list costs as much as the view itself if it has a minimum and a maximum; half would be
 * too few for tables with different columns in sight, and twice as many would cost more than all views.
 */
const MOST_TOTALS_KEPT = 8;
/** Parts of a view that are remembered: twice as many as there may be viewers who scroll through it at a time. */
const MOST_CONTENTS = 200;

/** Takes steps until they are done, or so many milliseconds are over. */
function isDoneWithin(milliseconds: number, steps: Iterator<void, void>): boolean {
  const end = performance.now() + milliseconds;
  while (performance.now() < end) if (steps.next().done === true) return true;
  return false;
}

/** Totals as they are now, as a part of what a window shows. */
export function totalsOf(totals: SharedTotals | undefined): WindowFacts['totals'] {
  return totals && { asked: totals.asked, values: totals.values };
}
