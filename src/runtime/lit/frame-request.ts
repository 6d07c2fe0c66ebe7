import type { ReactiveControllerHost } from 'lit';

/** Asks an element to update at the next animation frame, once, however often it is called before. */
export class FrameRequest {
  readonly #host: ReactiveControllerHost;
  #frame: number | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  request(): void {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = undefined;
      this.#host.requestUpdate();
    });
  }

  cancel(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    this.#frame = undefined;
  }
}
