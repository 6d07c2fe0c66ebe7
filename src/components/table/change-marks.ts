/** Milliseconds: how long a mark is at full strength, and when it is gone. */
const HELD = 500;
const GONE = 1_500;
/** At most three starts a second on one element: more would be a flicker that can harm. */
const APART = 334;
const TICK = 100;

export type Direction = 'up' | 'down' | 'changed';

interface Mark {
  readonly attribute: string;
  readonly value: string;
  readonly since: number;
}

/**
 * Marks what has just changed, by an attribute that goes by itself: `data-flash="up"`, then `"up late"`, then nothing.
 * Steps instead of an animation: hundreds of cells that fade would cost a style recalculation in every frame.
 */
export class ChangeMarks {
  readonly #marks = new Map<Element, Mark>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** A cell's value has changed. */
  flash(cell: Element, direction: Direction): void {
    this.#start(cell, 'data-flash', direction);
  }

  /** A row has come. */
  arrive(row: Element): void {
    this.#start(row, 'data-new', '');
  }

  /** Takes a mark away at once: the element now shows something else. */
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
    if (mark !== undefined && since - mark.since < APART) return;
    this.#marks.set(element, { attribute, value, since });
    element.setAttribute(attribute, value);
    this.#timer ??= setTimeout(() => this.#age(), TICK);
  }

  #age(): void {
    const now = performance.now();
    for (const [element, { attribute, value, since }] of this.#marks) {
      if (now - since >= GONE) this.remove(element);
      else if (now - since >= HELD) element.setAttribute(attribute, `${value} late`.trim());
    }
    this.#timer = this.#marks.size > 0 ? setTimeout(() => this.#age(), TICK) : undefined;
  }
}
