/**
 * Has what is far from the window drawn less often. Nobody sees it until it is scrolled into sight, but for pictures of the
 * whole page.
 */
export class FarPace {
  readonly #draw: () => void;
  #drawnAt = Number.NEGATIVE_INFINITY;
  #waiting: AbortController | undefined;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  /** Whether a change waits to be drawn. */
  get isWaiting(): boolean {
    return this.#waiting !== undefined;
  }

  /**
   * Whether a change must wait, because something was drawn just now. It is then drawn after a while, or as soon as the
   * window is resized, which a picture of the whole page does.
   */
  waits(view: Window): boolean {
    const wait = this.#drawnAt + PACE - performance.now();
    if (wait <= 0) return false;
    if (this.#waiting !== undefined) return true;
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    const draw = () => {
      this.#drawnAt = Number.NEGATIVE_INFINITY;
      this.stop();
      this.#draw();
    };
    const timer = setTimeout(draw, wait);
    signal.addEventListener('abort', () => clearTimeout(timer));
    view.addEventListener('resize', draw, { signal });
    return true;
  }

  /** Notes that everything is drawn now. */
  drawn(): void {
    this.#drawnAt = performance.now();
    this.stop();
  }

  /** Draws nothing of what waits. */
  stop(): void {
    this.#waiting?.abort();
    this.#waiting = undefined;
  }
}

/** Milliseconds between two drawings. Half: far tables cost the page twice. Twice: a picture is a second old. */
const PACE = 500;
