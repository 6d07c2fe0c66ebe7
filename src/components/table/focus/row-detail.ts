import { html, nothing, render, type TemplateResult } from 'lit';
import { harmlessText } from '../../../core/checks/harmless-text.js';
import type { KeyedRow, Value } from '../../../core/values.js';
import { addStyles } from '../../look/styled-element.js';
import { copyText } from '../../menu/copy-text.js';
import type { TableColumn } from '../columns/table-column.js';
import { jsonTree } from './json-tree.js';
import { rowDetail } from './row-detail.styles.js';

/** The table whose row is opened. */
export interface DetailedTable {
  /** All columns of the rows, also those that are hidden. */
  readonly columns: () => readonly Pick<TableColumn, 'at' | 'title' | 'column' | 'look'>[];
  /** The row as it is now; `undefined` if it has been deleted, or is not here any more. */
  readonly row: (key: string) => KeyedRow | undefined;
}

/** All fields of a row, in a dialog. */
export interface RowDetail {
  /** Shows the row as it is now. */
  update(): void;
}

/**
 * Opens all fields of a row: full values, Json as a tree, the key. They follow the row while it is open.
 *
 * @param root The shadow root of the table.
 * @param closed Called when it is closed.
 */
export function openRow(root: ShadowRoot, opened: KeyedRow, table: DetailedTable, closed: () => void): RowDetail {
  addStyles(root, rowDetail);
  const dialog = document.createElement('dialog');
  dialog.className = 'detail';
  dialog.ariaLabel = 'All fields of a row';
  const view = root.ownerDocument.defaultView ?? window;
  const [key] = opened;
  let row = opened;
  let isGone = false;
  let copied = '';
  const copy = async (what: string, text: string) => {
    await copyText(text, view);
    copied = what;
    draw();
  };
  const renderCopy = (what: string, text: () => string, label = 'Copy'): TemplateResult =>
    html`<button type="button" class="copy" aria-label=${`Copy ${what}`} @click=${() => void copy(what, text())}>
      ${copied === what ? 'Copied' : label}
    </button>`;
  const renderField = ({ at, title, column, look }: ReturnType<DetailedTable['columns']>[number]) => {
    const value = row[at] ?? null;
    const isTree = typeof value === 'object' && value !== null;
    const exact = look.exact(value);
    const text = look.text(value);
    return html`<div>
      <dt title=${column.name} .textContent=${title}></dt>
      <dd data-field=${column.name}>
        ${isTree ? jsonTree(value) : html`<span data-level=${look.level(value) ?? nothing} .textContent=${exact}></span>`}
        ${isTree || text === exact || text === '–' || text === '✓' ? nothing : html`<small .textContent=${text}></small>`}
        ${renderCopy(title, () => plainText(value))}
      </dd>
    </div>`;
  };
  const draw = () => {
    const now = table.row(key);
    isGone = now === undefined;
    row = now ?? row;
    const whole = () =>
      JSON.stringify(
        Object.fromEntries(table.columns().map(({ at, column }) => [column.name, row[at] ?? null])),
        null,
        2,
      );
    render(
      html`<header>
          <strong>Row</strong><code title="The key of the row" .textContent=${harmlessText(key)}></code>
          ${renderCopy('the key', () => key)}
          <button type="button" class="close" aria-label="Close" autofocus @click=${() => dialog.close()}>✕</button>
        </header>
        ${isGone ? html`<p role="status">This row is not in the table any more. These are its last values.</p>` : nothing}
        <dl translate="no">${table.columns().map(renderField)}</dl>
        <footer>${renderCopy('all as JSON', whole, 'Copy all as JSON')}</footer>`,
      dialog,
    );
  };
  draw();
  root.append(dialog);
  dialog.addEventListener('close', () => {
    dialog.remove();
    closed();
  });
  // A press beside it closes it.
  dialog.addEventListener('pointerdown', (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener('keydown', (event) => event.stopPropagation());
  dialog.showModal();
  return { update: draw };
}

function plainText(value: Value): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value, null, 2);
}
