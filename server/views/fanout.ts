import type { PipelineState, SyncMessage } from '../../src/core/messages.js';
import { changedSince, type TracedCollection } from '../../src/core/traced-collection.js';
import type { Metrics } from '../metrics.js';
import type { RelayOptions } from '../options.js';
import type { Store } from '../store/store.js';
import { Frame } from './frame.js';
import { RowsFrames } from './frames.js';
import { classOf, Load, RATES } from './load.js';
import { RateClass, type Stepper } from './rate-class.js';
import { type Snapshot, Snapshots } from './snapshots.js';

export interface Health {
  readonly state: PipelineState;
  /** Why the pipeline failed. */
  readonly message?: string;
}

export interface FanoutOptions {
  readonly store: Store;
  readonly health: () => Health;
  readonly metrics: Metrics;
  readonly options: Pick<RelayOptions, 'heartbeat' | 'shareFor'>;
}

/**
 * Who gets which step when.
 *
 *     commit ──▶ one clock per rate class ──▶ viewer.step() ──▶ frames(widget, from)     made once for all
 *
 * Nobody has a queue: a viewer that is skipped is behind, and its next step brings it to the newest state.
 */
export class Fanout {
  readonly #store: Store;
  readonly #health: () => Health;
  readonly #metrics: Metrics;
  readonly #shareFor: number;
  readonly #load = new Load(performance.now());
  readonly #classes: ReadonlyMap<number, RateClass>;
  readonly #classOf = new Map<Stepper, RateClass>();
  readonly #snapshots = new Map<TracedCollection, Snapshots>();
  #frames = new Map<string, RowsFrames>();
  #framesAt = 0;
  #config: { readonly position: number; readonly frame: Frame } | undefined;

  constructor({ store, health, metrics, options }: FanoutOptions) {
    this.#store = store;
    this.#health = health;
    this.#metrics = metrics;
    this.#shareFor = options.shareFor;
    this.#classes = new Map(
      RATES.map((rate) => [
        rate,
        new RateClass({
          heartbeat: options.heartbeat,
          rate: () => Math.min(rate, this.#load.ceiling),
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
    const next = this.#classes.get(classOf(rate)) as RateClass;
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

  /** The viewer waits for something that a step brings. */
  soon(viewer: Stepper): void {
    this.#classOf.get(viewer)?.soon(viewer);
  }

  /** The viewer was behind, and can take a step again. */
  due(viewer: Stepper): void {
    this.#classOf.get(viewer)?.due(viewer);
  }

  /** The position or the health of the pipeline changed. */
  changed(): void {
    for (const one of this.#classes.values()) one.news();
  }

  /** The config as it is now, the same bytes for everybody who gets it at this position. */
  config(): Frame {
    const { position } = this.#store;
    if (this.#config?.position !== position) {
      this.#config = { position, frame: Frame.of(this.#store.configMessage()) };
    }
    return this.#config.frame;
  }

  /** What brings a widget from a position to the store's, the same for everybody who is there. */
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

  /** A first load, shared with those who join at about the same time. */
  snapshot(widget: string, collection: TracedCollection): Snapshot {
    let snapshots = this.#snapshots.get(collection);
    if (snapshots === undefined) {
      snapshots = new Snapshots(widget, collection, this.#shareFor, () => this.#metrics.firstLoadMade(widget));
      this.#snapshots.set(collection, snapshots);
    }
    return snapshots.join(this.#store.position, performance.now());
  }

  leaveSnapshot(collection: TracedCollection, snapshot: Snapshot): void {
    this.#snapshots.get(collection)?.leave(snapshot, performance.now());
  }

  /** Lets go of what nobody needs any more: steps and first loads that are not taken, frames that may be shared. */
  sweep(): void {
    const now = performance.now();
    for (const viewer of this.#classOf.keys()) viewer.sweep();
    this.#frames.clear();
    for (const [collection, snapshots] of this.#snapshots) {
      if (snapshots.isIdle(now)) this.#snapshots.delete(collection);
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
    const sync = Frame.of(message);
    for (const one of steppers) {
      try {
        one.step(position, sync);
      } catch (error) {
        one.fail(error); // The others go on
      }
      this.#metrics.steps++;
    }
    const end = performance.now();
    this.#load.add(end - start, end);
  }
}

/** Sets of frames that are kept for others at the same positions. */
const MOST_SHARED = 1000;
/** Bytes of them. */
const MOST_SHARED_BYTES = 64 * 1024 * 1024;
