import type { SyncMessage } from '../../src/core/messages.js';
import { changedSince, type TracedCollection } from '../../src/core/traced-collection.js';
import type { Metrics } from '../metrics.js';
import type { RelayOptions } from '../options.js';
import type { PipelineHealth } from '../store/run.js';
import type { Store } from '../store/store.js';
import { SharedViews } from '../windows/shared-views.js';
import { type FirstLoad, FirstLoads } from './first-loads.js';
import { type Frame, frameOf } from './frame.js';
import { PaceClass, type Stepper } from './pace-class.js';
import { classOf, PaceLimit, RATES } from './pace-limit.js';
import { RowsFrames } from './rows-frames.js';

export interface FanoutOptions {
  readonly store: Store;
  readonly health: () => PipelineHealth;
  readonly metrics: Metrics;
  readonly options: Pick<RelayOptions, 'heartbeat' | 'shareFor'>;
}

/**
 * Decides which viewers take which step when.
 *
 *     commit ──▶ one clock per pace ──▶ viewer.step() ──▶ frames(widget, from)     made once for all
 *
 * Nobody has a queue: a viewer that is skipped is behind, and its next step brings it to the newest state.
 */
export class Fanout {
  /** What windows look at. */
  readonly views: SharedViews;
  readonly #store: Store;
  readonly #health: () => PipelineHealth;
  readonly #metrics: Metrics;
  readonly #shareFor: number;
  readonly #limit = new PaceLimit(performance.now());
  readonly #classes: ReadonlyMap<number, PaceClass>;
  readonly #classOf = new Map<Stepper, PaceClass>();
  readonly #firstLoads = new Map<TracedCollection, FirstLoads>();
  #frames = new Map<string, RowsFrames>();
  #framesAt = 0;
  #config: { readonly position: number; readonly frame: Frame } | undefined;

  constructor({ store, health, metrics, options }: FanoutOptions) {
    this.#store = store;
    this.#health = health;
    this.#metrics = metrics;
    this.views = new SharedViews(metrics);
    this.#shareFor = options.shareFor;
    this.#classes = new Map(
      RATES.map((rate) => [
        rate,
        new PaceClass({
          heartbeat: options.heartbeat,
          rate: () => Math.min(rate, this.#limit.fastest),
          step: (steppers, granted) => this.#step(steppers, granted),
        }),
      ]),
    );
  }

  get viewers(): number {
    return this.#classOf.size;
  }

  /** Brings a viewer forward at this rate from now on. */
  pace(viewer: Stepper, rate: number): void {
    const next = this.#classes.get(classOf(rate)) as PaceClass;
    const former = this.#classOf.get(viewer);
    if (former === next) return;
    former?.delete(viewer);
    this.#classOf.set(viewer, next);
    next.add(viewer);
  }

  leave(viewer: Stepper): void {
    this.#classOf.get(viewer)?.delete(viewer);
    this.#classOf.delete(viewer);
  }

  /** Lets a viewer take a step at once: it waits for something that a step brings. */
  requestImmediate(viewer: Stepper): void {
    this.#classOf.get(viewer)?.requestImmediate(viewer);
  }

  /** Lets a viewer take the next step of its pace: it was behind, and can go on. */
  requestNext(viewer: Stepper): void {
    this.#classOf.get(viewer)?.requestNext(viewer);
  }

  /** Lets everybody take a step: the position or the health of the pipeline changed. */
  markChanged(): void {
    for (const one of this.#classes.values()) one.markChanged();
  }

  /** The config as it is now, the same bytes for everybody who gets it at this position. */
  config(): Frame {
    const { position } = this.#store;
    if (this.#config?.position !== position) {
      this.#config = { position, frame: frameOf(this.#store.configMessage()) };
    }
    return this.#config.frame;
  }

  /** The frames that bring a widget from a position to the store's, the same for everybody who is there. */
  frames(widget: string, collection: TracedCollection, from: number): RowsFrames {
    const to = this.#store.position;
    if (this.#framesAt !== to) {
      this.#framesAt = to;
      this.#frames = new Map();
    }
    const key = `${from} ${widget}`;
    let frames = this.#frames.get(key);
    if (frames === undefined) {
      frames = new RowsFrames(widget, from, to, changedSince(collection, from));
      this.#makeRoom();
      this.#frames.set(key, frames);
      this.#metrics.encodings++;
    }
    return frames;
  }

  /** Viewers that resume from a thousand positions must not make the relay keep a thousand copies. */
  #makeRoom(): void {
    let bytes = 0;
    for (const frames of this.#frames.values()) bytes += frames.bytes;
    for (const [key, frames] of this.#frames) {
      if (this.#frames.size < MOST_SHARED && bytes <= MOST_SHARED_BYTES) return;
      this.#frames.delete(key);
      bytes -= frames.bytes;
    }
  }

  /**
   * A first load, shared with those who join at about the same time.
   *
   * @param whenReady Called when it has frames, if it has none yet.
   */
  firstLoad(widget: string, collection: TracedCollection, whenReady: () => void): FirstLoad {
    let firstLoads = this.#firstLoads.get(collection);
    if (firstLoads === undefined) {
      firstLoads = new FirstLoads(widget, collection, this.#shareFor, () => this.#metrics.firstLoadMade(widget));
      this.#firstLoads.set(collection, firstLoads);
    }
    return firstLoads.join(this.#store.position, performance.now(), whenReady);
  }

  leaveFirstLoad(collection: TracedCollection, firstLoad: FirstLoad): void {
    this.#firstLoads.get(collection)?.leave(firstLoad, performance.now());
  }

  /** Lets go of what nobody needs any more: steps and first loads that are not taken, frames that may be shared. */
  sweep(): void {
    const now = performance.now();
    for (const viewer of this.#classOf.keys()) viewer.sweep();
    this.#frames.clear();
    for (const [collection, firstLoads] of this.#firstLoads) {
      if (firstLoads.isIdle(now)) this.#firstLoads.delete(collection);
    }
  }

  #step(steppers: Iterable<Stepper>, rate: number): void {
    const start = performance.now();
    const { position, commitTime, commitAge } = this.#store;
    const message: SyncMessage = {
      type: 'sync',
      position,
      time: Date.now(),
      commit: commitTime,
      ...(commitAge === undefined ? {} : { age: commitAge }),
      ...this.#health(),
      rate,
    };
    const sync = frameOf(message);
    for (const one of steppers) {
      try {
        one.step(position, sync);
      } catch (error) {
        one.fail(error); // The others go on
      }
      this.#metrics.steps++;
    }
    const end = performance.now();
    this.#limit.add(end - start, end);
  }
}

/**
 * Sets of frames that are kept for others at the same positions: 1,000 cover 125 widgets that change in one commit, for
 * each of eight paces. With half as many larger boards encode the same rows again; with twice as many each new set
 * takes twice as long to make room for, as all are summed up.
 */
const MOST_SHARED = 1000;
/**
 * Bytes of them: 32 times 20,000 rows of 100 bytes, for viewers that come back from as many positions. With half as
 * many these are encoded again sooner; twice as many is as much as a relay of a large dashboard needs for all else.
 */
const MOST_SHARED_BYTES = 64 * 1024 * 1024;
