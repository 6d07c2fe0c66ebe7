import type { Hub } from '../../runtime/hub.js';
import type { Line } from './arranging/layout.js';
import type { BoardStore } from './board-store.js';
import { wallSizes } from './wall.js';

/** The board that is shown as a kiosk. */
export interface KioskBoard extends HTMLElement {
  readonly fill: boolean;
  readonly hub: Hub | undefined;
  /** Empty if its page gives its own elements. */
  readonly lines: readonly Line[];
}

/**
 * Kiosk mode: a board without inputs, whose last button goes away while nobody moves the pointer or presses a key. One that
 * has the window or the screen for itself is scaled so that all of it is seen.
 */
export class Kiosk {
  readonly #board: KioskBoard;
  readonly #store: BoardStore;
  readonly #listening = new AbortController();
  readonly #unsubscribe: () => void;
  #waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(board: KioskBoard, store: BoardStore) {
    this.#board = board;
    this.#store = store;
    const { signal } = this.#listening;
    for (const type of ['pointermove', 'pointerdown', 'keydown', 'focusin']) {
      (board.fill ? board.ownerDocument : board).addEventListener(type, (event) => !isStill(event) && this.#wake(), {
        signal,
        passive: true,
      });
    }
    board.ownerDocument.defaultView?.addEventListener('resize', () => this.fit(), { signal });
    board.addEventListener('fullscreenchange', () => this.fit(), { signal });
    this.#wake();
    if (board.hasAttribute('kiosk')) store.choose({ kiosk: true }); // as its page wants it
    const show = () => {
      board.toggleAttribute('kiosk', store.choices.kiosk);
      this.fit();
    };
    show();
    this.#unsubscribe = store.subscribe(show);
  }

  leave(): void {
    this.#listening.abort();
    this.#unsubscribe();
    clearTimeout(this.#waiting);
    this.#board.classList.remove(IDLE, WALL);
  }

  /** Fits the board to the window: whenever either has changed. */
  fit(): void {
    const board = this.#board;
    const { lines, clientWidth: width } = board;
    const isAlone = board.fill || board.ownerDocument.fullscreenElement === board;
    const isWall = this.#store.choices.kiosk && isAlone && lines.length > 0 && width >= NARROWEST;
    board.classList.toggle(WALL, isWall);
    if (!isWall) return;
    const isDescribed = board.hub?.config?.description !== undefined;
    const { innerHeight: height } = board.ownerDocument.defaultView ?? window;
    const { scale, rows } = wallSizes(lines, { width, height, isDescribed });
    board.style.setProperty('--_wall-scale', String(scale));
    board.style.setProperty('--_wall-rows', rows);
  }

  #wake(): void {
    clearTimeout(this.#waiting);
    this.#board.classList.remove(IDLE);
    this.#waiting = setTimeout(() => this.#board.classList.add(IDLE), 3000);
  }
}

const IDLE = 'sv-idle';
const WALL = 'sv-wall';
/** CSS pixels: below, widgets stand one below the other, and a viewer holds the screen in the hand. */
const NARROWEST = 664;

/** Whether the pointer rests, and the browser only notices that what lies below it has changed. */
function isStill(event: Event): boolean {
  return (
    event instanceof PointerEvent &&
    event.type === 'pointermove' &&
    event.isTrusted &&
    event.movementX === 0 &&
    event.movementY === 0
  );
}
