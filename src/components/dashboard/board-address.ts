import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { parseRange } from '../../chart/axes/time-range.js';
import type { SortTerm } from '../../core/order.js';
import type { Hub } from '../../runtime/hub.js';
import { columnsIn, columnsText } from '../board/column-choices.js';
import { isTheme } from '../look/themes.js';
import { type BoardStore, NOTHING_CHOSEN, type ViewerChoices } from './board-store.js';

/** The view that a link to a board opens. */
export interface BoardLink extends Omit<ViewerChoices, 'tabs'> {
  readonly paused: Paused;
  readonly tabs?: ViewerChoices['tabs'];
}

type Paused = 'all' | ReadonlySet<string>;

/** The board whose address is written. */
export interface AddressedBoard extends ReactiveControllerHost, HTMLElement {
  /** Whether it fills the window: only then the page's address is its own. */
  readonly fill: boolean;
  readonly hub: Hub | undefined;
}

/**
 * Keeps the viewer's choices in the address of the page, so that a link to it shows the same, and pauses the widgets that a
 * link names. From then on the hub alone knows what is paused.
 */
export class BoardAddress implements ReactiveController {
  readonly #board: AddressedBoard;
  readonly #store: BoardStore;
  /** As the link says, or as it was when the board left its page. */
  #linked: Paused = new Set();
  #hub: Hub | undefined;
  #query: string | undefined;
  /** As they were drawn last: another tab is a step that the browser goes back from. */
  #tabs: ViewerChoices['tabs'] | undefined;
  #isStep = false;
  #writing: ReturnType<typeof setTimeout> | undefined;

  constructor(board: AddressedBoard, store: BoardStore) {
    this.#board = board;
    this.#store = store;
    if (!board.fill) return;
    const { paused, ...link } = linkIn(new URLSearchParams(location.search));
    this.#linked = paused;
    store.choose(unchosen(link, store.choices));
  }

