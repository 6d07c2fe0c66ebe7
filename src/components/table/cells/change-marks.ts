/** Milliseconds after which a mark pales, and after which it is removed. */
const PALE_AFTER = 500;
const REMOVE_AFTER = 1_500;
/** Milliseconds between two starts on one element: more than three flashes a second can harm. */
const MIN_INTERVAL = 334;
/** Milliseconds between two looks at the marks. */
const TICK = 100;

export type Direction = 'up' | 'down' | 'changed';

interface Mark {
  readonly attribute: string;
  readonly value: string;
  readonly since: number;
}

/**
 * Marks what has just changed by an attribute, `data-flash="up"`, makes it `"up late"` after a moment, then removes it.
 * Steps instead of an animation: hundreds of cells that fade would cost a style recalculation in every frame.
 */
export class ChangeMarks {
  readonly #marks = new Map<Element, Mark>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Marks a cell whose value has changed. */
  flash(cell: Element, direction: Direction): void {
    this.#start(cell, 'data-flash', direction);
  }

  /** Marks a row that has been added. */
  arrive(row: Element): void {
    this.#start(row, 'data-new', '');
  }

  /** Removes a mark at once: the element now shows something else. */
  remove(element: Element): void {
    const mark = this.#marks.get(element);
    if (mark === undefined) return;
    element.removeAttribute(mark.attribute);
    this.#marks.delete(element);
  }

  clear(): void {
    for (const element of [...this.#marks.keys()]) this.remove(element);
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #start(element: Element, attribute: string, value: string): void {
    const since = performance.now();
    const mark = this.#marks.get(element);
    if (mark !== undefined && since - mark.since < MIN_INTERVAL) return;
    this.#marks.set(element, { attribute, value, since });
    element.setAttribute(attribute, value);
    this.#timer ??= setTimeout(() => this.#age(), TICK);
  }

  #age(): void {
    const now = performance.now();
    for (const [element, { attribute, value, since }] of this.#marks) {
      if (now - since >= REMOVE_AFTER) this.remove(element);
      else if (now - since >= PALE_AFTER) element.setAttribute(attribute, `${value} late`.trim());
    }
    this.#timer = this.#marks.size > 0 ? setTimeout(() => this.#age(), TICK) : undefined;
  }
}
