import type { Collection } from '../../src/core/collection.js';
import type { TotalTerm } from '../../src/core/messages.js';
import { SortedView } from '../../src/core/sorted/sorted-view.js';
import type { RowOrder } from '../cooperative/ordered-rows.js';
import { inSlices, type SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import { firstRows } from './first-rows.js';
import { SharedTotals } from './shared-totals.js';
import type { TotalsBudget } from './totals-budget.js';
import { type RecentOf, WindowContent } from './window-content.js';
import type { WindowFacts } from './window-pieces.js';

export interface SharedViewOptions {
  readonly collection: Collection;
  readonly order: RowOrder;
  readonly queue: SliceQueue;
  /** For the totals of all views of the widget. */
  readonly budget: TotalsBudget;
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
  readonly #budget: TotalsBudget;
  readonly #waiting = new Set<(error?: unknown) => void>();
  readonly #contents = new Map<string, { readonly position: number; readonly content: WindowContent }>();
  readonly #totals = new Map<string, SharedTotals>();
  /** Whether no window looks at it: others that are being made go first. */
  isIdle = false;
  readonly #closed = new AbortController();
  readonly #view: SortedView;
  /** The first rows of it while it is being made. */
  #first: SortedView | undefined;
  #isMaking = false;
  /** How often in a row it could not catch up. */
  #late = 0;

  constructor({ collection, order, queue, budget }: SharedViewOptions) {
    this.collection = collection;
    this.order = order;
    this.#queue = queue;
    this.#budget = budget;
    this.#view = new SortedView(collection, order);
    this.prepare();
  }

  /**
   * Whether it can be read now. If not, it is being made: see `whenReady`. Each time that changes came faster than it was made,
   * it is given twice as long at a time to catch up: a relay that has too much to do is late, but shows something.
   */
  prepare(): boolean {
    if (this.#isMaking) return false;
    const isShort = this.#view.isFilled || this.collection.size <= SORTED_AT_ONCE;
    const begun = isShort ? this.#view.following() : undefined;
    if (begun !== undefined && isDoneWithin(SLICE * 2 ** this.#late, begun)) {
      this.#late = Math.max(0, this.#late - 1);
      this.#forgetFirst();
      return true;
    }
    if (begun !== undefined) this.#late = Math.min(this.#late + 1, MOST_LATE);
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
    if (first?.isFilled !== true || !isDoneWithin(SLICE, first.following())) return false;
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
      const giveBack = this.#budget.take(terms);
      const { collection, order } = this;
      totals = new SharedTotals({
        ...{ collection, filter: order.filter, terms, slices: (closed) => this.#slices(closed) },
        whenReady: (error) => this.#callWaiting(error),
        onClose: () => {
          this.#totals.delete(asked);
          giveBack();
        },
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

  /** @param begun What was tried at once, and takes longer. */
  async #make(begun: Iterator<void, void> | undefined): Promise<void> {
    if (!this.#view.isFilled || this.#view.pending > FOLLOWED_SOON) await this.#makeFirst();
    await inSlices(begun ?? this.#view.following(), this.#slices());
  }

  async #makeFirst(): Promise<void> {
    this.#forgetFirst();
    this.#first = await firstRows(this.collection, this.order, this.#slices());
    if (this.#first !== undefined) this.#callWaiting();
  }

  #made(error?: unknown): void {
    this.#isMaking = false;
    this.#callWaiting(error);
  }

  #forgetFirst(): void {
    this.#first?.close();
    this.#first = undefined;
  }

  #slices(signal = this.#closed.signal): TimeSlices {
    return new TimeSlices({ queue: this.#queue, signal, isIdle: () => this.isIdle, length: SLICE });
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
 * Changes of which following all takes longer than finding the first rows: a view that nobody has looked at for seconds has
 * more. Half: a busy view looks for its first rows although all are there as soon. Twice: a page that is loaded again waits.
 */
const FOLLOWED_SOON = 16_000;
/** Doublings of a slice: half a second, which it takes to follow one in eight of a million rows. */
const MOST_LATE = 5;
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
