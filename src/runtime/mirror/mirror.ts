import { callListeners } from '../../core/call-listeners.js';
import { Collection } from '../../core/collection.js';
import type { RowsMessage, SubscribedMessage, SubscribeMessage, UnsubscribeMessage } from '../../core/messages.js';
import type { Column, KeyedRow } from '../../core/values.js';
import type { Subscribable } from '../link/subscribable.js';
import { HeldChanges } from './held-changes.js';

/**
 * One widget's rows as the relay has them.
 *
 *     rows frames ──▶ first load, pending ── sync ──▶ collection
 *
 * Frames wait for the `sync` that ends their step, so that changes of one step are seen together; a first load waits for
 * the first `sync` after its last piece and then replaces all rows. While the mirror is paused, steps go into the held
 * changes, which the collection gets as one step when it goes on; only the very first load is shown during a pause. Nor
 * does a widget that grows or shrinks past the limit change its mode meanwhile, for those who look at it.
 */
export class Mirror implements Subscribable {
  readonly widget: string;
  readonly listeners = new Set<() => void>();
  /** Those among the listeners that want all rows, however many there are. */
  readonly listenersOfAll = new Set<() => void>();
  #hasAskedForAll = false;
  #collection: Collection | undefined;
  /** As the relay sends it. */
  #mode: SubscribedMessage['mode'] | undefined;
  /** As it is shown. */
  #shownMode: SubscribedMessage['mode'] | undefined;
  #error: string | undefined;
  #after: number | undefined;
  #isSubscribed = false;
  #firstLoad: KeyedRow[] | undefined;
  #isFirstLoadWhole = false;
  #wasEmptied = false;
  #pending: RowsMessage[] = [];
  #position = 0;
  #held: HeldChanges | undefined;

  constructor(widget: string) {
    this.widget = widget;
  }

  /** `undefined` until the first load, and after a logout; another one when the columns become others. */
  get collection(): Collection | undefined {
    return this.#collection;
  }

  /** How the rows are shown: whole, or through windows; while it is paused as before. */
  get mode(): SubscribedMessage['mode'] | undefined {
    return this.#shownMode;
  }

  /** Why the relay does not send this widget. */
  get error(): string | undefined {
    return this.#error;
  }

  /** The position to resume after; `undefined` if only a first load will do. */
  get after(): number | undefined {
    return this.#after;
  }

  /** Whether a first load has begun and is not yet shown. */
  get isLoading(): boolean {
    return this.#firstLoad !== undefined;
  }

  get isWanted(): boolean {
    return this.listeners.size > 0;
  }

  /** Whether other rows are wanted than were asked for: all, or no more than come whole. */
  get hasRequest(): boolean {
    return this.isWanted && this.#hasAskedForAll !== this.listenersOfAll.size > 0;
  }

  nextRequest(epoch: string | undefined): SubscribeMessage {
    return this.subscribe(epoch);
  }

