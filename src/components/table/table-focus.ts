import type { TableColumns } from './columns/table-columns.js';
import { CellFocus } from './focus/cell-focus.js';
import type { RowDetail } from './focus/row-detail.js';
import { RowHandle } from './focus/row-handle.js';
import type { TableRows } from './rows.js';

/** The cell of a table that has the focus, and the row whose fields are open. */
export class TableFocus {
  readonly handle: RowHandle;
  readonly #root: () => ShadowRoot | null;
  readonly #rows: TableRows;
  readonly #columns: TableColumns;
  readonly #cell: CellFocus;
  #detail: RowDetail | undefined;

  /** @param root Gives the shadow root of the table. */
  constructor(root: () => ShadowRoot | null, rows: TableRows, columns: TableColumns) {
    this.#root = root;
    this.#rows = rows;
    this.#columns = columns;
    const { followed, fixed, body } = rows;
    const open = (index: number) => void this.#open(index);
    this.handle = new RowHandle({ topOf: (index) => fixed.topOf(index), open });
    this.#cell = new CellFocus({
      columns: () => columns.shown,
      total: () => followed.total,
      page: () => Math.max(1, fixed.visible.last - fixed.visible.first - 1),
      first: () => Math.max(0, fixed.visible.first),
      indexOf: (key) => followed.source?.indexOf(key),
      rowAt: (index) => followed.window(index, 1)[0],
      elementAt: (index) => body.elementAt(index),
      reveal: (index, place) => {
        rows.reveal(index);
        columns.reveal(place);
      },
      open,
    });
  }

  connect(scroller: HTMLElement): void {
    this.#cell.connect(scroller);
    this.handle.connect(scroller);
  }

  disconnect(): void {
    this.#cell.disconnect();
    this.handle.disconnect();
  }

  /** Follows the rows that are drawn now. */
  paint(): void {
    this.#cell.paint();
    this.#detail?.update();
  }

  async #open(index: number): Promise<void> {
    const root = this.#root();
    const { followed } = this.#rows;
    const [row] = followed.window(index, 1);
    if (root === null || row === undefined || this.#detail !== undefined) return;
    const { openRow } = await import('./focus/row-detail.js');
    if (this.#detail !== undefined) return;
    const rowOf = (key: string) => {
      const at = followed.source?.indexOf(key);
      return at === undefined ? this.#rows.body.get(key) : followed.window(at, 1)[0];
    };
    this.#detail = openRow(root, row, { columns: () => this.#columns.whole, row: rowOf }, () => {
      this.#detail = undefined;
    });
  }
}
