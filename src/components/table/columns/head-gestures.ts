import { clientScale } from '../../look/client-pixels.js';

/** The table, as far as gestures on its head change it. */
export interface GesturedTable {
  readonly widthOf: (name: string) => number | undefined;
  /** Shows a width while it is being chosen. */
  readonly preview: (name: string, width: number) => void;
  /** @param width `undefined`: as wide as its texts. */
  readonly resize: (name: string, width: number | undefined) => void;
  /** Moves a column to the place of another. */
  readonly move: (name: string, to: string) => void;
}

/**
 * Makes columns wider by the edge of their heads, and moves them by dragging their heads. By keys, on the button of a head:
 * Alt and an arrow for the width, Shift and an arrow for the place.
 *
 * @param signal Ends that.
 */
export function followHead(head: HTMLElement, table: GesturedTable, signal: AbortSignal): void {
  let drag: Drag | undefined;
  const end = () => {
    drag?.end();
    drag = undefined;
  };
  head.addEventListener(
    'pointerdown',
    (event) => {
      const name = nameAt(event);
      if (name === undefined || event.button !== 0) return;
      end();
      if (isGrip(event)) drag = new Resizing(head, event, name, table);
      else if (event.pointerType !== 'touch') drag = new Moving(head, event, name, table); // A finger scrolls
    },
    { signal },
  );
  head.addEventListener('pointermove', (event) => drag?.move(event), { signal });
  head.addEventListener(
    'pointerup',
    () => {
      drag?.drop();
      end();
    },
    { signal },
  );
  head.addEventListener('pointercancel', end, { signal });
  head.addEventListener(
    'dblclick',
    (event) => {
      const name = nameAt(event);
      if (name !== undefined && isGrip(event)) table.resize(name, undefined);
    },
    { signal },
  );
  head.addEventListener('keydown', (event) => onKey(head, event, table), { signal });
  signal.addEventListener('abort', end);
}

interface Drag {
  move(event: PointerEvent): void;
  drop(): void;
  end(): void;
}

class Resizing implements Drag {
  readonly #head: HTMLElement;
  readonly #name: string;
  readonly #table: GesturedTable;
  readonly #from: number;
  readonly #width: number;
  readonly #sign: number;
  readonly #scale: number;
  #chosen: number | undefined;

  constructor(head: HTMLElement, event: PointerEvent, name: string, table: GesturedTable) {
    this.#head = head;
    this.#name = name;
    this.#table = table;
    this.#from = event.clientX;
    this.#scale = clientScale(head);
    // As wide as it is seen, not as it must be
    const seen = headOf(head, name)?.getBoundingClientRect().width ?? 0;
    this.#width = seen / this.#scale || (table.widthOf(name) ?? 0);
    this.#sign = isRightToLeft(head) ? -1 : 1;
    head.setPointerCapture(event.pointerId);
    head.classList.add('resizing');
    event.preventDefault(); // Nothing is selected
  }

  move({ clientX }: PointerEvent): void {
    const width = this.#width + (this.#sign * (clientX - this.#from)) / this.#scale;
    this.#chosen = within(width);
    this.#table.preview(this.#name, this.#chosen);
  }

  drop(): void {
    if (this.#chosen !== undefined) this.#table.resize(this.#name, this.#chosen);
  }

  end(): void {
    this.#head.classList.remove('resizing');
  }
}

/** Begins when the pointer has gone some way: before, it is a press that sorts. */
class Moving implements Drag {
  readonly #head: HTMLElement;
  readonly #name: string;
  readonly #table: GesturedTable;
  readonly #from: number;
  readonly #pointer: number;
  readonly #mark = document.createElement('i');
  #target: string | undefined;
  #isMoving = false;

  constructor(head: HTMLElement, event: PointerEvent, name: string, table: GesturedTable) {
    this.#head = head;
    this.#name = name;
    this.#table = table;
    this.#from = event.clientX;
    this.#pointer = event.pointerId;
    this.#mark.className = 'drop';
  }

