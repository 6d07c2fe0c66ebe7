import { ContextProvider } from '@lit/context';
import type { ReactiveControllerHost } from 'lit';
import { parseRange, rangeOf } from '../../chart/axes/time-range.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { SortTerm } from '../../core/order.js';
import { type BoardState, boardContext } from '../board/board-context.js';
import type { ColumnChoices } from '../board/column-choices.js';
import type {
  BoardRequest,
  SvColumnsRequest,
  SvFilterRequest,
  SvRangeRequest,
  SvSortRequest,
  SvTabRequest,
} from '../board/requests.js';
import type { Theme } from '../look/themes.js';
import {
  type Arrangement,
  arrangementKey,
  keepArrangement,
  keptArrangement,
  UNCHANGED,
} from './arranging/arrangement-storage.js';

/** The choices of a viewer on a board. Without a choice all is as the board's author has it. */
export interface ViewerChoices {
  /** As in the attribute `range`. */
  readonly range: string | undefined;
  readonly theme: Theme | undefined;
  readonly kiosk: boolean;
  /** The widget that is shown alone. */
  readonly alone: string | undefined;
  /** The text that the titles or descriptions of the shown widgets contain. */
  readonly search: string;
  /** The order of tables, by widget. */
  readonly sorts: ReadonlyMap<string, readonly SortTerm[]>;
  /** The text that the rows of tables contain, by widget. */
  readonly filters: ReadonlyMap<string, string>;
  /** The columns of tables, by widget. */
  readonly columns: ReadonlyMap<string, ColumnChoices>;
  /** The title of the tab that is seen, by the group of tabs. */
  readonly tabs: ReadonlyMap<string, string>;
}

export const NOTHING_CHOSEN: ViewerChoices = {
  range: undefined,
  theme: undefined,
  kiosk: false,
  alone: undefined,
  search: '',
  sorts: new Map(),
  filters: new Map(),
  columns: new Map(),
  tabs: new Map(),
};

/** The facts that only the board's element knows. */
export interface BoardFacts {
  /** The relay's whole address. */
  readonly address: string | undefined;
  /** The title that the pipeline gives. The browser keeps arrangements by it. */
  readonly ownTitle: string | undefined;
  readonly title: string | undefined;
  readonly timezone: string | undefined;
  /** As the board's author has it. */
  readonly range: string | undefined;
  readonly widgets: Readonly<Record<string, WidgetConfig>>;
  readonly cells: readonly string[];
}

const NOTHING_KNOWN: BoardFacts = {
  address: undefined,
  ownTitle: undefined,
  title: undefined,
  timezone: undefined,
  range: undefined,
  widgets: {},
  cells: [],
};

/**
 * Owns the choices of a viewer on a board: range and zoom, theme, search, the widgets that are hidden or shown alone, tabs,
 * and the order, filter and columns of each table. Elements in the board ask it by request events, the board's controls directly; it
 * hands its state down by context. Pauses belong to the hub: others show the same relay.
 */
export class BoardStore {
  readonly #provider: ContextProvider<typeof boardContext>;
  readonly #listeners = new Set<() => void>();
  #choices = NOTHING_CHOSEN;
  #facts = NOTHING_KNOWN;
  /** The range that a zoom has replaced. */
  #unzoomed: string | undefined;
  #arrangementKey = '';
  #arrangement = UNCHANGED;

