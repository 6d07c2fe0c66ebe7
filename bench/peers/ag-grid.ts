import { container, type LiveTable, objectOf, type QuoteObject } from './live-table.js';
import { COLUMNS } from './quotes.js';

interface Grid {
  applyTransactionAsync(transaction: { readonly update: readonly QuoteObject[] }): void;
}
/** Set by the script of AG Grid in the head of the page. */
declare const agGrid: { createGrid(element: Element, options: object): Grid };

let grid: Grid;

/** AG Grid Community: rows by `getRowId`, changes by asynchronous transactions, which are its way for streams. */
const agGridTable: LiveTable<QuoteObject> = {
  form: objectOf,
  async make(rowData, sortBy) {
    const columnDefs = COLUMNS.map(({ name }) => ({ field: name, ...(name === sortBy && { sort: 'desc' }) }));
    // All columns are in sight, as in the other tables.
    const defaultColDef = { width: 120 };
    const getRowId = ({ data }: { readonly data: QuoteObject }) => String(data.id);
    grid = agGrid.createGrid(container(), { columnDefs, defaultColDef, rowData, getRowId });
  },
  apply: (update) => grid.applyTransactionAsync({ update }),
  textAt(row, column) {
    // A row that leaves fades out where it was.
    const shown = `.ag-row[row-index="${row}"]:not(.ag-opacity-zero) [col-id="${COLUMNS[column]?.name}"]`;
    return container().querySelector(shown)?.textContent ?? undefined;
  },
};

export default agGridTable;
