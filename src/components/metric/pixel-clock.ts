import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { LONGEST_TIMEOUT } from '../../runtime/link/timeout.js';
import { FrameRequest } from '../../runtime/lit/frame-request.js';

/** Asks an element to update when the time has moved its chart by a pixel; not while the page is hidden. */
export class PixelClock implements ReactiveController {
  readonly #frame: FrameRequest;
  readonly #moved: () => void;
  readonly #slowly = matchMedia('(prefers-reduced-motion: reduce)');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, moved: () => void) {
    this.#frame = new FrameRequest(host);
    this.#moved = moved;
    host.addController(this);
  }

  /** @param pixel The milliseconds of a pixel; `undefined`: the chart stands still. */
  run(pixel: number | undefined): void {
    clearTimeout(this.#timer);
    if (pixel === undefined || pixel > LONGEST_TIMEOUT) return;
    const wait = Math.max(pixel, this.#slowly.matches ? SLOW : FAST);
    this.#timer = setTimeout(() => {
      this.#moved();
      this.#frame.request();
    }, wait);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#frame.cancel();
  }
}

/* Milliseconds between two updates, at least. */
/** For a viewer who asked for reduced motion. */
const SLOW = 1000;
/** A frame. */
const FAST = 16;
