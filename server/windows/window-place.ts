import type { Collection } from '../../src/core/collection.js';
import type { WindowRequest } from '../../src/core/messages.js';
import { isTable, type Widget } from '../store/widget.js';
import type { SharedTotals } from './shared-totals.js';
import { type SharedView, totalsOf } from './shared-view.js';
import { type RecentOf, WindowContent } from './window-content.js';

/** One request of a viewer, and the view that it looks at. */
export interface Asked {
  readonly rev: number;
  readonly request: WindowRequest;
  readonly view: SharedView;
  readonly totals: SharedTotals | undefined;
  readonly recentOf: RecentOf | undefined;
}

interface Frozen {
  readonly offset: number;
  readonly keys: readonly string[];
}

/** Where the window of one request stands. */
export class WindowPlace {
  readonly asked: Asked;
  /** Where it begins while its anchor is not there. */
  #offset: number;
  /** Where it stays, and its keys, while it is frozen. */
  #frozen: Frozen | undefined;

  /** @param held What the viewer sees now, if that is to be frozen. */
  constructor(asked: Asked, held?: WindowContent) {
    this.asked = asked;
    this.#offset = asked.request.offset;
    if (held !== undefined) this.#freeze(held);
  }

  /** Whether all that it shows can be read now. */
  get isReady(): boolean {
    const { request, view, totals } = this.asked;
    if (totals?.isReady === false) return false;
    const needsRanks = typeof request.anchor === 'string' || request.freeze === true;
    return needsRanks ? view.prepare() : view.prepareFirst(this.#offset + request.limit);
  }

  /** Where it was asked to begin, or where it began last by its anchor. */
  get offset(): number {
    return this.#offset;
  }

  /** What it shows now. Its view must be ready. */
  content(widget: Readonly<Widget>): WindowContent {
    const { config, collection } = widget;
    const maxRows = (isTable(config) && config.widget_type !== 'log' && config.max_rows) || Number.POSITIVE_INFINITY;
    if (this.#frozen !== undefined) return this.#still(this.#frozen, collection, maxRows);
    const content = this.#live(maxRows);
    if (this.asked.request.freeze !== true) return content;
    return this.#still(this.#freeze(content), collection, maxRows);
  }

  /** What stays while it is frozen, with the values of now. */
  #still({ offset, keys }: Frozen, collection: Collection, maxRows: number): WindowContent {
    const { view, totals, recentOf } = this.asked;
    const rows = keys.map((key) => collection.get(key)).filter((row) => row !== undefined);
    this.#frozen = { offset, keys: rows.map(([key]) => key) };
    const { matching } = view;
    const { size } = collection;
    const total = Math.min(matching, maxRows);
    const moved = rows.filter(([key], i) => view.rank(key) !== offset + i).length;
    return new WindowContent(rows, { offset, total, matching, size, totals: totalsOf(totals), moved }, recentOf);
  }

  #freeze({ rows, facts }: WindowContent): Frozen {
    this.#frozen = { offset: facts.offset, keys: rows.map(([key]) => key) };
    return this.#frozen;
  }

  #live(maxRows: number): WindowContent {
    const { request, view, totals, recentOf } = this.asked;
    const { limit, hist } = request;
    const total = Math.min(view.matching, maxRows);
    const offset = this.#begin(total);
    return view.content({ offset, limit, maxRows, recentOf, totals, hist: JSON.stringify(hist ?? []) });
  }

  #begin(total: number): number {
    const { anchor, lead = 0, limit } = this.asked.request;
    const rank = typeof anchor === 'string' ? this.asked.view.rank(anchor) : undefined;
    if (rank !== undefined && rank < total) this.#offset = Math.max(0, rank - lead);
    return this.#offset < total ? this.#offset : Math.max(0, total - limit);
  }
}
