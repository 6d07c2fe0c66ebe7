import { changedSince, type TracedCollection } from '../../src/core/traced-collection.js';
import type { KeyedRow } from '../../src/core/values.js';
import { copyRows } from '../cooperative/copy-rows.js';
import { SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import { RowsFrames } from './rows-frames.js';

/** A whole widget at one position, on its way to everybody who joined at about the same time. */
export interface FirstLoad {
  readonly position: number;
  /** `undefined` while the rows of a large widget are copied. */
  readonly frames: RowsFrames | undefined;
  /** It had to make way for a newer one: whoever has not got all of it begins anew. */
  readonly isAbandoned: boolean;
}

interface SharedLoad extends FirstLoad {
  readonly madeAt: number;
  viewers: number;
  isAbandoned: boolean;
  frames: RowsFrames | undefined;
  /** Called when there are frames. */
  readonly waiting: (() => void)[];
}

/** Copies of large widgets take turns. */
const QUEUE = new SliceQueue();

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

  /**
   * @param position The store's, which the collection is at.
   * @param whenReady Called when there are frames, if there are none yet.
   */
  join(position: number, now: number, whenReady: () => void = () => {}): FirstLoad {
    this.#forget(now);
    const newest = this.#alive.at(-1);
    const isUsable = newest !== undefined && newest.position >= this.#collection.floor;
    if (isUsable && (now - newest.madeAt < this.#shareFor || this.#alive.length >= MOST_ALIVE)) {
      newest.viewers++;
      if (newest.frames === undefined) newest.waiting.push(whenReady);
      return newest;
    }
    if (this.#alive.length >= MOST_ALIVE) (this.#alive.shift() as SharedLoad).isAbandoned = true;
    const made: SharedLoad = {
      ...{ position, frames: undefined, isAbandoned: false, madeAt: now, viewers: 1, waiting: [] },
    };
    if (this.#collection.size <= COPIED_AT_ONCE)
      made.frames = this.#frames(position, changedSince(this.#collection, 0).up);
    else {
      made.waiting.push(whenReady);
      void this.#copy(made);
    }
    this.#alive.push(made);
    this.#made();
    return made;
  }

  /** Copies the rows of this moment in slices that let others have their turn. */
  async #copy(load: SharedLoad): Promise<void> {
    const up = await copyRows(this.#collection, new TimeSlices({ queue: QUEUE }));
    load.frames = this.#frames(load.position, up);
    for (const ready of load.waiting) ready();
    load.waiting.length = 0;
  }

  #frames(position: number, up: readonly KeyedRow[]): RowsFrames {
    return new RowsFrames(this.#widget, 0, position, { up, del: [] });
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
/**
 * Rows whose references are copied in one go, which takes 2 ms: as many as a table has that everybody gets as a whole.
 * Half: more turns for every page that is opened. Twice: others wait for 4 ms.
 */
const COPIED_AT_ONCE = 20_000;
