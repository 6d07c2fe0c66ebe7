import { container, type LiveTable } from '../peers/live-table.js';
import { COLUMNS, type Quote } from '../peers/quotes.js';

/** The part of a build's `streamviz.js` that the benchmark uses. */
interface Build {
  readonly Collection: new (options: { columns: readonly object[] }) => LocalCollection;
}
interface LocalCollection {
  replace(rows: Iterable<unknown>): void;
  apply(changes: { up: readonly unknown[] }): void;
}
type Row = readonly [key: string, ...values: Quote];

let collection: LocalCollection;

/** `<sv-table>` of the build that the head of the page loads. */
const streamvizTable: LiveTable<Row> = {
  form: (quote) => [quote[0], ...quote],
  async make(rows, sortBy) {
    const build = document.querySelector('script[src$="/streamviz.js"]') as HTMLScriptElement;
    const { Collection } = (await import(build.src)) as Build;
    collection = new Collection({ columns: COLUMNS });
    collection.replace(rows);
    const table = Object.assign(document.createElement('sv-table'), { collection });
    table.style.setProperty('block-size', '100%');
    if (sortBy !== undefined) table.setAttribute('sort', `${sortBy} desc`);
    container().append(table);
  },
  apply: (up) => collection.apply({ up }),
  textAt(row, column) {
    const rowIndex = row + 2; // The head is row 1
    const { shadowRoot } = container().firstElementChild as Element;
    const cell = `[aria-rowindex="${rowIndex}"] [data-column="${COLUMNS[column]?.name}"]`;
    return shadowRoot?.querySelector(cell)?.textContent ?? undefined;
  },
};

export default streamvizTable;
