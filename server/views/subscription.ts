import type { SubscribedMessage } from '../../src/core/messages.js';
import type { TracedCollection } from '../../src/core/traced-collection.js';
import type { Store } from '../store/store.js';
import type { Fanout } from './fanout.js';
import type { FirstLoad } from './first-loads.js';
import type { Frame } from './frame.js';
import type { RowsFrames } from './rows-frames.js';

/** How a viewer asks for a whole widget. */
export interface SubscriptionRequest {
  readonly widget: string;
  readonly resume: Resume | undefined;
  /** However many rows it has. */
  readonly all: boolean;
}

/** The position that a viewer wants to go on from. */
export interface Resume {
  readonly epoch: string;
  readonly after: number;
}

export interface SubscriptionOptions {
  readonly store: Store;
  readonly fanout: Fanout;
  readonly maxFullRows: number;
  /** Called when its first load can be sent. */
  readonly whenReady: () => void;
}

/**
 * One widget of one viewer.
 *
 *     asked ──▶ loading ──▶ joined         first load, then steps
 *       │  └─────────────────▲             it could resume
 *       ├──▶ waiting                       not declared yet
 *       └──▶ window                        too large for the whole, which was not asked for
 */
export class Subscription {
  readonly widget: string;
  readonly #options: SubscriptionOptions;
  readonly #all: boolean;
  #resume: Resume | undefined;
  #state: 'asked' | 'waiting' | 'window' | 'loading' | 'joined' = 'asked';
  #collection: TracedCollection | undefined;
  #at = 0;
  #load: { readonly firstLoad: FirstLoad; piece: number } | undefined;
  #unanswered: number;

  /** @param former The viewer's subscription to the same widget, which this one replaces. */
  constructor({ widget, resume, all }: SubscriptionRequest, options: SubscriptionOptions, former?: Subscription) {
    this.widget = widget;
    this.#all = all;
    this.#resume = resume;
    this.#options = options;
    this.#unanswered = 1 + (former === undefined ? 0 : former.#unanswered);
    former?.close();
  }

  /** Whether the viewer must be answered how it goes on: it asked, or it cannot go on as it was. */
  get mustBeAnswered(): boolean {
    const { store, maxFullRows } = this.#options;
    const widget = store.widgets.get(this.widget);
    if (this.#state === 'asked' || widget === undefined) return this.#state !== 'waiting';
    const { collection } = widget;
    if (collection !== this.#collection) return true;
    const mode = this.#all ? 'full' : store.modeOf(widget);
    if (this.#state === 'window') return mode === 'full' && collection.size <= maxFullRows * CLEARLY_BELOW;
    return mode === 'window' || this.isAbandoned || (this.#state === 'joined' && this.#at < collection.floor);
  }

  /** Its first load made way for a newer one. */
  get isAbandoned(): boolean {
    return this.#load?.firstLoad.isAbandoned === true;
  }

  /** Begins it, or begins it anew. Gives the answers, one for each time that the viewer asked. */
  answer(): SubscribedMessage[] {
    this.close();
    const { store, fanout, whenReady } = this.#options;
    const widget = store.widgets.get(this.widget);
    const resume = this.#resume;
    this.#resume = undefined;
    this.#collection = widget?.collection;
    let from = 0;
    if (widget === undefined) this.#state = 'waiting';
    else if (!this.#all && store.modeOf(widget) === 'window') this.#state = 'window';
    else if (resume !== undefined && this.#canResume(widget.collection, resume)) {
      this.#state = 'joined';
      this.#at = from = resume.after;
    } else {
      this.#state = 'loading';
      this.#load = { firstLoad: fanout.firstLoad(this.widget, widget.collection, whenReady), piece: 0 };
    }
    const mode = this.#state === 'waiting' || this.#state === 'window' ? this.#state : 'full';
    const answer: SubscribedMessage = {
      ...{ type: 'subscribed', widget: this.widget, mode, from },
      ...(widget?.collection.wasEmptied && { emptied: true }),
    };
    const answers = new Array<SubscribedMessage>(Math.max(1, this.#unanswered)).fill(answer);
    this.#unanswered = 0;
    return answers;
  }

  /** Not if much changed meanwhile: each viewer would have a list of its own, where a first load is shared. */
  #canResume({ floor, history }: TracedCollection, { epoch, after }: Resume): boolean {
    const { store } = this.#options;
    const isKnown = epoch === store.epoch && after > 0 && after >= floor && after <= store.position;
    return isKnown && !history.hasMoreSince(after, MOST_RESUMED);
  }

  /** The frames to the store's position; `undefined` if nothing changed, or it does not take part in steps. */
  frames(): RowsFrames | undefined {
    if (this.#state !== 'joined' || this.#collection === undefined || this.#collection.position <= this.#at)
      return undefined;
    return this.#options.fanout.frames(this.widget, this.#collection, this.#at);
  }

  /** Moves it to the position of a step that has been sent. */
  stepped(position: number): void {
    if (this.#state === 'joined') this.#at = position;
  }

  /** The piece of its first load that is to be sent next. */
  get nextPiece(): Frame | undefined {
    return this.#load?.firstLoad.frames?.at(this.#load.piece);
  }

  /** Goes on to the next piece. @returns Whether it was the last: from now on it takes part in steps. */
  pieceSent(): boolean {
    if (this.#load === undefined) return false;
    this.#load.piece++;
    if (this.nextPiece !== undefined) return false;
    this.#at = this.#load.firstLoad.position;
    this.#state = 'joined';
    this.close();
    return true;
  }

  /** Forgets a first load that nobody takes; it begins anew when it is asked again. */
  giveUp(): void {
    if (this.#state !== 'loading') return;
    this.close();
    this.#state = 'asked';
  }

  /** Lets go of its first load. */
  close(): void {
    if (this.#load !== undefined && this.#collection !== undefined) {
      this.#options.fanout.leaveFirstLoad(this.#collection, this.#load.firstLoad);
    }
    this.#load = undefined;
  }
}

/**
 * Changes after which a viewer that comes back gets the whole widget: as many as the largest table that is followed has
 * rows. Twice as many would be encoded for one viewer alone where a first load is shared; with half as many a table of
 * 20,000 rows is sent whole after half of it changed.
 */
const MOST_RESUMED = 20_000;
/**
 * Share of the most rows that come whole, below which a table that had grown too large does again. At 1 a table at the
 * limit would change its mode with every row; at half of this it would stay hidden long after it could be followed.
 */
const CLEARLY_BELOW = 0.8;
