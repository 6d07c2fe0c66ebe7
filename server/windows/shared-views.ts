import { ProtocolError } from '../../src/core/checks/rules.js';
import type { Collection } from '../../src/core/collection.js';
import type { RowOrder } from '../cooperative/ordered-rows.js';
import { SliceQueue } from '../cooperative/time-slices.js';
import type { Metrics } from '../metrics.js';
import { Histories } from './histories.js';
import { KeptFrames } from './kept-frames.js';
import { SharedView } from './shared-view.js';
import { TotalsBudget } from './totals-budget.js';

interface Kept {
  readonly view: SharedView;
  windows: number;
  /** Closes it when no window has looked at it for a while. */
  release: ReturnType<typeof setTimeout> | undefined;
}

/** The views of all widgets, each shared by the windows that sort and filter alike. */
export class SharedViews {
  readonly #metrics: Metrics;
  readonly #queue = new SliceQueue(MOST_PAUSE);
  readonly #views = new Map<Collection, Map<string, Kept>>();
  /** Frames of all windows, for others at the same place. */
  readonly keptFrames = new KeptFrames();
  readonly #budgets = new WeakMap<Collection, TotalsBudget>();
  readonly #histories = new WeakMap<Collection, Histories>();

  constructor(metrics: Metrics) {
    this.#metrics = metrics;
  }

  /** How many there are. */
  get size(): number {
    let size = 0;
    for (const views of this.#views.values()) size += views.size;
    return size;
  }

  /** Gives the view of a collection in an order, which the caller has to release. @throws ProtocolError `too_many_views` */
  take(collection: Collection, order: RowOrder): SharedView {
    let views = this.#views.get(collection);
    if (views === undefined) this.#views.set(collection, (views = new Map()));
    const name = nameOf(order);
    let kept = views.get(name);
    if (kept === undefined) {
      this.#makeRoom(collection, views);
      const view = new SharedView({ collection, order, queue: this.#queue, budget: this.#budget(collection) });
      kept = { view, windows: 0, release: undefined };
      views.set(name, kept);
      this.#metrics.views++;
    }
    clearTimeout(kept.release);
    kept.release = undefined;
    kept.windows++;
    kept.view.isIdle = false;
    return kept.view;
  }

  /** Gives back what was taken. */
  release({ collection, order }: SharedView): void {
    const name = nameOf(order);
    const kept = this.#views.get(collection)?.get(name);
    if (kept === undefined || --kept.windows > 0) return;
    kept.view.isIdle = true;
    this.#keep(collection, name, kept);
  }

  /** Closes a view after a while; one that is being made is finished first, so that who comes again finds it. */
  #keep(collection: Collection, name: string, kept: Kept): void {
    kept.release = setTimeout(() => {
      if (kept.view.isMaking) this.#keep(collection, name, kept);
      else this.#close(collection, name);
    }, KEPT_FOR);
    kept.release.unref();
  }

  #budget(collection: Collection): TotalsBudget {
    let budget = this.#budgets.get(collection);
    if (budget === undefined) this.#budgets.set(collection, (budget = new TotalsBudget()));
    return budget;
  }

  histories(collection: Collection): Histories {
    let histories = this.#histories.get(collection);
    if (histories === undefined) this.#histories.set(collection, (histories = new Histories(collection)));
    return histories;
  }

  /** Closes a view that no window looks at, if there are as many as there may be. */
  #makeRoom(collection: Collection, views: ReadonlyMap<string, Kept>): void {
    if (views.size < MOST_VIEWS) return;
    const idle = [...views].find(([, { windows }]) => windows === 0);
    if (idle === undefined) {
      const rule = `a widget may be looked at in ${MOST_VIEWS} orders and filters at a time, by all viewers together`;
      throw new ProtocolError('too_many_views', `${rule}; choose one that others have, or try again later`, {
        retryAfter: RETRY_AFTER,
      });
    }
    this.#close(collection, idle[0]);
  }

  #close(collection: Collection, name: string): void {
    const views = this.#views.get(collection);
    const kept = views?.get(name);
    if (views === undefined || kept === undefined) return;
    clearTimeout(kept.release);
    kept.view.close();
    views.delete(name);
    if (views.size === 0) this.#views.delete(collection);
  }
}

function nameOf({ sort, filter, newestFirst }: RowOrder): string {
  return JSON.stringify([sort, filter, sort.length === 0 && newestFirst]);
}

/**
 * Views of one widget. Each costs a reference to every row, and some microseconds for each row that changes: of a
 * million rows with 10,000 changes a second 16 views are 130 MB and half a core. Half would be less than a team with
 * filters of its own; twice as many would leave no core for anything else.
 */
export const MOST_VIEWS = 16;
/**
 * Milliseconds for which a view without a window is kept: whoever turns a sort on and off, or loads a page again, has it
 * at once. Half: a page that loads slowly makes it anew. Twice: it is followed for longer, for nobody.
 */
const KEPT_FOR = 10_000;
/** Milliseconds after which the 17th view may be tried again: half of what an unused one is kept. */
const RETRY_AFTER = 5_000;

/**
 * Milliseconds between two slices of a view while there is something else to do: a third of a slice. With as many as a
 * slice has, a busy relay may get changes faster than a view of a million rows follows them; with fewer, what comes from
 * a producer waits for several slices.
 */
const MOST_PAUSE = 5;
