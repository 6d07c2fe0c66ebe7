import type { Metrics } from '../metrics.js';
import type { ViewerWindows } from '../windows/viewer-windows.js';
import type { StepFrames } from '../windows/window-frames.js';
import type { Frame } from './frame.js';
import type { SendWindow } from './send-window.js';
import type { Subscription } from './subscription.js';
import type { ViewerLink } from './viewer-link.js';

/** A step on its way: its frames are shared, where this viewer is in them is not. */
interface Step {
  readonly position: number;
  readonly frames: readonly StepFrames[];
  readonly sync: Frame;
  index: number;
  piece: number;
}

export interface StepSenderOptions {
  readonly link: ViewerLink;
  readonly window: SendWindow;
  readonly metrics: Metrics;
  readonly subscriptions: ReadonlyMap<string, Subscription>;
  readonly windows: ViewerWindows;
  /** Called when a subscription waits for a step of its own. */
  readonly requestImmediate: () => void;
}

/** Sends one viewer its steps, and pieces of first loads between them, as far as its window has room. */
export class StepSender {
  readonly #link: ViewerLink;
  readonly #window: SendWindow;
  readonly #metrics: Metrics;
  readonly #subscriptions: ReadonlyMap<string, Subscription>;
  readonly #windows: ViewerWindows;
  readonly #requestImmediate: () => void;
  #step: Step | undefined;

  constructor({ link, window, metrics, subscriptions, windows, requestImmediate }: StepSenderOptions) {
    this.#link = link;
    this.#window = window;
    this.#metrics = metrics;
    this.#subscriptions = subscriptions;
    this.#windows = windows;
    this.#requestImmediate = requestImmediate;
  }

  /** Sends a frame that wants no acknowledgement. */
  write(frame: Frame): void {
    this.#metrics.frames++;
    this.#metrics.bytes += frame.length;
    this.#link.send(frame, this.#window.sent);
  }

  /** Whether another step may begin. */
  get isFree(): boolean {
    return this.#step === undefined && this.#window.hasRoom(0, performance.now());
  }

  /** Whether something waits for room: the rest of a step, or pieces of first loads. */
  get hasMore(): boolean {
    if (this.#step !== undefined) return true;
    for (const { nextPiece } of this.#subscriptions.values()) if (nextPiece !== undefined) return true;
    return false;
  }

  /** @param sync The frame that ends the step. */
  begin(position: number, frames: readonly StepFrames[], sync: Frame): void {
    this.#step = { position, frames, sync, index: 0, piece: 0 };
    this.sendMore();
  }

  /** Forgets the rest of the step. */
  drop(): void {
    if (this.#step !== undefined) this.#windows.dropped();
    this.#step = undefined;
  }

  /** Sends what may go now: the rest of the step first, pieces of first loads between steps. */
  sendMore(): void {
    const now = performance.now();
    this.#link.cork();
    if (this.#step !== undefined && this.#sendStep(this.#step, now)) this.#step = undefined;
    if (this.#step === undefined) this.#sendFirstLoads(now);
    this.#link.uncork();
  }

  /** @returns Whether the step is complete. */
  #sendStep(step: Step, now: number): boolean {
    for (; step.index < step.frames.length; step.index++, step.piece = 0) {
      const frames = step.frames[step.index] as StepFrames;
      for (let frame = frames.at(step.piece); frame !== undefined; frame = frames.at(++step.piece)) {
        if (!this.#window.hasRoom(frame.length, now)) return false;
        this.#send(frame, now);
      }
    }
    this.#send(step.sync, now);
    for (const subscription of this.#subscriptions.values()) subscription.stepped(step.position);
    this.#windows.stepped();
    return true;
  }

  /** Sends one piece of each first load in turn, so that a large one does not hold up small ones. */
  #sendFirstLoads(now: number): void {
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (const subscription of this.#subscriptions.values()) {
        const piece = subscription.nextPiece;
        if (piece === undefined) continue;
        if (!this.#window.hasRoomToSpare(piece.length, now)) return;
        if (subscription.isAbandoned) this.#requestImmediate();
        else {
          this.#send(piece, now);
          isMoving = true;
          if (subscription.pieceSent()) this.#requestImmediate();
        }
      }
    }
  }

  #send(frame: Frame, now: number): void {
    this.#window.add(frame.length, now);
    this.write(frame);
  }
}
