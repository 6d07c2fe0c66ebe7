import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Whether an element has waited long enough to say that it waits: nothing flashes on a first load that is quick.
 */
export class Patience implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOver = false;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Begins, goes on with, or ends the wait. */
  wait(isWaiting: boolean): void {
    if (isWaiting) {
      this.#timer ??= setTimeout(() => {
        this.#isOver = true;
        this.#host.requestUpdate();
      }, MILLISECONDS);
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isOver = false;
  }

  hostDisconnected(): void {
    this.wait(false);
  }
}

const MILLISECONDS = 300;
