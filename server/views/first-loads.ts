import { changedSince, type TracedCollection } from '../../src/core/traced-collection.js';
import { RowsFrames } from './rows-frames.js';

/** A whole widget at one position, on its way to everybody who joined at about the same time. */
export interface FirstLoad {
  readonly position: number;
  readonly frames: RowsFrames;
  /** It had to make way for a newer one: whoever has not got all of it begins anew. */
  readonly isAbandoned: boolean;
}

interface SharedLoad extends FirstLoad {
  readonly madeAt: number;
  viewers: number;
  isAbandoned: boolean;
}

/**
 * The first loads of one collection. Each is shared by those who join within a short time, so that a thousand viewers
 * who come at once cost one encoding; at most three are alive, so that slow ones do not cost a copy each.
 */
export class FirstLoads {
  readonly #widget: string;
  readonly #collection: TracedCollection;
  readonly #shareFor: number;
  readonly #made: () => void;
  #alive: SharedLoad[] = [];

  /** @param made Called for each that is not shared. */
  constructor(widget: string, collection: TracedCollection, shareFor: number, made: () => void) {
    this.#widget = widget;
    this.#collection = collection;
    this.#shareFor = shareFor;
    this.#made = made;
  }

  /** @param position The store's, which the collection is at. */
  join(position: number, now: number): FirstLoad {
    this.#forget(now);
    const newest = this.#alive.at(-1);
    const isUsable = newest !== undefined && newest.position >= this.#collection.floor;
    if (isUsable && (now - newest.madeAt < this.#shareFor || this.#alive.length >= MOST_ALIVE)) {
      newest.viewers++;
      return newest;
    }
    if (this.#alive.length >= MOST_ALIVE) (this.#alive.shift() as SharedLoad).isAbandoned = true;
    const frames = new RowsFrames(this.#widget, 0, position, changedSince(this.#collection, 0));
    const made: SharedLoad = { position, frames, isAbandoned: false, madeAt: now, viewers: 1 };
    this.#alive.push(made);
    this.#made();
    return made;
  }

  /** Counts one viewer less: it has all of it, or does not want it any more. */
  leave(firstLoad: FirstLoad, now: number): void {
    const shared = this.#alive.find((one) => one === firstLoad);
    if (shared !== undefined) shared.viewers--;
    this.#forget(now);
  }

  #forget(now: number): void {
    this.#alive = this.#alive.filter(
      ({ viewers, madeAt, position }) =>
        viewers > 0 || (now - madeAt < this.#shareFor && position >= this.#collection.floor),
    );
  }

  /** Lets go of what nobody shares and nobody will; true if nothing is left. */
  isIdle(now: number): boolean {
    this.#forget(now);
    return this.#alive.length === 0;
  }
}

/**
 * One for those who come now, and two that slow viewers still take. Each may be a copy of the widget's encoded rows:
 * twice as many would be six copies, while a single one would make slow viewers begin anew whenever others come.
 */
const MOST_ALIVE = 3;