  /** Asks for the rows; for what changed since it had them, if they are of this epoch. */
  subscribe(epoch: string | undefined): SubscribeMessage {
    const { widget } = this;
    const after = this.#after;
    this.#hasAskedForAll = this.listenersOfAll.size > 0;
    return {
      ...{ type: 'subscribe', widget },
      ...(epoch !== undefined && after !== undefined && { epoch, after }),
      ...(this.#hasAskedForAll && { all: true }),
    };
  }

  unsubscribe(): UnsubscribeMessage {
    return { type: 'unsubscribe', widget: this.widget };
  }

  notify(): void {
    callListeners(this.listeners);
  }

  get isPaused(): boolean {
    return this.#held !== undefined;
  }

  /** Changes of rows that wait for the end of a pause. */
  get waiting(): number {
    return this.#held?.count ?? 0;
  }

  pause(): void {
    this.#held ??= new HeldChanges(this.#isShown);
  }

  resume(columns: readonly Column[] | undefined): void {
    const held = this.#held;
    this.#held = undefined;
    this.#shownMode = this.#mode;
    if (held?.whole !== undefined && columns !== undefined) this.#replace(held.whole, columns);
    else if (held !== undefined) this.#collection?.apply(held.change, this.#position);
  }

  /** The link, or the subscription on it, is gone: frames that were not yet applied are worth nothing. */
  detach(): void {
    this.#isSubscribed = false;
    this.#firstLoad = undefined;
    this.#pending = [];
  }

  /** Another epoch: positions mean nothing any more, the rows stay. */
  forgetPosition(): void {
    this.#after = undefined;
  }

  /** The rows are not for this page any more: nothing keeps them, nor do those who hold the collection. */
  forget(): void {
    this.detach();
    this.#after = undefined;
    this.#mode = this.#shownMode = undefined;
    this.#error = undefined;
    if (this.#held !== undefined) this.#held = new HeldChanges(this.#isShown);
    this.#collection?.replace([], this.#position);
    this.#collection = undefined;
  }

  /**
   * There is a config.
   *
   * @param columns Other ones than those of the rows count when the rows come. `undefined`: it is not declared any more.
   *   What was there in this epoch was taken away; of another one it may come back as it was.
   */
  declared(columns: readonly Column[] | undefined): void {
    if (columns !== undefined) {
      this.#collection?.describe(columns);
      return;
    }
    const isOfEpoch = this.#after !== undefined || (this.#isSubscribed && this.#mode !== 'waiting');
    if (this.#collection !== undefined && isOfEpoch) this.forget();
  }

  subscribed({ mode, from, emptied = false }: SubscribedMessage): void {
    this.detach();
    this.#wasEmptied = emptied;
    this.#isSubscribed = true;
    this.#mode = mode;
    if (!this.#isKept) this.#shownMode = mode;
    this.#error = undefined;
    if (from > 0) return;
    this.#after = undefined;
    if (mode !== 'full') return;
    this.#firstLoad = [];
    this.#isFirstLoadWhole = false;
  }

  refused(message: string | undefined): void {
    this.#error = message;
  }

  rows(frame: RowsMessage): void {
    if (!this.#isSubscribed) return;
    if (this.#firstLoad !== undefined && !this.#isFirstLoadWhole) {
      for (const row of frame.up ?? []) this.#firstLoad.push(row);
      this.#isFirstLoadWhole = frame.more !== true;
    } else {
      this.#pending.push(frame);
    }
  }

  /**
   * Ends a step.
   *
   * @returns How many rows changed, a first load apart; `undefined` if the step did not touch this widget.
   */
  step(position: number, columns: readonly Column[] | undefined): number | undefined {
    if (this.#firstLoad !== undefined && (!this.#isFirstLoadWhole || columns === undefined)) return undefined;
    let touched: number | undefined;
    this.#position = position;
    if (this.#firstLoad !== undefined && columns !== undefined) {
      touched = 0;
      if (this.#isKept) this.#held = new HeldChanges(this.#isShown, this.#firstLoad);
      else this.#replace(this.#firstLoad, columns);
      this.#firstLoad = undefined;
    }
    for (const { up = [], del = [], to } of this.#pending) {
      if (this.#held !== undefined) this.#held.add({ up, del });
      else this.#collection?.apply({ up, del }, to);
      touched = (touched ?? 0) + up.length + del.length;
    }
    this.#pending = [];
    if (this.#isSubscribed && this.#mode === 'full') this.#after = position;
    return touched;
  }

  /** Whether a pause keeps what is shown. */
  get #isKept(): boolean {
    return this.isPaused && (this.#collection !== undefined || this.#shownMode === 'window');
  }

  readonly #isShown = (key: string): boolean => this.#collection?.has(key) === true;

  #replace(rows: readonly KeyedRow[], columns: readonly Column[]): void {
    if (this.#collection?.describe(columns) !== true) this.#collection = new Collection({ columns });
    this.#collection.replace(rows, this.#position, { wasEmptied: this.#wasEmptied });
  }
}
