import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LONGEST_TIMEOUT } from '../../runtime/link/timeout.js';
import { FrameRequest } from '../../runtime/lit/frame-request.js';

/** Asks an element to update when the time has moved its chart by a pixel; not while the page is hidden. */
export class PixelClock implements ReactiveController {
  readonly #frame: FrameRequest;
  readonly #moved: () => void;
  readonly #host: ReactiveControllerHost & HTMLElement;
  #timer: number | undefined;
  /** The window whose timer it is. */
  #view: Window | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, moved: () => void) {
    this.#host = host;
    this.#frame = new FrameRequest(host);
    this.#moved = moved;
    host.addController(this);
  }

  /** @param pixel The milliseconds of a pixel; `undefined`: the chart stands still. */
  run(pixel: number | undefined): void {
    this.#stop();
    if (pixel === undefined || pixel > LONGEST_TIMEOUT) return;
    this.#view = this.#host.ownerDocument.defaultView ?? window;
    const isSlow = this.#view.matchMedia('(prefers-reduced-motion: reduce)').matches;
    const wait = Math.max(pixel, isSlow ? SLOW : FAST);
    this.#timer = this.#view.setTimeout(() => {
      this.#moved();
      this.#frame.request();
    }, wait);
  }

  hostDisconnected(): void {
    this.#stop();
    this.#frame.cancel();
  }

  #stop(): void {
    this.#view?.clearTimeout(this.#timer);
  }
}

/* Milliseconds between two updates, at least. */
/** For a viewer who asked for reduced motion. */
const SLOW = 1000;
/** A frame. */
const FAST = 16;
