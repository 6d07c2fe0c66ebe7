import type { SortTerm } from '../../../core/order.js';
import type { Column } from '../../../core/values.js';
import type { BoardState } from '../../board/board-context.js';
import type { ColumnChoices } from '../../board/column-choices.js';

/** The table in the board. */
export interface ChosenTable {
  readonly widget: string | undefined;
  chosenSort: readonly SortTerm[] | undefined;
  search: string;
  chosenColumns: ColumnChoices | undefined;
}

/**
 * Brings a table to the order, the filter and the columns that the board around it has for its widget. Each is taken over once: what
 * the page says later holds.
 */
export class BoardChoices {
  readonly #table: ChosenTable;
  #sort: readonly SortTerm[] | undefined;
  #filter: string | undefined;
  #columns: ColumnChoices | undefined;

  constructor(table: ChosenTable) {
    this.#table = table;
  }

  /** The table shows another widget, in its own order and unfiltered. */
  forget(): void {
    this.#sort = this.#filter = this.#columns = undefined;
  }

  /** @param columns Those of the widget: a link may sort by one that is no longer there. */
  follow({ sorts, filters, columns: choices }: BoardState, columns: readonly Column[]): void {
    const { widget = '' } = this.#table;
    const sort = sorts.get(widget);
    const filter = filters.get(widget);
    const isPossible = sort?.every(([name]) => columns.some((column) => column.name === name)) ?? true;
    if (sort !== this.#sort && isPossible) this.#table.chosenSort = sort;
    if (filter !== this.#filter) this.#table.search = filter ?? '';
    const chosen = choices.get(widget);
    if (chosen !== this.#columns) this.#table.chosenColumns = chosen;
    this.#columns = chosen;
    this.#sort = sort;
    this.#filter = filter;
  }
}
