import { createContext } from '@lit/context';
import { foldText } from '../../core/filter.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { SortTerm } from '../../core/order.js';
import { searchWords } from '../../core/search/search-terms.js';
import type { ColumnChoices } from './column-choices.js';

/** The state that a board hands down to the elements in it. Where it says nothing, an element shows its own. */
export interface BoardState {
  readonly title: string | undefined;
  /** The time zone in which tables show times. Default: the viewer's. */
  readonly timezone: string | undefined;
  /** The time that all charts show, as in the board's attribute `range`. */
  readonly range: string | undefined;
  /** The words that the title and the description of a shown widget contain. */
  readonly search: string;
  /** The only widget that is shown. */
  readonly alone: string | undefined;
  /** The order of each table that the viewer has sorted, by widget. */
  readonly sorts: ReadonlyMap<string, readonly SortTerm[]>;
  /** What is searched for in the rows of a table, by widget. */
  readonly filters: ReadonlyMap<string, string>;
  /** The columns of each table whose viewer has chosen them, by widget. */
  readonly columns: ReadonlyMap<string, ColumnChoices>;
  /** The widgets for which the board itself has drawn an element: it can take them away and bring them back. */
  readonly cells: readonly string[];
}

/** Has no say: around an element that stands alone. */
export const NO_BOARD: BoardState = {
  title: undefined,
  timezone: undefined,
  range: undefined,
  search: '',
  alone: undefined,
  sorts: new Map(),
  filters: new Map(),
  columns: new Map(),
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
  const texts = [title ?? id, description ?? ''].map(foldText);
  return searchWords(search).every(({ literal }) => texts.some((text) => text.includes(foldText(literal))));
}
