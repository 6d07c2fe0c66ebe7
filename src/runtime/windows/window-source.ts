import type { ErrorMessage, ViewerMessage, WindowRequest } from '../../core/messages.js';
import type { KeyedRow, Value } from '../../core/values.js';
import type { Hub } from '../hub.js';
import type { Source, SourceListener } from '../source.js';
import { nextSub, type SubscribedWindow, type WindowAnswer } from '../subscribed-windows.js';
import { Finds } from './finds.js';
import { type Anchor, anchorIn, driftOf, hasSight, shareOf } from './window-drift.js';
import { changesBetween, WindowMirror, type WindowPicture } from './window-mirror.js';
import { WindowNews } from './window-news.js';
import { isNearEdge, rangeAround, type Sight, type WindowRange } from './window-range.js';
import { requestOf } from './window-request.js';
import type { FirstSight, WindowedWidget, WindowOptions } from './windowed-widget.js';

/** Rows of a window at the most, until the relay has sent its limits. */
const USUAL_WINDOW = 1000;
/** The share of the rows in sight that must have gone where their anchor went. */
const FOLLOWED = 0.5;
/** Milliseconds in which rows are not followed again that have gone each its own way. */
const SHUFFLED = 5_000;

/**
 * A source over rows of which the relay has all and the page a window, which follows what is in sight:
 *
 *     look ──▶ range ──▶ subscribe, window ──▶ relay ──▶ WindowMirror ── sync ──▶ picture
 *
 * One request is under way at a time; then the newest that is wanted is sent. While the widget is paused the picture stands
 * still as long as it has what is in sight; then the newest is shown. When rows that came above have pushed all rows in sight out of the window,
 * the picture waits for the window that is anchored at one of them.
 */