  move({ clientX }: PointerEvent): void {
    if (!this.#isMoving && Math.abs(clientX - this.#from) < MOVED) return;
    if (!this.#isMoving) this.#begin();
    const heads = [...this.#head.querySelectorAll<HTMLElement>('[data-head]')];
    const over = heads.find((head) => {
      const { left, right } = head.getBoundingClientRect();
      return clientX >= left && clientX < right;
    });
    this.#target = over?.dataset.head === this.#name ? undefined : over?.dataset.head;
    this.#mark.hidden = this.#target === undefined;
    if (over === undefined || this.#mark.hidden) return;
    const own = heads.findIndex(({ dataset }) => dataset.head === this.#name);
    const isAfter = heads.indexOf(over) > own;
    const box = over.getBoundingClientRect();
    const edge = isAfter === isRightToLeft(this.#head) ? box.left : box.right;
    const start = this.#head.getBoundingClientRect().left;
    this.#mark.style.left = `${(edge - start) / clientScale(this.#head) - 1}px`;
  }

  drop(): void {
    if (this.#target !== undefined) this.#table.move(this.#name, this.#target);
    if (!this.#isMoving) return;
    // The press that follows would sort.
    const swallow = (event: Event) => event.stopPropagation();
    this.#head.addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => this.#head.removeEventListener('click', swallow, { capture: true }), 0);
  }

  end(): void {
    this.#mark.remove();
    this.#head.classList.remove('moving');
    headOf(this.#head, this.#name)?.classList.remove('dragged');
  }

  #begin(): void {
    this.#isMoving = true;
    this.#head.setPointerCapture(this.#pointer);
    this.#head.classList.add('moving');
    headOf(this.#head, this.#name)?.classList.add('dragged');
    this.#head.append(this.#mark);
    this.#head.ownerDocument.getSelection()?.removeAllRanges();
  }
}

function onKey(head: HTMLElement, event: KeyboardEvent, table: GesturedTable): void {
  const name = nameAt(event);
  const towards = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (name === undefined || towards === 0 || event.altKey === event.shiftKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault(); // Alt and an arrow would leave the page
  event.stopPropagation();
  const forward = isRightToLeft(head) ? -towards : towards;
  if (event.altKey) table.resize(name, within((table.widthOf(name) ?? 0) + forward * STEP));
  else {
    const heads = [...head.querySelectorAll<HTMLElement>('[data-head]')];
    const at = heads.findIndex(({ dataset }) => dataset.head === name);
    const to = heads[at + forward]?.dataset.head;
    if (to === undefined) return;
    table.move(name, to);
    // The heads are drawn in the other order in the next frame; the focus goes with the column.
    const view = head.ownerDocument.defaultView ?? window;
    view.requestAnimationFrame(() => headOf(head, name)?.querySelector('button')?.focus());
  }
}

function nameAt(event: Event): string | undefined {
  return headAt(event)?.dataset.head;
}

function headAt({ target }: Event): HTMLElement | undefined {
  return (target as Element | null)?.closest<HTMLElement>('[data-head]') ?? undefined;
}

function headOf(head: HTMLElement, name: string): HTMLElement | undefined {
  return [...head.querySelectorAll<HTMLElement>('[data-head]')].find(({ dataset }) => dataset.head === name);
}

function isGrip({ target }: Event): boolean {
  return (target as Element | null)?.classList.contains('grip') === true;
}

function isRightToLeft(element: Element): boolean {
  return getComputedStyle(element).direction === 'rtl';
}

function within(width: number): number {
  return Math.round(Math.max(LEAST, Math.min(width, MOST)));
}

/** CSS pixels: the narrowest and the widest column, and how much a key changes. */
const LEAST = 36;
const MOST = 2_000;
const STEP = 10;
/** Pixels after which a press is a drag. */
const MOVED = 6;
