import { createContext } from '@lit/context';
import type { WidgetConfig } from '../../core/messages.js';
import type { SortTerm } from '../../core/order.js';

/** The state that a board hands down to the elements in it. Where it says nothing, an element shows its own. */
export interface BoardState {
  readonly title: string | undefined;
  /** The time that all charts show, as in the board's attribute `range`. */
  readonly range: string | undefined;
  /** The text that the title or the description of a shown widget contains. */
  readonly search: string;
  /** The only widget that is shown. */
  readonly alone: string | undefined;
  /** The order of each table that the viewer has sorted, by widget. */
  readonly sorts: ReadonlyMap<string, readonly SortTerm[]>;
  /** The text that the rows of a table contain, by widget. */
  readonly filters: ReadonlyMap<string, string>;
  /** The widgets for which the board itself has drawn an element: it can take them away and bring them back. */
  readonly cells: readonly string[];
}

/** Has no say: around an element that stands alone. */
export const NO_BOARD: BoardState = {
  title: undefined,
  range: undefined,
  search: '',
  alone: undefined,
  sorts: new Map(),
  filters: new Map(),
  cells: [],
};

/** The key is the same in each copy of StreamViz that a page loads. */
export const boardContext = createContext<BoardState>(Symbol.for('streamviz board'));

/** Whether a widget is among those that the viewer of a board wants to see. */
export function isWanted(
  { alone, search }: Pick<BoardState, 'alone' | 'search'>,
  id: string,
  { title, description }: WidgetConfig,
): boolean {
  if (id !== (alone ?? id)) return false;
  const words = search.trim().toLowerCase();
  return [title ?? id, description ?? ''].some((text) => text.toLowerCase().includes(words));
}
