import { ProtocolError } from '../../src/core/checks/rules.js';
import { checkMove, checkWindow } from '../../src/core/checks/window-checks.js';
import type { FindMessage, FoundMessage, MoveWindowMessage, SubscribeMessage } from '../../src/core/messages.js';
import { ViewerWindow, type ViewerWindowOptions } from './viewer-window.js';
import type { StepFrames } from './window-frames.js';

export interface ViewerWindowsOptions extends ViewerWindowOptions {
  readonly maxWindow: number;
}

/** The windows of one viewer, by the numbers that it chose. */
export class ViewerWindows {
  readonly #options: ViewerWindowsOptions;
  readonly #windows = new Map<number, ViewerWindow>();

  constructor(options: ViewerWindowsOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#windows.size;
  }

  has(sub: number): boolean {
    return this.#windows.has(sub);
  }

  /** The widget of a window that is there. */
  widgetOf(sub: number): string | undefined {
    return this.#windows.get(sub)?.widget;
  }

  /** Opens a window, in place of the one that has its number. @throws ProtocolError: the former one goes on. */
  subscribe(message: SubscribeMessage & { readonly sub: number }): void {
    const { sub, widget } = message;
    const former = this.#windows.get(sub);
    const window = about({ widget, sub }, () => {
      const { rev, ...request } = checkWindow(message, this.#options.maxWindow);
      return new ViewerWindow(sub, widget, { rev, request }, this.#options, former);
    });
    this.#windows.set(sub, window);
    if (former === undefined) this.#options.metrics.windows++;
  }

  /** Changes what a window shows; what is left out stays. @throws ProtocolError: the former request holds. */
  move(message: MoveWindowMessage): void {
    const window = this.#window(message.sub);
    about(window, () => {
      const { rev, ...changes } = checkMove(message, this.#options.maxWindow);
      const isMoved = MOVES.some((name) => changes[name] !== undefined);
      const letsGo = changes.offset !== undefined && changes.anchor === undefined ? { anchor: null } : {};
      window.ask({ rev, request: { ...window.request, ...changes, ...letsGo } }, isMoved);
    });
  }

  /** Finds a row in the view of a window: at once, or when the view is there. */
  find({ sub, key }: FindMessage, answer: (message: FoundMessage) => void): void {
    const { store } = this.#options;
    const { view } = this.#window(sub);
    // Looks again as long as the view is not ready: its totals may be, which call back, too.
    const look = (error?: unknown): void => {
      if (error !== undefined) this.#options.whenReady(error);
      else if (view !== undefined && !view.prepare()) view.whenReady(look);
      else answer({ type: 'found', sub, key, rank: view?.rank(key) ?? null, position: store.position });
    };
    look();
  }

  unsubscribe(sub: number): void {
    this.#window(sub).close();
    this.#windows.delete(sub);
    this.#options.metrics.windows--;
  }

  /**
   * Follows what became of the widgets. A window that cannot be kept ends.
   *
   * @param ended Called with the reason.
   * @returns Whether all can be brought forward now.
   */
  prepare(ended: (error: ProtocolError) => void): boolean {
    let areReady = true;
    for (const window of [...this.#windows.values()]) {
      try {
        if (!window.prepare()) areReady = false;
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.unsubscribe(window.sub);
        ended(named(error, window, '; the window has ended'));
      }
    }
    return areReady;
  }

  [Symbol.iterator](): Iterator<ViewerWindow> {
    return this.#windows.values();
  }

  /** The frames of a step to the store's position. */
  frames(): StepFrames[] {
    return Array.from(this.#windows.values(), (window) => window.frames()).filter((frames) => frames !== undefined);
  }

  stepped(): void {
    for (const window of this.#windows.values()) window.stepped();
  }

  dropped(): void {
    for (const window of this.#windows.values()) window.dropped();
  }

  close(): void {
    for (const window of this.#windows.values()) window.close();
    this.#options.metrics.windows -= this.#windows.size;
    this.#windows.clear();
  }

  #window(sub: number): ViewerWindow {
    const window = this.#windows.get(sub);
    if (window !== undefined) return window;
    throw new ProtocolError('unknown_sub', `no window of this viewer has "sub" ${sub}; subscribe to one first`, {
      sub,
    });
  }
}

/** What of a request decides where a window stands; a frozen one stays as long as none of it is asked for. */
const MOVES = ['sort', 'filter', 'offset', 'limit', 'anchor', 'lead'] as const;

interface Named {
  readonly widget: string;
  readonly sub: number;
}

/** Runs what a viewer asks of a window; an error names the window. */
function about<T>(window: Named, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof ProtocolError ? named(error, window) : error;
  }
}

function named({ code, message, retryAfter }: ProtocolError, { widget, sub }: Named, end = ''): ProtocolError {
  return new ProtocolError(code, message + end, { widget, sub, ...(retryAfter !== undefined && { retryAfter }) });
}
