import { checkWindowColumns } from '../../src/core/checks/window-checks.js';
import type { Collection } from '../../src/core/collection.js';
import type { SubscribedMessage, WindowRequest } from '../../src/core/messages.js';
import type { Metrics } from '../metrics.js';
import type { Store } from '../store/store.js';
import { ownOrder, type Widget } from '../store/widget.js';
import type { SharedTotals } from './shared-totals.js';
import type { SharedView } from './shared-view.js';
import type { SharedViews } from './shared-views.js';
import type { WindowContent } from './window-content.js';
import type { StepFrames } from './window-frames.js';
import { WindowPlace } from './window-place.js';

export interface ViewerWindowOptions {
  readonly store: Store;
  readonly views: SharedViews;
  readonly metrics: Metrics;
  /** Called when a view that it waits for can be read, or with the error that came in between. */
  readonly whenReady: (error?: unknown) => void;
}

/** A request with its number. */
export interface NumberedRequest {
  readonly rev: number;
  readonly request: WindowRequest;
}

interface Shown {
  readonly content: WindowContent;
  readonly place: WindowPlace;
}

/**
 * One window of one viewer.
 *
 *     waiting ──▶ wanted ──view is ready──▶ shown ──▶ steps
 *        ▲          ▲ └ another sort or filter: the former goes on to be shown until its view is ready
 *        └──────────┴── the widget's rows are replaced: what the viewer holds is void
 */
export class ViewerWindow {
  readonly sub: number;
  readonly widget: string;
  readonly #options: ViewerWindowOptions;
  readonly #ready: (error?: unknown) => void;
  #newest: NumberedRequest;
  #collection: Collection | undefined;
  #wanted: WindowPlace | undefined;
  #shown: WindowPlace | undefined;
  /** What the viewer has, and the request that it was the answer to. */
  #held: Shown | undefined;
  /** What it has when the step on its way is complete. */
  #onTheWay: Shown | undefined;
  #unanswered: number[];

  /** @param former The viewer's window of the same number, which this one replaces. @throws ProtocolError */
  constructor(
    sub: number,
    widget: string,
    asked: NumberedRequest,
    options: ViewerWindowOptions,
    former?: ViewerWindow,
  ) {
    this.sub = sub;
    this.widget = widget;
    this.#newest = asked;
    this.#options = options;
    this.#ready = (error) => options.whenReady(error);
    this.#attach(asked);
    this.#unanswered = [...(former === undefined ? [] : former.#unanswered), asked.rev];
    former?.close();
  }

  /** The request that holds: a change of it begins here. */
  get request(): WindowRequest {
    const { request } = this.#newest;
    return this.#wanted === undefined ? request : { ...request, offset: this.#wanted.offset };
  }

