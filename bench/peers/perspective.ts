import { container, type LiveTable, objectOf, type QuoteObject } from './live-table.js';
import { COLUMNS, TICKING } from './quotes.js';

interface Table {
  update(rows: readonly QuoteObject[]): Promise<void>;
}
interface Client {
  open_table(name: string): Promise<Table>;
  table(schema: Readonly<Record<string, string>>, options: { readonly index: string }): Promise<Table>;
}
interface Perspective {
  worker(): Promise<Client>;
  websocket(url: string): Promise<Client>;
}
interface Viewer extends HTMLElement {
  load(table: Promise<Table>): Promise<void>;
  restore(config: object): Promise<void>;
}

const CLIENT: string = '/peers/@perspective-dev/client/dist/cdn/perspective.js';
const VIEWER: string = '/peers/@perspective-dev/viewer/dist/cdn/perspective-viewer.js';
const DATAGRID: string = '/peers/@perspective-dev/viewer-datagrid/dist/cdn/perspective-viewer-datagrid.js';
const TYPES = { string: 'string', number: 'float', integer: 'float' } as const;

let table: Table;

/** Perspective with its engine in a worker of the page, and its datagrid. */
const perspectiveTable: LiveTable<QuoteObject> = {
  form: objectOf,
  async make(rows, sortBy) {
    const client = await (await loadPerspective()).worker();
    table = await client.table(schemaOf(), { index: 'id' });
    table.update(rows);
    await showViewer(Promise.resolve(table), sortBy);
  },
  apply: (rows) => void table.update(rows),
  textAt: (row, column) => cellOf(row, column)?.textContent ?? undefined,
};

export default perspectiveTable;

export async function loadPerspective(): Promise<Perspective> {
  await import(VIEWER); // The client takes its engine from the viewer
  await import(DATAGRID);
  const { default: perspective } = (await import(CLIENT)) as { default: Perspective };
  return perspective;
}

export function schemaOf(): Readonly<Record<string, string>> {
  return Object.fromEntries(COLUMNS.map(({ name, type }) => [name, TYPES[type]]));
}

export async function showViewer(loaded: Promise<Table>, sortBy: string | undefined): Promise<void> {
  const viewer = document.createElement('perspective-viewer') as Viewer;
  viewer.style.setProperty('block-size', '100%');
  container().append(viewer);
  await viewer.load(loaded);
  const columns = COLUMNS.map(({ name }) => name);
  await viewer.restore({ plugin: 'Datagrid', columns, sort: sortBy === TICKING ? [[TICKING, 'desc']] : [] });
}

let body: Element | undefined;

function cellOf(row: number, column: number): Element | undefined {
  if (body?.isConnected !== true) body = bodyIn(container());
  return body?.children[row]?.children[column];
}

/** The body of the datagrid's table, through the shadow roots around it. */
function bodyIn(root: ParentNode): Element | undefined {
  const found = root.querySelector('regular-table tbody');
  if (found !== null) return found;
  for (const { shadowRoot } of root.querySelectorAll('*')) {
    const inside = shadowRoot === null ? undefined : bodyIn(shadowRoot);
    if (inside !== undefined) return inside;
  }
  return undefined;
}
