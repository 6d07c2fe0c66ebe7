import { container, type LiveTable, objectOf, type QuoteObject } from './live-table.js';
import { COLUMNS } from './quotes.js';

interface Event<T> {
  subscribe(listener: (event: unknown, args: T) => void): void;
}
interface DataView {
  readonly onRowsChanged: Event<{ readonly rows: readonly number[] }>;
  setItems(items: readonly QuoteObject[]): void;
  beginUpdate(): void;
  updateItem(id: unknown, item: QuoteObject): void;
  endUpdate(): void;
}
interface Grid {
  getCellNode(row: number, cell: number): Element | null;
  invalidateRows(rows: readonly number[]): void;
  render(): void;
}
interface SlickGrid {
  readonly SlickDataView: new (options: object) => DataView;
  readonly SlickGrid: new (element: Element, view: DataView, columns: readonly object[], options: object) => Grid;
}

const MODULE: string = '/peers/slickgrid/dist/esm/index.mjs';

let view: DataView;
let grid: Grid;

/** SlickGrid over its DataView, wired as its examples do. It does not sort again when rows change. */
const slickGridTable: LiveTable<QuoteObject> = {
  form: objectOf,
  async make(rows) {
    const { SlickDataView, SlickGrid } = (await import(MODULE)) as SlickGrid;
    const columns = COLUMNS.map(({ name }) => ({ id: name, name, field: name, width: 120 }));
    view = new SlickDataView({});
    view.setItems(rows);
    grid = new SlickGrid(container(), view, columns, { enableColumnReorder: false });
    view.onRowsChanged.subscribe((_, { rows }) => {
      grid.invalidateRows(rows);
      grid.render();
    });
  },
  apply(rows) {
    view.beginUpdate();
    for (const row of rows) view.updateItem(row.id, row);
    view.endUpdate();
  },
  textAt: (row, column) => grid.getCellNode(row, column)?.textContent ?? undefined,
};

export default slickGridTable;
