import { harmlessText } from '../../core/checks/harmless-text.js';
import type { Column, KeyedRow, Value } from '../../core/values.js';
import { formatValue } from '../../text/format.js';

/** What a table has beside its elements. */
export interface CopiedTable {
  readonly columns: readonly Column[];
  get(key: string): KeyedRow | undefined;
}

/**
 * Puts the selected cells of a table on the clipboard as spreadsheets want them: as text between tabs, and as a table of
 * HTML. Numbers are whole and without separators, whatever the format that they are shown in. A selection within one
 * cell is text, which the browser copies itself.
 */
export function copyCells(event: ClipboardEvent, root: ShadowRoot, table: CopiedTable): void {
  const range = selectedRange(root);
  if (range === undefined || event.clipboardData === null) return;
  const rows = [...root.querySelectorAll('[data-key]')]
    .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
    .map((row) => selectedTexts(row as HTMLElement, range, table));
  const lines = [selectedNames(root, range), ...rows].filter((cells) => cells.length > 0);
  if (lines.flat().length < 2) return;
  const text = lines.map((cells) => cells.map(quoted).join('\t')).join('\n');
  const html = lines.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('');
  event.clipboardData.setData('text/plain', text);
  event.clipboardData.setData('text/html', `<table>${html}</table>`);
  event.preventDefault();
}

function selectedNames(root: ShadowRoot, range: Range): string[] {
  const heads = [...root.querySelectorAll('[role=columnheader]')].filter((head) => range.intersectsNode(head));
  return heads.map((head) => harmlessText(head.querySelector('button')?.title ?? ''));
}

function selectedTexts(row: HTMLElement, range: Range, { columns, get }: CopiedTable): string[] {
  const values = get(row.dataset.key ?? '');
  if (values === undefined || !range.intersectsNode(row)) return [];
  const cells = [...row.querySelectorAll<HTMLElement>('[data-column]')].filter((cell) => range.intersectsNode(cell));
  return cells.map((cell) => {
    const at = columns.findIndex(({ name }) => name === cell.dataset.column);
    return textOf(values[at + 1] ?? null, columns[at]);
  });
}

function textOf(value: Value, column: Column | undefined): string {
  if (value === null) return '';
  const type = column?.type;
  const isNumber = type === 'number' || type === 'integer' || typeof value === 'number';
  if (column !== undefined && (type === 'datetime' || type === 'duration')) return formatValue(value, column);
  if (isNumber || typeof value === 'boolean') return String(value);
  return harmlessText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** The selection as far as it is in a shadow root, which browsers give in three ways. */
function selectedRange(root: ShadowRoot): Range | undefined {
  const { getSelection } = root as ShadowRoot & { getSelection?(): Selection | null };
  const selection = document.getSelection();
  const own = getSelection?.call(root) ?? selection;
  const [found] =
    selection?.getComposedRanges?.({ shadowRoots: [root] }) ??
    (own !== null && own.rangeCount > 0 ? [own.getRangeAt(0)] : []);
  if (found === undefined || found.collapsed || !root.contains(found.startContainer)) return undefined;
  const range = document.createRange();
  range.setStart(found.startContainer, found.startOffset);
  if (root.contains(found.endContainer)) range.setEnd(found.endContainer, found.endOffset);
  else range.setEndAfter(root.lastChild as ChildNode);
  return range;
}

function quoted(text: string): string {
  return /[\t\r\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br>');
}
