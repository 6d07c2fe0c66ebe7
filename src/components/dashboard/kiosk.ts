import type { SvDashboard } from './sv-dashboard.js';

/** In kiosk mode, what is not of the data goes away while nobody moves the pointer or presses a key. */
export class Kiosk {
  readonly #board: SvDashboard;
  readonly #listening = new AbortController();
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(board: SvDashboard) {
    this.#board = board;
    const { signal } = this.#listening;
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin']) {
      (board.fill ? document : board).addEventListener(type, () => this.#wake(), { signal, passive: true });
    }
    this.#wake();
  }

  leave(): void {
    this.#listening.abort();
    clearTimeout(this.#waiting);
    this.#board.classList.remove(IDLE);
  }

  #wake(): void {
    clearTimeout(this.#waiting);
    this.#board.classList.remove(IDLE);
    this.#waiting = setTimeout(() => this.#board.classList.add(IDLE), 3000);
  }
}

const IDLE = 'sv-idle';
