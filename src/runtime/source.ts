import type { Collection, CollectionListener } from '../core/collection.js';
import type { FilterTerm } from '../core/filter.js';
import type { SortTerm } from '../core/order.js';
import { SortedView, type ViewOptions } from '../core/sorted/sorted-view.js';
import type { KeyedRow } from '../core/values.js';

/** The rows that a table draws: in order, a window at a time. */
export interface Source {
  /** Rows that pass the filter and the cut. */
  readonly total: number;
  /** Rows that pass the filter. */
  readonly matching: number;
  readonly sort: readonly SortTerm[];
  readonly filter: readonly FilterTerm[];
  /** The rows of `[offset, offset + limit)`. */
  window(offset: number, limit: number): KeyedRow[];
  setSort(sort: readonly SortTerm[]): void;
  setFilter(filter: readonly FilterTerm[]): void;
  /** Stops following; nothing is called any more. */
  close(): void;
}

/** A source over rows that are in this page. */
export class LocalSource implements Source {
  readonly #collection: Collection;
  readonly #onChange: CollectionListener;
  #options: ViewOptions;
  #view: SortedView;
  #unsubscribe: () => void;

  /**
   * @param onChange Called when the view has followed a change of the collection, and, with `reset`, when the rows,
   *   their order or the filter are others altogether.
   */
  constructor(collection: Collection, options: ViewOptions, onChange: CollectionListener) {
    this.#collection = collection;
    this.#onChange = onChange;
    this.#options = options;
    this.#view = new SortedView(collection, options);
    this.#unsubscribe = collection.subscribe(onChange);
  }

  get total(): number {
    return this.#view.total;
  }

  get matching(): number {
    return this.#view.matching;
  }

  get sort(): readonly SortTerm[] {
    return this.#options.sort ?? [];
  }

  get filter(): readonly FilterTerm[] {
    return this.#options.filter ?? [];
  }

  window(offset: number, limit: number): KeyedRow[] {
    return this.#view.window(offset, limit);
  }

  setSort(sort: readonly SortTerm[]): void {
    this.#replaceView({ ...this.#options, sort });
  }

  setFilter(filter: readonly FilterTerm[]): void {
    this.#replaceView({ ...this.#options, filter });
  }

  close(): void {
    this.#unsubscribe();
    this.#view.close();
  }

  #replaceView(options: ViewOptions): void {
    this.close();
    this.#options = options;
    this.#view = new SortedView(this.#collection, options);
    // After the view, so that the view has the change before its listener is called.
    this.#unsubscribe = this.#collection.subscribe(this.#onChange);
    this.#onChange([], true);
  }
}
