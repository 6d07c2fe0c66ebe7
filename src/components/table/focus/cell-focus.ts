import type { KeyedRow } from '../../../core/values.js';
import type { TableColumn } from '../columns/table-column.js';

/** The table, as far as a cell of it has the focus. */
export interface FocusedTable {
  /** All columns that are shown. */
  readonly columns: () => readonly TableColumn[];
  /** The number of rows. */
  readonly total: () => number;
  /** Rows that can be seen at a time. */
  readonly page: () => number;
  /** The first row in sight. */
  readonly first: () => number;
  readonly indexOf: (key: string) => number | undefined;
  readonly rowAt: (index: number) => KeyedRow | undefined;
  readonly elementAt: (index: number) => HTMLElement | undefined;
  /** Scrolls as little as possible until a cell is in sight. */
  readonly reveal: (index: number, place: number) => void;
  /** Opens all fields of a row. */
  readonly open: (index: number) => void;
}

interface Active {
  /** The row; `undefined` while it is not here. */
  readonly key: string | undefined;
  /** Where it stood last. */
  readonly index: number;
  /** The place of the column, 1 for the first. */
  readonly place: number;
}

/**
 * The cell of a table that has the focus, by the grid pattern of the ARIA practices: arrow keys, Home, End, Page and Control
 * with them move it, Enter opens its row, Escape gives it up. The focus itself stays on the element that scrolls: rows come
 * and go, and a screen reader is told by `aria-activedescendant`. It follows its row wherever that goes.
 */
export class CellFocus {
  readonly #table: FocusedTable;
  #scroller: HTMLElement | undefined;
  #listening: AbortController | undefined;
  #active: Active | undefined;
  #marked: HTMLElement | undefined;

  constructor(table: FocusedTable) {
    this.#table = table;
  }

  connect(scroller: HTMLElement): void {
    this.disconnect();
    this.#scroller = scroller;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    scroller.addEventListener('keydown', (event) => this.#press(event), { signal });
    scroller.addEventListener('click', (event) => this.#click(event), { signal });
  }

  disconnect(): void {
    this.#listening?.abort();
    this.#active = undefined;
    this.#unmark();
  }

  /** Marks the cell where it is drawn now. */
  paint(): void {
    const active = this.#followed();
    const { index, place } = active ?? {};
    const row = index === undefined ? undefined : this.#table.elementAt(index);
    const cell = row?.querySelector<HTMLElement>(`[aria-colindex="${place}"]`) ?? undefined;
    if (cell === this.#marked) return;
    this.#unmark();
    if (cell === undefined) return;
    this.#marked = cell;
    cell.classList.add('active');
    cell.id = 'active';
    this.#scroller?.setAttribute('aria-activedescendant', 'active');
  }

  /** Where its row is now; if it has gone, the one that has come to its place. */
  #followed(): Active | undefined {
    const active = this.#active;
    if (active === undefined) return undefined;
    const last = this.#table.total() - 1;
    if (last < 0) return (this.#active = undefined);
    const found = active.key === undefined ? undefined : this.#table.indexOf(active.key);
    const index = Math.min(found ?? active.index, last);
    const key = found === undefined ? this.#table.rowAt(index)?.[0] : active.key;
    const place = Math.min(active.place, this.#table.columns().length);
    return (this.#active = { key, index, place });
  }

  #go(index: number, place: number): void {
    const last = this.#table.total() - 1;
    if (last < 0) return;
    const to = Math.max(0, Math.min(index, last));
    const column = Math.max(1, Math.min(place, this.#table.columns().length));
    this.#active = { key: this.#table.rowAt(to)?.[0], index: to, place: column };
    this.#table.reveal(to, column);
    this.paint();
  }

  #press(event: KeyboardEvent): void {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const isFar = ctrlKey || metaKey;
    // A head has keys of its own; the browser scrolls and copies until a cell is active.
    if (event.target !== this.#scroller || altKey || shiftKey) return;
    const active = this.#followed();
    if (active === undefined) {
      if (isFar || !STARTING.has(key)) return;
      event.preventDefault();
      this.#go(this.#table.first(), 1);
      return;
    }
    if (key === 'Enter') this.#table.open(active.index);
    else if (key === 'Escape') {
      this.#active = undefined;
      this.paint();
    } else {
      const to = this.#moved(active, key, isFar);
      if (to === undefined) return;
      this.#go(to.index, to.place);
    }
    event.preventDefault();
    event.stopPropagation();
  }

  #moved({ index, place }: Active, key: string, isFar: boolean): { index: number; place: number } | undefined {
    const { total, columns, page } = this.#table;
    const isRightToLeft = this.#scroller !== undefined && getComputedStyle(this.#scroller).direction === 'rtl';
    const forward = isRightToLeft ? -1 : 1;
    const lastRow = total() - 1;
    const lastPlace = columns().length;
    switch (key) {
      case 'ArrowDown':
        return { index: isFar ? lastRow : index + 1, place };
      case 'ArrowUp':
        return { index: isFar ? 0 : index - 1, place };
      case 'ArrowRight':
        return { index, place: place + forward };
      case 'ArrowLeft':
        return { index, place: place - forward };
      case 'PageDown':
        return { index: index + page(), place };
      case 'PageUp':
        return { index: index - page(), place };
      case 'Home':
        return { index: isFar ? 0 : index, place: 1 };
      case 'End':
        return { index: isFar ? lastRow : index, place: lastPlace };
      default:
        return undefined;
    }
  }

  #click(event: MouseEvent): void {
    const target = event.target as Element;
    const cell = target.closest<HTMLElement>('.rows .cell');
    const index = Number(cell?.parentElement?.getAttribute('aria-rowindex')) - 2;
    // Text that has been selected is to be copied, and a link leads elsewhere.
    const selection = this.#scroller?.ownerDocument.getSelection();
    if (cell === null || !(index >= 0) || target.closest('a[href]') !== null || selection?.isCollapsed === false)
      return;
    this.#go(index, Number(cell.getAttribute('aria-colindex')));
    if (event.detail === 2 || isTouch(event)) this.#table.open(index);
  }

  #unmark(): void {
    if (this.#marked === undefined) return;
    this.#marked.classList.remove('active');
    this.#marked.removeAttribute('id');
    this.#marked = undefined;
    this.#scroller?.removeAttribute('aria-activedescendant');
  }
}

/** A finger has no double click, and hovers over nothing. */
function isTouch(event: MouseEvent): boolean {
  return (event as PointerEvent).pointerType === 'touch';
}

/** Keys that bring the focus into the table. */
const STARTING: ReadonlySet<string> = new Set(['ArrowDown', 'ArrowRight', 'Enter']);
