/**
 * Tells the style sheet of a table, and of a board around it, how high it would be with all its rows in sight: few rows leave
 * no empty place below them. Without rows it keeps the height that it has by itself, for the message in their place.
 */
export class NaturalHeight {
  readonly #element: HTMLElement;
  #rows = 0;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  /** @param rows 0: none, or nobody knows yet. */
  set(rows: number): void {
    const shown = Math.min(MOST, rows);
    if (shown === this.#rows) return;
    this.#rows = shown;
    const { style } = this.#element;
    if (shown === 0 || shown === MOST) style.removeProperty('--_natural');
    else style.setProperty('--_natural', `calc(var(--_header) + ${shown + 1} * var(--_row) + ${AROUND}px)`);
  }
}

/** Rows that fill any height that a table has by itself. */
const MOST = 30;
/** CSS pixels of the borders, and of a scroll bar for those who scroll sideways. */
const AROUND = 12;
