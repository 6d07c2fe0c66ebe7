import type { RelayMessage, WindowRequest } from '../../src/core/messages.js';
import type { Hub } from '../../src/runtime/hub.js';
import { WindowSource } from '../../src/runtime/windows/window-source.js';
import type { WindowOptions } from '../../src/runtime/windows/windowed-widget.js';
import type { SeenPart } from './window-oracle.js';

/** What was sent for a window. */
export type Request = Partial<WindowRequest> & { readonly rev: number };

/**
 * A table that is too large to come whole, as a page draws it: our own runtime, through a window. What is sent on the
 * link says only whether all that it asked for is answered.
 */
export class PageWindow {
  readonly widget: string;
  readonly #source: WindowSource;
  readonly #view: WindowOptions;
  readonly #requests: ReadonlyMap<number, Request>;
  /** The request of the last frame that came, and of the last that a step had. */
  #came: number | undefined;
  #shown: number | undefined;

  /** @param requests The last of each window, by its number. */
  constructor(hub: Hub, widget: string, view: WindowOptions, requests: ReadonlyMap<number, Request>) {
    this.widget = widget;
    this.#requests = requests;
    this.#view = view;
    this.#source = new WindowSource({ hub, widget }, view, undefined, () => {});
  }

  /** Rows that may be scrolled to. */
  get total(): number {
    return this.#source.total;
  }

  /** Looks at a few rows. */
  look(first: number): void {
    this.#source.look(first, first + SIGHT - 1);
  }

  /** One message, after the runtime has it. */
  received(message: RelayMessage): void {
    if (message.type === 'sync') this.#shown = this.#came;
    if (!('sub' in message) || message.sub !== this.#source.sub) return;
    if (message.type === 'subscribed') this.#came = this.#shown = undefined;
    else if (message.type === 'window') this.#came = message.rev;
  }

  /** There is another link. */
  linked(): void {
    this.#came = this.#shown = undefined;
  }

  close(): void {
    this.#source.close();
  }

  /**
   * What it shows after a step; `undefined` while something is unanswered, or rows are followed that have left the window:
   * then a page keeps the picture that it has.
   */
  get seen(): SeenPart | undefined {
    const { sub, total, matching, size } = this.#source;
    const { rev, anchor, offset: asked = 0, limit = 0 } = this.#requests.get(sub) ?? {};
    if (this.#shown === undefined || this.#shown !== rev || anchor !== undefined) return undefined;
    const all = this.#source.window(0, total);
    const rows = all.filter((row) => row !== undefined);
    const first = all.findIndex((row) => row !== undefined);
    const offset = Math.max(0, first);
    const { sort = null, filter = null } = this.#view;
    const request = { sort, filter, offset: asked, limit };
    return { widget: this.widget, request, offset, total, matching, size, moved: undefined, rows, frozen: undefined };
  }
}

/** Rows in sight. */
export const SIGHT = 5;
