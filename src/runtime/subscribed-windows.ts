import type { ErrorMessage, FoundMessage, SubscribedMessage, WindowMessage } from '../core/messages.js';
import type { Subscribable } from './link/subscribable.js';

/** A window on the rows of a widget, as a link brings it: see `WindowSource`. */
export interface SubscribedWindow extends Subscribable {
  readonly widget: string;
  /** Its number on the link. */
  readonly sub: number;
  readonly isPaused: boolean;
  /** Changes of rows that wait for the end of a pause. */
  readonly waiting: number;
  pause(): void;
  resume(): void;
  /** The link is gone: the relay will send all rows of the window anew. */
  detach(): void;
  /** The rows are not for this page any more. */
  forget(): void;
  received(message: WindowAnswer): void;
  /** Ends a step. @returns How many rows changed; `undefined` if the step did not touch it. */
  step(): number | undefined;
}

let lastSub = 0;

/** Gives a number that no window of this page has had. */
export function nextSub(): number {
  return ++lastSub;
}

/** A message that names a window by its number. */
export type WindowAnswer = SubscribedMessage | WindowMessage | FoundMessage | ErrorMessage;

/** The windows that are open on one link, by their numbers. */
export class SubscribedWindows {
  readonly #bySub = new Map<number, SubscribedWindow>();

  get all(): Iterable<SubscribedWindow> {
    return this.#bySub.values();
  }

  get size(): number {
    return this.#bySub.size;
  }

  add(window: SubscribedWindow): void {
    this.#bySub.set(window.sub, window);
  }

  delete({ sub }: SubscribedWindow): void {
    this.#bySub.delete(sub);
  }

  /** Hands a message on. @returns The window that it names, or `undefined`, which may be one that was closed meanwhile. */
  received(message: WindowAnswer): SubscribedWindow | undefined {
    const window = this.#bySub.get(message.sub ?? 0);
    window?.received(message);
    return window;
  }
}
