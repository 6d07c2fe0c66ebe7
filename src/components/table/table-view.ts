import type { WidgetConfig } from '../../core/messages.js';
import type { SortTerm } from '../../core/order.js';
import { searchTerms } from '../../core/search/search-terms.js';
import type { ViewOptions } from '../../core/sorted/sorted-view.js';
import { type Column, sameColumns } from '../../core/values.js';
import type { StreamController } from '../../runtime/lit/stream-controller.js';
import { parseSort } from './columns/column-attributes.js';

/** The table, as far as it says which of its rows are shown, and in which order. */
export interface ViewedTable {
  readonly sort: string | undefined;
  readonly chosenSort: readonly SortTerm[] | undefined;
  readonly search: string;
  readonly newestFirst: boolean;
  readonly maxRows: number | undefined;
}

/** The columns of a table, and the view of its rows that its attributes, its viewer and its widget make together. */
export class TableView {
  readonly #table: ViewedTable;
  readonly #stream: Pick<StreamController, 'collection' | 'config'>;
  #columns: readonly Column[] | undefined;

  constructor(table: ViewedTable, stream: Pick<StreamController, 'collection' | 'config'>) {
    this.#table = table;
    this.#stream = stream;
  }

  /** The same object until they are others: each config of a relay describes them anew. */
  get columns(): readonly Column[] | undefined {
    const columns = this.#stream.collection?.columns ?? this.#config?.columns;
    if (columns === undefined || this.#columns === undefined || !sameColumns(columns, this.#columns)) {
      this.#columns = columns;
    }
    return this.#columns;
  }

  get isLog(): boolean {
    const { widget_type, newest_first } = this.#config ?? {};
    return this.#table.newestFirst || widget_type === 'log' || newest_first === true;
  }

  /** The order before anybody chose another. */
  get firstSort(): readonly SortTerm[] {
    if (this.#table.sort !== undefined) return parseSort(this.#table.sort);
    const { sort_by, sort_desc } = this.#config ?? {};
    return sort_by === undefined ? [] : [[sort_by, sort_desc ? 'desc' : 'asc']];
  }

  get sort(): readonly SortTerm[] {
    return this.#table.chosenSort ?? this.firstSort;
  }

  get options(): ViewOptions {
    const { widget_type, max_rows } = this.#config ?? {};
    return {
      sort: this.sort,
      filter: searchTerms(this.#table.search, this.columns ?? []),
      newestFirst: this.isLog,
      maxRows: this.#table.maxRows ?? (widget_type === 'log' ? undefined : max_rows),
    };
  }

  get #config(): WidgetConfig | undefined {
    return this.#stream.config;
  }
}
