import type { ViewerMessage } from '../../core/messages.js';
import type { KeyedRow } from '../../core/values.js';
import { nextSub, type SubscribedWindow, type WindowAnswer } from '../subscribed-windows.js';
import { WindowMirror } from './window-mirror.js';
import type { WindowRange } from './window-range.js';
import { requestOf } from './window-request.js';
import type { WindowedWidget, WindowOptions } from './windowed-widget.js';

/** A window that stays where it is, whatever comes above it: a `WindowSource` goes with its rows. */
export class FixedWindow implements SubscribedWindow {
  readonly sub = nextSub();
  readonly widget: string;
  readonly isWanted = true;
  readonly hasRequest = false;
  readonly isPaused = false;
  readonly waiting = 0;
  readonly #view: WindowOptions;
  readonly #range: WindowRange;
  readonly #onChange: () => void;
  readonly #mirror = new WindowMirror();
  #error: string | undefined;
  readonly close: () => void;

  constructor({ hub, widget }: WindowedWidget, view: WindowOptions, range: WindowRange, onChange: () => void) {
    this.widget = widget;
    this.#view = view;
    this.#range = range;
    this.#onChange = onChange;
    this.close = hub.openWindow(this);
  }

  /** As of the last step; `undefined` before they have come. */
  get rows(): readonly KeyedRow[] | undefined {
    const { picture } = this.#mirror;
    if (picture === undefined) return undefined;
    const { offset, limit } = this.#range; // The relay begins before it where there are fewer rows
    return picture.rows.slice(Math.max(0, offset - picture.offset)).slice(0, limit);
  }

  get error(): string | undefined {
    return this.#error;
  }

  subscribe(): ViewerMessage {
    const { widget, sub } = this;
    return { type: 'subscribe', widget, sub, rev: 1, window: requestOf(this.#view, this.#range) };
  }

  nextRequest(): ViewerMessage {
    return this.subscribe();
  }

  unsubscribe(): ViewerMessage {
    return { type: 'unsubscribe', sub: this.sub };
  }

  refused(message: string | undefined): void {
    this.#error = message;
  }

  pause(): void {
    // Its rows are wanted as they are now
  }

  resume(): void {
    // See above
  }

  detach(): void {
    this.#mirror.forget();
  }

  forget(): void {
    this.#mirror.forget();
  }

  received(message: WindowAnswer): void {
    if (message.type === 'window') this.#mirror.received(message);
    else if (message.type === 'error') this.#error = message.message;
  }

  step(): number | undefined {
    return this.#mirror.step();
  }

  notify(): void {
    this.#onChange();
  }
}
