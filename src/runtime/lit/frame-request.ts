import type { ReactiveControllerHost } from 'lit';

/**
 * Asks an element to update at the next animation frame, once, however often it is called before. The frame is that of the
 * window that shows the element: that of the script may be hidden, and have none.
 */
export class FrameRequest {
  readonly #host: ReactiveControllerHost & HTMLElement;
  #cancel: (() => void) | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement) {
    this.#host = host;
  }

  request(): void {
    if (this.#cancel !== undefined) return;
    const view = this.#host.ownerDocument.defaultView ?? window;
    const frame = view.requestAnimationFrame(() => {
      this.#cancel = undefined;
      this.#host.requestUpdate();
    });
    this.#cancel = () => view.cancelAnimationFrame(frame);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }
}