export class WindowSource implements Source, SubscribedWindow {
  readonly sub = nextSub();
  readonly widget: string;
  readonly #hub: Hub;
  readonly #view: WindowOptions;
  readonly #onChange: SourceListener;
  readonly #leave: () => void;
  readonly #mirror = new WindowMirror();
  readonly #finds = new Finds();
  #sight: Sight | undefined;
  /** The row that the window is to be brought to, which was the first in sight. */
  #anchor: Anchor | undefined;
  #asked: WindowRange | undefined;
  /** What the request under way is for; `undefined` when all are answered. */
  #asking: 'range' | 'anchor' | undefined;
  #isAnchored = false;
  #isSubscribed = false;
  #rev = 0;
  #shown: WindowPicture | undefined;
  /** Whether the next picture is the first of another link. */
  #isRenewed = false;
  readonly #news = new WindowNews();
  #shuffledAt = Number.NEGATIVE_INFINITY;
  #isPaused = false;
  #waiting = 0;
  #error: string | undefined;
  #isRefused = false;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(
    { hub, widget }: WindowedWidget,
    view: WindowOptions,
    sight: FirstSight | undefined,
    onChange: SourceListener,
  ) {
    this.#hub = hub;
    this.widget = widget;
    this.#view = view;
    this.#sight = sight;
    if (sight?.key !== undefined) this.#anchor = { key: sight.key, index: sight.first };
    this.#onChange = onChange;
    this.#leave = hub.openWindow(this);
  }

  get isReady(): boolean {
    return this.#shown !== undefined;
  }

  get total(): number {
    return Math.min(this.#shown?.total ?? 0, this.#view.maxRows ?? Number.POSITIVE_INFINITY);
  }

  get matching(): number {
    return this.#shown?.matching ?? 0;
  }

  get size(): number {
    return this.#shown?.size ?? 0;
  }

  get totals(): readonly Value[] | undefined {
    return this.#shown?.totals;
  }

  window(offset: number, limit: number): (KeyedRow | undefined)[] {
    const { rows, offset: first } = this.#shown ?? { rows: [], offset: 0 };
    const length = Math.max(0, Math.min(limit, this.total - offset));
    return Array.from({ length }, (_, i) => rows[offset + i - first]);
  }

  indexOf(key: string): number | undefined {
    return this.#shown?.indices.get(key);
  }

  look(first: number, last: number): void {
    this.#sight = { first, last };
    const { picture } = this.#mirror;
    if (this.#isPaused && !this.#isHeld && picture && hasSight(picture, this.#sight)) {
      this.#show(picture, true);
      this.notify();
    }
    if (this.hasRequest) this.#hub.settle();
  }

  find(key: string): Promise<number | undefined> {
    const found = this.#finds.add(key);
    this.#hub.settle();
    return found.then((rank) => (rank !== undefined && rank < this.total ? rank : undefined));
  }

  close(): void {
    clearTimeout(this.#retry);
    this.#finds.end();
    this.#leave();
  }

  // As the link sees it:
  get isWanted(): boolean {
    return !this.#isRefused;
  }

  get error(): string | undefined {
    return this.#error;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  get waiting(): number {
    return this.#waiting;
  }

  get hasRequest(): boolean {
    return this.#isSubscribed && (this.#finds.hasUnsent || this.#isMoveWanted);
  }

  subscribe(): ViewerMessage {
    this.#anchor ??= this.#rowInSight();
    const window = requestOf(this.#view, this.#nextRange());
    return { type: 'subscribe', widget: this.widget, sub: this.sub, rev: ++this.#rev, window };
  }

  nextRequest(): ViewerMessage {
    const key = this.#finds.takeUnsent();
    if (key !== undefined) return { type: 'find', sub: this.sub, key };
    return { type: 'window', sub: this.sub, rev: ++this.#rev, ...this.#nextRange() };
  }

  unsubscribe(): ViewerMessage {
    return { type: 'unsubscribe', sub: this.sub };
  }

  /** An error stands until the relay takes the subscription. */
  refused(message: string | undefined): void {
    this.#error = message ?? this.#error;
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    const { picture } = this.#mirror;
    if (this.#isPaused && picture !== undefined && picture !== this.#shown) this.#show(picture, false);
    this.#isPaused = false;
  }

  detach(): void {
    this.#mirror.renew();
    this.#finds.sendAgain();
    this.#asking = this.#anchor = undefined;
    this.#isSubscribed = this.#isRefused = false;
    this.#isRenewed = true;
    clearTimeout(this.#retry);
  }

  forget(): void {
    this.detach();
    this.#mirror.forget();
    this.#shown = this.#error = undefined;
    this.#waiting = 0;
    this.#news.reset();
  }

  received(message: WindowAnswer): void {
    if (message.type === 'window') {
      this.#mirror.received(message);
      if (message.hist !== undefined) this.#news.addRecent(message.hist);
    } else if (message.type === 'found') this.#finds.found(message);
    else if (message.type === 'error') this.#failed(message);
    else {
      this.#mirror.renew();
      this.#isSubscribed = true;
      this.#error = undefined;
    }
  }

  step(): number | undefined {
    const touched = this.#mirror.step();
    const { picture, rev } = this.#mirror;
    if (touched === undefined || picture === undefined) return undefined;
    const answered = rev >= this.#rev ? this.#asking : undefined;
    if (answered !== undefined) this.#asking = undefined;
    if (answered === 'anchor') this.#anchor = undefined;
    if (this.#asking === undefined && this.#asked !== undefined) {
      this.#asked = { offset: picture.offset, limit: this.#asked.limit };
    }
    if (this.#isHeld) this.#waiting += answered === undefined ? touched : 0;
    else if (!this.#isKept(picture, answered)) this.#show(picture, answered !== undefined);
    return touched;
  }

  notify(): void {
    this.#onChange(...this.#news.take());
  }

  /** Whether a pause keeps the picture. */
  get #isHeld(): boolean {
    return this.#isPaused && this.#shown !== undefined && hasSight(this.#shown, this.#sight);
  }

  /** Whether the former picture stays for now: the rows in sight have left the window, which is to follow them. */
  #isKept(picture: WindowPicture, answered: 'range' | 'anchor' | undefined): boolean {
    const shown = this.#shown;
    const sight = this.#sight;
    if (shown === undefined || sight === undefined) return false;
    if (answered === 'anchor') {
      if (shareOf(shown, picture, sight) >= FOLLOWED) return false;
      this.#shuffledAt = performance.now(); // It went by itself: the window comes back to where it was
      return true;
    }
    if (this.#anchor !== undefined) return true;
    if (answered === 'range' || performance.now() - this.#shuffledAt < SHUFFLED) return false;
    if (shareOf(shown, picture, sight) > 0) return false;
    this.#anchor = this.#rowInSight();
    return this.#anchor !== undefined;
  }

  #show(picture: WindowPicture, isMoved: boolean): void {
    const before = this.#shown;
    const isRenewed = this.#isRenewed;
    this.#isRenewed = false;
    this.#shown = picture;
    this.#waiting = 0;
    if (before === undefined || isRenewed) this.#news.reset();
    else this.#news.add(changesBetween(before, picture, isMoved));
    if (before === undefined || this.#sight === undefined || this.#sight.first === 0) return;
    const drift = driftOf(before, picture, this.#sight, isRenewed);
    this.#sight = { first: this.#sight.first + drift, last: this.#sight.last + drift };
  }

  get #isMoveWanted(): boolean {
    if (this.#asking !== undefined || this.#asked === undefined) return false;
    if (this.#anchor !== undefined || this.#isAnchored) return true;
    if (this.#sight === undefined || !isNearEdge(this.#sight, this.#asked, this.total)) return false;
    const { offset, limit } = this.#rangeInSight();
    return offset !== this.#asked.offset || limit !== this.#asked.limit;
  }

  /** Gives the range to ask for, and notes that it is under way. An anchor holds for one answer: it may go far by itself. */
  #nextRange(): Pick<WindowRequest, 'offset' | 'limit' | 'anchor' | 'lead'> {
    const range = this.#rangeInSight();
    const anchor = this.#anchor;
    this.#asked = range;
    this.#asking = anchor === undefined ? 'range' : 'anchor';
    this.#isAnchored = anchor !== undefined;
    return anchor === undefined ? range : { ...range, anchor: anchor.key, lead: anchor.index - range.offset };
  }

  #rangeInSight(): WindowRange {
    const most = Math.min(this.#hub.limits?.maxWindow ?? USUAL_WINDOW, this.#view.maxRows ?? Number.POSITIVE_INFINITY);
    return rangeAround(this.#sight, this.isReady ? this.total : Number.POSITIVE_INFINITY, most);
  }

  /** The first row in sight that is here. At the top none: there it is the first row of all that stays in sight. */
  #rowInSight(): Anchor | undefined {
    return this.#sight?.first === 0 ? undefined : anchorIn(this.#shown, this.#sight);
  }

  #failed({ code, message, retryAfter }: ErrorMessage): void {
    this.#error = message;
    this.#isSubscribed = false;
    this.#asking = undefined;
    if (code === 'too_many_subscriptions') return; // It is asked for again when there is room
    this.#isRefused = true;
    if (retryAfter === undefined) return;
    this.#retry = setTimeout(() => {
      this.#isRefused = false;
      this.#hub.settle();
    }, retryAfter);
  }
}
