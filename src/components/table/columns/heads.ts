import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import type { SortTerm } from '../../../core/order.js';
import { words } from '../../look/words.js';
import { cellClass, placing } from './cell-place.js';
import type { TableColumn } from './table-column.js';

type SortDirection = SortTerm[1] | undefined;

/** What a press on the head of a column does to the order. */
export interface HeadOrder {
  /** The direction in which the table is sorted by the column now. */
  readonly direction: SortDirection;
  /** The place of the column in an order by several columns, 1 for the first. */
  readonly place: number | undefined;
  /** The direction after a press; `undefined`: as the table's author has it. */
  readonly next: SortDirection;
}

/** @param isAuthors Whether the order is the one that the table's author has. */
export function headOrder(name: string, sort: readonly SortTerm[], isAuthors: boolean): HeadOrder {
  const at = sort.findIndex(([column]) => column === name);
  const direction = sort[at]?.[1];
  const next = direction === 'desc' && !isAuthors ? undefined : direction === 'asc' ? 'desc' : 'asc';
  return { direction, place: sort.length > 1 && at >= 0 ? at + 1 : undefined, next };
}

/** The order after a press on a head. @param isAdded Whether the other columns of the order stay. `undefined`: the author's */
export function nextSort(
  name: string,
  sort: readonly SortTerm[],
  next: SortDirection,
  isAdded: boolean,
): readonly SortTerm[] | undefined {
  if (!isAdded) return next && [[name, next]];
  const others = sort.filter(([column]) => column !== name);
  if (next === undefined) return others.length > 0 ? others : undefined;
  return others.length === sort.length
    ? [...others, [name, next]]
    : sort.map((term) => (term[0] === name ? [name, next] : term));
}

/** Renders the head of a column: all of it sorts, and its edge makes the column wider or narrower. */
export function renderHead(
  column: TableColumn,
  { direction, place, next }: HeadOrder,
  onSort: (isAdded: boolean) => void,
): TemplateResult {
  const { name } = column.column;
  const { title, look } = column;
  const about = [name === title ? title : `${title} (${name})`, look.zoneNote].filter((line) => line !== undefined);
  const does = next === undefined ? 'In the first order' : next === 'asc' ? 'Sort ascending' : 'Sort descending';
  const arrow = (of: SortDirection, look: string) =>
    of === undefined
      ? nothing
      : html`<svg class="arrow ${look}" viewBox="0 0 8 8" aria-hidden="true">
          <path d=${of === 'asc' ? 'M4 1 7.5 7H.5Z' : 'M4 7 .5 1h7Z'} />
        </svg>`;
  return html`<div
    class=${cellClass(column)}
    role="columnheader"
    data-head=${name}
    aria-colindex=${column.place}
    aria-sort=${direction === undefined ? nothing : direction === 'asc' ? 'ascending' : 'descending'}
    ${ref(placing(column))}
  >
    <button
      title=${`${about.join('\n')}\n${does}. With Shift: beside the other columns of the order`}
      @click=${({ shiftKey }: MouseEvent) => onSort(shiftKey)}
    >
      <span>${title}</span>${place === undefined ? nothing : html`<small>${place}</small>`}
      <i class="arrows">${arrow(direction, 'now')}${arrow(next, 'next')}</i>
    </button>
    <i class="grip" title="Drag for another width; a double click makes it fit"></i>
  </div>`;
}

/** Renders how many columns are out of sight, with their names. It opens the list of all. */
function renderBeyond(columns: readonly TableColumn[], open: (button: HTMLElement) => void): TemplateResult {
  const names = columns.map(({ title }) => title);
  const listed = names.length > MOST_NAMED ? [...names.slice(0, MOST_NAMED), '…'] : names;
  const label = `${countOf(names)} out of sight: ${listed.join(', ')}`;
  return html`<button
    class="beyond"
    title=${label}
    aria-label=${label}
    aria-haspopup="dialog"
    @click=${({ currentTarget }: Event) => open(currentTarget as HTMLElement)}
  >+${names.length}</button>`;
}

function countOf({ length }: readonly string[]): string {
  return length === 1 ? '1 column' : `${length} columns`;
}

/** Names of columns that a title has. */
const MOST_NAMED = 30;

export interface ColumnNotes {
  /** Opens the list of columns below an element. */
  readonly open: (anchor: HTMLElement) => void;
  readonly show: (name: string) => void;
}

/**
 * @param beyond Those that are out of sight.
 * @param found Names of hidden columns by which the search finds rows.
 */
export function renderColumnNotes(
  beyond: readonly TableColumn[],
  hidden: readonly string[],
  found: readonly string[],
  { open, show }: ColumnNotes,
): TemplateResult {
  const [name] = found;
  return html`${beyond.length === 0 ? nothing : renderBeyond(beyond, open)}${
    name === undefined
      ? nothing
      : html`<button class="plain" title="Show this column" @click=${() => show(name)}>
          ${words('found in hidden')} <span translate="no">“${name}”</span>${found.length > 1 ? ` + ${found.length - 1}` : ''}
        </button>`
  }${
    hidden.length === 0
      ? nothing
      : html`<button class="plain" title=${hidden.join(', ')} @click=${({ currentTarget }: Event) => open(currentTarget as HTMLElement)}>
          ${countOf(hidden)} hidden
        </button>`
  }`;
}
