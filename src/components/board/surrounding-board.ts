import { ContextConsumer } from '@lit/context';
import type { LitElement, ReactiveController } from 'lit';
import type { WidgetConfig } from '../../core/messages.js';
import { type BoardState, boardContext, isWanted } from './board-context.js';

/** Brings an element the state of the board around it, for as long as it is in the board. */
export class SurroundingBoard implements ReactiveController {
  readonly #host: LitElement;
  readonly #consumer: ContextConsumer<typeof boardContext, LitElement>;
  #state: BoardState | undefined;
  #isHidden = false;

  /** @param onState Called at once for each state that the board hands down. */
  constructor(host: LitElement, onState: () => void) {
    this.#host = host;
    this.#consumer = new ContextConsumer(host, {
      context: boardContext,
      subscribe: true,
      callback: (state) => {
        this.#state = state;
        onState();
      },
    });
    host.addController(this); // The consumer asks first
  }

  /** `undefined` for an element that stands alone. */
  get state(): BoardState | undefined {
    return this.#state;
  }

  hostConnected(): void {
    if (this.#state === undefined) whenBoardsAreDefined(this.#ask);
  }

  hostDisconnected(): void {
    waiting.delete(this.#ask);
    this.#state = undefined;
    this.#hide(false);
  }

  /** Hides the element while the viewer wants to see others. One that its page has hidden stays so. */
  hideUnwanted(id: string | undefined, config: WidgetConfig): void {
    if (id === undefined) return;
    this.#hide(this.#state !== undefined && !isWanted(this.#state, id, config));
  }

  #hide(isHidden: boolean): void {
    if (isHidden === this.#isHidden || (isHidden && this.#host.hidden)) return;
    this.#isHidden = isHidden;
    this.#host.hidden = isHidden;
  }

  readonly #ask = (): void => this.#consumer.hostConnected();
}

/*
 * An element can be defined before the board around it, which answers nobody until it is defined itself: then the element
 * asks again. Lit's ContextRoot does so, too, but on a page without a board it keeps an entry for every element that ever was.
 */

const waiting = new Set<() => void>();
let isAwaited = false;

function whenBoardsAreDefined(ask: () => void): void {
  if (customElements.get(BOARD) !== undefined) return;
  waiting.add(ask);
  if (isAwaited) return;
  isAwaited = true;
  void customElements.whenDefined(BOARD).then(() => {
    for (const one of waiting) one();
    waiting.clear();
  });
}

const BOARD = 'sv-dashboard';
