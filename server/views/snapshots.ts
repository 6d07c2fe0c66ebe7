import { changedSince, type TracedCollection } from '../../src/core/traced-collection.js';
import { RowsFrames } from './frames.js';

/** A whole widget at one position, on its way to everybody who joined at about the same time. */
export interface Snapshot {
  readonly position: number;
  readonly frames: RowsFrames;
  /** It had to make way for a newer one: whoever has not got all of it begins anew. */
  readonly isAbandoned: boolean;
}

interface Shared extends Snapshot {
  readonly madeAt: number;
  viewers: number;
  isAbandoned: boolean;
}

/**
 * The first loads of one collection. Each is shared by those who join within a short time, so that a thousand viewers
 * who come at once cost one encoding; at most three are alive, so that slow ones do not cost a copy each.
 */
export class Snapshots {
  readonly #widget: string;
  readonly #collection: TracedCollection;
  readonly #shareFor: number;
  readonly #made: () => void;
  #alive: Shared[] = [];

  /** @param made Told of each that is not shared. */
  constructor(widget: string, collection: TracedCollection, shareFor: number, made: () => void) {
    this.#widget = widget;
    this.#collection = collection;
    this.#shareFor = shareFor;
    this.#made = made;
  }

  /** @param position Of the store, which the collection is at. */
  join(position: number, now: number): Snapshot {
    this.#forget(now);
    const newest = this.#alive.at(-1);
    const isUsable = newest !== undefined && newest.position >= this.#collection.floor;
    if (isUsable && (now - newest.madeAt < this.#shareFor || this.#alive.length >= MOST_ALIVE)) {
      newest.viewers++;
      return newest;
    }
    if (this.#alive.length >= MOST_ALIVE) (this.#alive.shift() as Shared).isAbandoned = true;
    const frames = new RowsFrames(this.#widget, 0, position, changedSince(this.#collection, 0));
    const made: Shared = { position, frames, isAbandoned: false, madeAt: now, viewers: 1 };
    this.#alive.push(made);
    this.#made();
    return made;
  }

  /** A viewer has all of it, or does not want it any more. */
  leave(snapshot: Snapshot, now: number): void {
    const shared = this.#alive.find((one) => one === snapshot);
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

const MOST_ALIVE = 3;
