/** The table, as far as a handle stands beside its rows. */
export interface HandledTable {
  readonly topOf: (index: number) => number;
  readonly open: (index: number) => void;
}

/**
 * A button at the end of the row under the pointer, which opens all its fields. Keys have Enter for that: it is no stop of
 * Tab, and screen readers do not meet it between the rows.
 */
export class RowHandle {
  readonly element = document.createElement('button');
  readonly #table: HandledTable;
  #index = -1;
  #listening: AbortController | undefined;

  constructor(table: HandledTable) {
    this.#table = table;
    this.element.type = 'button';
    this.element.className = 'handle';
    this.element.title = 'All fields of this row';
    this.element.textContent = '⋯';
    this.element.tabIndex = -1;
    this.element.ariaHidden = 'true';
    this.element.hidden = true;
    this.element.addEventListener('click', (event) => {
      event.stopPropagation();
      this.#table.open(this.#index);
    });
  }

  connect(scroller: HTMLElement): void {
    this.disconnect();
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    const hide = () => this.#hide();
    scroller.addEventListener('pointerover', (event) => this.#follow(scroller, event), { signal });
    scroller.addEventListener('pointerleave', hide, { signal });
    scroller.addEventListener('scroll', hide, { signal, passive: true });
  }

  disconnect(): void {
    this.#listening?.abort();
    this.#hide();
  }

  #follow(scroller: HTMLElement, { target, pointerType }: PointerEvent): void {
    if (pointerType === 'touch' || target === this.element) return;
    const row = (target as Element).closest('.drawn > .row:not([aria-busy])');
    const index = Number(row?.getAttribute('aria-rowindex')) - 2;
    if (row === null || !(index >= 0)) {
      this.#hide();
      return;
    }
    this.#index = index;
    const { style } = this.element;
    // The box of the rows may be wider than what is seen of it.
    const from = scroller.scrollLeft;
    style.transform = `translate(${from}px, ${this.#table.topOf(index)}px)`;
    style.setProperty('--_seen', `${scroller.clientWidth}px`);
    this.element.hidden = false;
  }

  #hide(): void {
    this.element.hidden = true;
  }
}
