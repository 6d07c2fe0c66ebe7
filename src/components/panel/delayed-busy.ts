import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Holds back the signs that an element waits until it has waited for a moment: a quick first load flashes nothing. */
export class DelayedBusy implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isShown = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Whether the element has waited long enough to show that it waits. */
  get isShown(): boolean {
    return this.#isShown;
  }

  /** Begins, goes on with, or ends the wait. */
  set(isBusy: boolean): void {
    if (isBusy) {
      this.#timer ??= setTimeout(() => {
        this.#isShown = true;
        this.#host.requestUpdate();
      }, MILLISECONDS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isShown = false;
  }

  hostDisconnected(): void {
    this.set(false);
  }
}

const MILLISECONDS = 300;