  constructor(board: HTMLElement & Partial<ReactiveControllerHost>) {
    this.#provider = new ContextProvider(board, { context: boardContext, initialValue: this.#derive() });
    serve(board, 'sv-sort', (request) => this.#sort(request));
    serve(board, 'sv-filter', (request) => this.#filter(request));
    serve(board, 'sv-columns', (request) => this.#showColumns(request));
    serve(board, 'sv-range', (request) => this.#zoom(request));
    serve(board, 'sv-only', ({ widget: alone }) => alone !== undefined && this.choose({ alone }));
    serve(board, 'sv-hide', ({ widget }) => widget !== undefined && this.#hide(widget));
    serve(board, 'sv-tab', (request) => this.#seeTab(request));
  }

  get choices(): ViewerChoices {
    return this.#choices;
  }

  /** Handed down to the elements in the board. */
  get state(): BoardState {
    return this.#provider.value;
  }

  choose(choice: Partial<ViewerChoices>): void {
    this.#choices = { ...this.#choices, ...choice };
    const { range } = this.#choices;
    if (parseRange(range ?? '')?.fixed === undefined) this.#unzoomed = range;
    this.#changed();
  }

  /** How the viewer has arranged the board; this browser keeps it. */
  get arrangement(): Arrangement {
    return this.#arrangement;
  }

  get arrangementKey(): string {
    return this.#arrangementKey;
  }

  arrange(arrangement: Arrangement): void {
    this.#arrangement = arrangement;
    keepArrangement(this.#arrangementKey, arrangement);
    this.#changed();
  }

  /** Brings back all widgets that the viewer has hidden. */
  showHidden(): void {
    const { places } = this.#arrangement;
    this.arrange(places === undefined ? UNCHANGED : { places, hidden: [] });
  }

  /** Learns what the board shows now. Another relay or title has another arrangement. */
  learn(facts: Partial<BoardFacts>): void {
    this.#facts = { ...this.#facts, ...facts };
    const key = arrangementKey(this.#facts.address ?? '', this.#facts.ownTitle);
    if (key !== this.#arrangementKey) {
      this.#arrangementKey = key;
      this.#arrangement = keptArrangement(key);
    }
    this.#handDown();
  }

  /** Calls back after each change, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    const notify = () => listener();
    this.#listeners.add(notify);
    return () => this.#listeners.delete(notify);
  }

  #sort({ widget, terms }: SvSortRequest): void {
    if (widget !== undefined) this.choose({ sorts: withChoice(this.#choices.sorts, widget, terms) });
  }

  #filter({ widget, text }: SvFilterRequest): void {
    if (widget !== undefined) this.choose({ filters: withChoice(this.#choices.filters, widget, text || undefined) });
  }

  #showColumns({ widget, choices }: SvColumnsRequest): void {
    if (widget !== undefined) this.choose({ columns: withChoice(this.#choices.columns, widget, choices) });
  }

  /** Zooms all charts as one of them is zoomed; the end of the zoom brings back the range before it. */
  #zoom({ widget, extent }: SvRangeRequest): void {
    if (widget === undefined) return;
    if (extent === undefined) this.choose({ range: this.#unzoomed });
    else if (extent.last - extent.first >= 1) {
      const range = rangeOf(extent);
      if (range !== undefined) this.choose({ range });
    }
  }

  #seeTab({ group, title }: SvTabRequest): void {
    if (group !== undefined) this.choose({ tabs: new Map(this.#choices.tabs).set(group, title) });
  }

  #hide(widget: string): void {
    const { hidden } = this.#arrangement;
    if (!hidden.includes(widget)) this.arrange({ ...this.#arrangement, hidden: [...hidden, widget] });
  }

  #changed(): void {
    this.#handDown();
    for (const listener of [...this.#listeners]) listener();
  }

  #handDown(): void {
    const state = this.#derive();
    if (!areSame(state, this.state)) this.#provider.setValue(state);
  }

  #derive(): BoardState {
    const { range, search, alone, sorts, filters, columns } = this.#choices;
    const { title, timezone, widgets, cells, range: ownRange } = this.#facts;
    const isKnown = alone !== undefined && Object.hasOwn(widgets, alone);
    const own = { range: range ?? ownRange, alone: isKnown ? alone : undefined };
    return { title, timezone, ...own, search, sorts, filters, columns, cells };
  }
}

/** @param choice `undefined`: the widget has none any more. */
function withChoice<T>(choices: ReadonlyMap<string, T>, widget: string, choice: T | undefined): ReadonlyMap<string, T> {
  const others = [...choices].filter(([id]) => id !== widget);
  return new Map(choice === undefined ? others : [...others, [widget, choice]]);
}

/** Requests that a board has taken. They go on to the page's listeners; a board around that one leaves them alone. */
const served = new WeakSet<BoardRequest>();

function serve<T extends BoardRequestType>(
  board: HTMLElement,
  type: T,
  act: (request: HTMLElementEventMap[T]) => void,
): void {
  board.addEventListener(type, (request) => {
    if (served.has(request)) return;
    served.add(request);
    act(request);
  });
}

type BoardRequestType = 'sv-sort' | 'sv-filter' | 'sv-columns' | 'sv-range' | 'sv-hide' | 'sv-only' | 'sv-tab';

function areSame(a: BoardState, b: BoardState): boolean {
  const names = Object.keys(a) as (keyof BoardState)[];
  return names.every((name) => (name === 'cells' ? a.cells.join() === b.cells.join() : a[name] === b[name]));
}
