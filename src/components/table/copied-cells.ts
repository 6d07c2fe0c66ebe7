import { harmlessText } from '../../core/checks/harmless-text.js';
import type { Column, KeyedRow, Value } from '../../core/values.js';
import { formatValue } from '../../text/format.js';

/** What a table has beside its elements. */
export interface CopiedTable {
  readonly columns: () => readonly Column[];
  get(key: string): KeyedRow | undefined;
}

/**
 * Puts the selected cells of a table on the clipboard as spreadsheets want them: as text between tabs, and as a table of
 * HTML, with the heads if they are selected, too. Numbers are whole and without separators, whatever the format that they
 * are shown in, and times have their date. A selection within one cell is text, which the browser copies itself.
 */
export function copyCells(event: ClipboardEvent, root: ShadowRoot, table: CopiedTable): void {
  const range = selectedRange(root);
  if (range === undefined || event.clipboardData === null) return;
  const lines = [...root.querySelectorAll<HTMLElement>('[role=row]')]
    .sort((a, b) => Number(a.ariaRowIndex) - Number(b.ariaRowIndex))
    .map((row) => selectedTexts(row, range, table))
    .filter((cells) => cells.length > 0);
  if (lines.flat().length < 2) return;
  const text = lines.map((cells) => cells.map(quoted).join('\t')).join('\n');
  const html = lines.map((cells) => `<tr>${cells.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('');
  event.clipboardData.setData('text/plain', text);
  event.clipboardData.setData('text/html', `<table>${html}</table>`);
  event.preventDefault();
}

function selectedTexts(row: HTMLElement, range: Range, { columns: all, get }: CopiedTable): string[] {
  const columns = all();
  const values = get(row.dataset.key ?? '');
  const cells = [...row.querySelectorAll<HTMLElement>('.cell')].filter((cell) => isSelected(cell, range));
  return cells.map((cell) => {
    if (values === undefined) return harmlessText(cell.dataset.head ?? ''); // A head
    const at = columns.findIndex(({ name }) => name === cell.dataset.column);
    return textOf(values[at + 1] ?? null, columns[at]);
  });
}

/** Whether anything of a cell is selected: a triple click ends at the beginning of the next one. */
function isSelected(cell: HTMLElement, range: Range): boolean {
  if (!range.intersectsNode(cell)) return false;
  const part = range.cloneRange();
  const whole = range.cloneRange();
  whole.selectNodeContents(cell);
  if (part.compareBoundaryPoints(Range.START_TO_START, whole) < 0) part.setStart(cell, 0);
  if (part.compareBoundaryPoints(Range.END_TO_END, whole) > 0) part.setEnd(cell, cell.childNodes.length);
  return cell.textContent === '' || part.toString() !== '';
}

function textOf(value: Value, column: Column | undefined): string {
  if (value === null) return '';
  const type = column?.type;
  const isNumber = type === 'number' || type === 'integer' || typeof value === 'number';
  if (column !== undefined && (type === 'datetime' || type === 'duration')) return formatValue(value, column, NO_DAY);
  if (isNumber || typeof value === 'boolean') return String(value);
  return harmlessText(typeof value === 'string' ? value : JSON.stringify(value));
}

/** As if it were not today, so that times have their date. */
const NO_DAY = Number.NaN;

/** The selection as far as it is in a shadow root, which browsers give in three ways. */
function selectedRange(root: ShadowRoot): Range | undefined {
  const { getSelection } = root as ShadowRoot & { getSelection?(): Selection | null };
  const selection = root.ownerDocument.getSelection();
  const own = getSelection?.call(root) ?? selection;
  const [found] =
    selection?.getComposedRanges?.({ shadowRoots: [root] }) ??
    (own !== null && own.rangeCount > 0 ? [own.getRangeAt(0)] : []);
  if (found === undefined || found.collapsed || !root.contains(found.startContainer)) return undefined;
  const range = root.ownerDocument.createRange();
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