  /** @param isMoved Whether it stands elsewhere, or shows other rows. @throws ProtocolError: the former request holds. */
  ask(asked: NumberedRequest, isMoved: boolean): void {
    const widget = this.#options.store.widgets.get(this.widget);
    if (widget === undefined || widget.collection === this.#collection) this.#attach(asked, isMoved);
    else checkWindowColumns(asked.request, widget.collection.columns);
    this.#newest = asked;
  }

  /** The view that its newest request looks at; `undefined` while its widget is not there. */
  get view(): SharedView | undefined {
    return this.#wanted?.asked.view;
  }

  /**
   * Follows what became of the widget. @returns Whether it can be brought forward now: not while a view that it shows is
   * made anew. @throws ProtocolError if the widget cannot be looked at in this way any more.
   */
  prepare(): boolean {
    const widget = this.#options.store.widgets.get(this.widget);
    if (widget?.collection !== this.#collection) this.#beginAnew();
    else if (widget !== undefined && this.#wanted !== undefined) this.#followOrder(widget, this.#wanted);
    if (this.#wanted !== this.#shown && this.#isReady(this.#wanted)) {
      this.#release(this.#shown);
      this.#shown = this.#wanted;
    }
    return this.#shown === undefined || this.#isReady(this.#shown);
  }

  /** Gives the answers, one for each time that the viewer asked. */
  answers(): SubscribedMessage[] {
    const mode = this.#collection === undefined ? 'waiting' : 'window';
    const { widget, sub } = this;
    const emptied = this.#collection?.wasEmptied === true ? { emptied: true } : {};
    const answers = this.#unanswered.map(
      (rev): SubscribedMessage => ({ type: 'subscribed', widget, mode, from: 0, sub, rev, ...emptied }),
    );
    this.#unanswered = [];
    return answers;
  }

  /** The frames to the store's position; `undefined` if nothing of it changed, or it does not take part in steps yet. */
  frames(): StepFrames | undefined {
    const { store, views, metrics } = this.#options;
    const widget = store.widgets.get(this.widget);
    const place = this.#shown;
    if (place === undefined || widget === undefined) return undefined;
    const held = this.#held;
    const content = place.content(widget);
    const { rev, view } = place.asked;
    const isAnswered = held?.place.asked.rev === rev;
    if (isAnswered && held.content.isSame(content)) {
      this.#held = { content, place };
      return undefined;
    }
    const made = () => void metrics.encodings++;
    const frames =
      held === undefined || held.place.asked.view === view
        ? content.since(held?.content, store.position, views.keptFrames, made)
        : content.inOtherOrder(held.content, store.position, views.keptFrames);
    this.#onTheWay = { content, place };
    return frames.for(this.sub, rev);
  }

  /** Marks that a step has been sent. */
  stepped(): void {
    this.#held = this.#onTheWay ?? this.#held;
    this.#onTheWay = undefined;
  }

  /** Begins anew if a step was broken off: nobody knows what the viewer has got of it. */
  dropped(): void {
    if (this.#onTheWay === undefined) return;
    this.#void();
  }

  close(): void {
    this.#detach();
  }

  #isReady(place: WindowPlace | undefined): boolean {
    if (place === undefined) return true;
    if (place.isReady) return true;
    place.asked.view.whenReady(this.#ready);
    return false;
  }

  #beginAnew(): void {
    this.#detach();
    this.#void();
    this.#attach(this.#newest);
  }

  #void(): void {
    this.#held = this.#onTheWay = undefined;
    if (this.#unanswered.length === 0) this.#unanswered.push(this.#newest.rev);
  }

  /** Takes the view of a request. @param isMoved Whether a frozen window takes what is there now. */
  #attach({ rev, request }: NumberedRequest, isMoved = true): void {
    const { store, views } = this.#options;
    const widget = store.widgets.get(this.widget);
    if (widget === undefined) return;
    const { config, collection } = widget;
    const { sort, filter } = checkWindowColumns(request, collection.columns);
    const own = ownOrder(config);
    const order = { ...own, filter, sort: sort ?? own.sort };
    const view = views.take(collection, order);
    const totals = this.#totals(view, request);
    const { hist } = request;
    const recentOf = hist && hist.length > 0 ? views.histories(collection).of(hist) : undefined;
    const latest = this.#onTheWay ?? this.#held;
    const stays = !isMoved && request.freeze === true && this.#wanted === this.#shown;
    const held = stays && latest?.place === this.#shown ? latest?.content : undefined;
    const former = this.#wanted;
    this.#collection = collection;
    this.#wanted = new WindowPlace({ rev, request, view, totals, recentOf }, held);
    if (former !== this.#shown) this.#release(former);
    this.#isReady(this.#wanted);
  }

  #totals(view: SharedView, { totals }: WindowRequest): SharedTotals | undefined {
    if (!totals || totals.length === 0) return undefined;
    try {
      return view.totals(totals);
    } catch (error) {
      this.#options.views.release(view);
      throw error;
    }
  }

  /** Goes over to the widget's own order if that is another one now. */
  #followOrder({ config }: Readonly<Widget>, { asked }: WindowPlace): void {
    const own = ownOrder(config);
    const { sort, newestFirst } = asked.view.order;
    const isOwn = (asked.request.sort ?? null) === null;
    const isOther = isOwn && JSON.stringify(own.sort) !== JSON.stringify(sort);
    // Sorted rows are the same either way, and whoever sorts them alike has the same view.
    const isTurned = sort.length === 0 && own.newestFirst !== newestFirst;
    if (isOther || isTurned) {
      this.#attach({ rev: this.#newest.rev, request: this.request }, false);
    }
  }

  #detach(): void {
    this.#release(this.#wanted);
    if (this.#shown !== this.#wanted) this.#release(this.#shown);
    this.#wanted = this.#shown = undefined;
    this.#collection = undefined;
  }

  #release(place: WindowPlace | undefined): void {
    if (place === undefined) return;
    place.asked.totals?.release();
    this.#options.views.release(place.asked.view);
  }
}
