import type { BoardStore } from './board-store.js';

/** The board that is shown as a kiosk. */
export interface KioskBoard extends HTMLElement {
  readonly fill: boolean;
}

/** Kiosk mode: all is larger, and the controls go away while nobody moves the pointer or presses a key. */
export class Kiosk {
  readonly #board: KioskBoard;
  readonly #listening = new AbortController();
  readonly #unsubscribe: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(board: KioskBoard, store: BoardStore) {
    this.#board = board;
    const { signal } = this.#listening;
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin']) {
      (board.fill ? document : board).addEventListener(type, () => this.#wake(), { signal, passive: true });
    }
    this.#wake();
    if (board.hasAttribute('kiosk')) store.choose({ kiosk: true }); // as its page wants it
    const show = () => board.toggleAttribute('kiosk', store.choices.kiosk);
    show();
    this.#unsubscribe = store.subscribe(show);
  }

  leave(): void {
    this.#listening.abort();
    this.#unsubscribe();
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