  enter(): void {
    this.#board.addController(this);
    if (this.#board.fill) window.addEventListener('popstate', this.#goBack);
  }

  leave(): void {
    this.#board.removeController(this);
    window.removeEventListener('popstate', this.#goBack);
    clearTimeout(this.#writing);
    if (this.#hub !== undefined) this.#linked = pausedIn(this.#hub);
    this.#hub = this.#query = undefined;
  }

  hostUpdated(): void {
    const { hub, fill } = this.#board;
    if (hub === undefined) return;
    this.#pause(hub);
    if (!fill) return;
    const { tabs } = this.#store.choices;
    this.#isStep ||= this.#tabs !== undefined && tabs !== this.#tabs;
    this.#tabs = tabs;
    const query = this.#queryIn(hub);
    if (query === this.#query) return;
    this.#query = query;
    clearTimeout(this.#writing); // Browsers allow so many changes of an address and no more
    this.#writing = setTimeout(() => this.#write(hub), 200);
  }

  /** Shows what the address says now; what is paused stays so. */
  readonly #goBack = (): void => {
    const { paused: _, ...link } = linkIn(new URLSearchParams(location.search));
    this.#store.choose({ ...NOTHING_CHOSEN, ...link });
    this.#tabs = this.#store.choices.tabs;
    this.#isStep = false;
  };

  /** Pauses a relay that is new here as the link says, or as the one before it was. */
  #pause(hub: Hub): void {
    if (hub === this.#hub) return;
    const paused = this.#hub === undefined ? this.#linked : pausedIn(this.#hub);
    this.#hub = hub;
    if (paused === 'all') hub.pause();
    else for (const id of paused) hub.pause(id);
  }

  #queryIn(hub: Hub): string {
    const link = { ...this.#store.choices, paused: pausedIn(hub) };
    return queryOf(link, new URLSearchParams(location.search)).toString();
  }

  #write(hub: Hub): void {
    const query = this.#queryIn(hub);
    const address = `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`;
    const isStep = this.#isStep;
    this.#isStep = false;
    if (address === location.pathname + location.search + location.hash) return;
    if (isStep) history.pushState(history.state, '', address);
    else history.replaceState(history.state, '', address);
  }
}

/** The choices of a link, but for those that the viewer has made before it was read. */
function unchosen(link: Partial<ViewerChoices>, choices: ViewerChoices): Partial<ViewerChoices> {
  const names = Object.keys(link) as (keyof typeof link)[];
  return Object.fromEntries(
    names.flatMap((name) => (choices[name] === NOTHING_CHOSEN[name] ? [[name, link[name]]] : [])),
  );
}

function pausedIn({ isPaused, pausedWidgets }: Hub): Paused {
  return isPaused ? 'all' : new Set(pausedWidgets);
}

/*
 * The query of an address that shows a board:
 *
 *     ?range=5m&theme=dark&kiosk=1&only=orders&search=eu&paused=*&sort.orders=total:desc&filter.orders=eu&columns.orders=region,total:h&tab.tabs-1=Details
 *
 * The page's own keys are left alone. A value that is not understood counts as missing.
 */

export function linkIn(query: URLSearchParams): BoardLink {
  const range = query.get('range') ?? '';
  const theme = query.get('theme');
  const paused = query.get('paused');
  const isWidget = (id: string) => ID.test(id);
  const alone = query.get('only') ?? '';
  const tabs = byWidget(query, 'tab.', (title) => title || undefined);
  return {
    ...(tabs.size === 0 ? {} : { tabs }),
    range: parseRange(range) && range,
    theme: isTheme(theme) ? theme : undefined,
    kiosk: query.get('kiosk') === '1',
    alone: isWidget(alone) ? alone : undefined,
    search: (query.get('search') ?? '').slice(0, LONGEST),
    paused: paused === '*' ? 'all' : new Set(paused?.split(',').filter(isWidget)),
    sorts: byWidget(query, 'sort.', termsIn),
    filters: byWidget(query, 'filter.', (text) => text.slice(0, LONGEST) || undefined),
    columns: byWidget(query, 'columns.', columnsIn),
  };
}

/** The query with a link in place of the one it had. */
export function queryOf(link: BoardLink, before: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams([...before].filter(([key]) => !KEYS.test(key)));
  const put = (key: string, value: string | undefined) => {
    if (value) query.set(key, value);
  };
  put('range', link.range);
  put('theme', link.theme);
  put('kiosk', link.kiosk ? '1' : undefined);
  put('only', link.alone);
  put('search', link.search);
  put('paused', link.paused === 'all' ? '*' : [...link.paused].join());
  for (const [id, terms] of link.sorts) {
    put(`sort.${id}`, terms.map(([name, direction]) => `${encodeURIComponent(name)}:${direction}`).join() || 'none');
  }
  for (const [id, text] of link.filters) put(`filter.${id}`, text);
  for (const [id, choices] of link.columns) put(`columns.${id}`, columnsText(choices));
  for (const [group, title] of link.tabs ?? []) put(`tab.${group}`, title);
  return query;
}

function byWidget<T>(
  query: URLSearchParams,
  prefix: string,
  read: (text: string) => T | undefined,
): ReadonlyMap<string, T> {
  const found = new Map<string, T>();
  for (const [key, text] of query) {
    const value = key.startsWith(prefix) && ID.test(key.slice(prefix.length)) ? read(text) : undefined;
    if (value !== undefined) found.set(key.slice(prefix.length), value);
  }
  return found;
}

/** Column names are data: they come encoded, so that the colon and the comma are ours. */
function termsIn(text: string): readonly SortTerm[] | undefined {
  if (text === 'none') return [];
  const terms: SortTerm[] = [];
  for (const [, name = '', direction] of text.matchAll(/([^,:]+):(asc|desc)(?=,|$)/g)) {
    try {
      terms.push([decodeURIComponent(name), direction as SortTerm[1]]);
    } catch {
      return undefined;
    }
  }
  return terms.length > 0 ? terms : undefined;
}

const ID = /^[\w-]{1,64}$/;
const KEYS = /^(range|theme|kiosk|only|search|paused|(sort|filter|columns|tab)\..*)$/;
/** Characters of a text to search for. */
const LONGEST = 200;
