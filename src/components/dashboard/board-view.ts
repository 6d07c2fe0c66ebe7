import { parseRange } from '../../chart/time-range.js';
import type { SortTerm } from '../../core/order.js';
import type { Theme } from './sv-dashboard.js';

/** What a viewer has chosen on a board. What is not chosen is as the board's author has it. */
export interface View {
  /** As in the attribute `range`. */
  readonly range: string | undefined;
  readonly theme: Theme | undefined;
  readonly kiosk: boolean;
  /** The widget that is shown alone. */
  readonly only: string | undefined;
  /** What the titles or descriptions of the shown widgets contain. */
  readonly search: string;
  readonly paused: 'all' | ReadonlySet<string>;
  /** Of tables, by widget. */
  readonly sorts: ReadonlyMap<string, readonly SortTerm[]>;
  readonly filters: ReadonlyMap<string, string>;
}

const NOTHING_CHOSEN: View = {
  range: undefined,
  theme: undefined,
  kiosk: false,
  only: undefined,
  search: '',
  paused: new Set(),
  sorts: new Map(),
  filters: new Map(),
};

/** The view of one board: it tells when the viewer chooses something else. */
export class BoardView {
  readonly #listeners = new Set<() => void>();
  #chosen: View;

  constructor(chosen: Partial<View> = {}) {
    this.#chosen = { ...NOTHING_CHOSEN, ...chosen };
  }

  get chosen(): View {
    return this.#chosen;
  }

  choose(choice: Partial<View>): void {
    this.#chosen = { ...this.#chosen, ...choice };
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls back after each choice, until the returned function is called. */
  subscribe(listener: () => void): () => void {
    const tell = () => listener();
    this.#listeners.add(tell);
    return () => this.#listeners.delete(tell);
  }
}

/*
 * The query of an address that shows a view:
 *
 *     ?range=5m&theme=dark&kiosk=1&only=orders&search=eu&paused=*&sort.orders=total:desc&filter.orders=eu
 *
 * The page's own keys are left alone, and a value that says nothing is as if it were not there.
 */

export function viewOf(query: URLSearchParams): View {
  const range = query.get('range') ?? '';
  const theme = query.get('theme');
  const paused = query.get('paused');
  const isWidget = (id: string) => ID.test(id);
  const only = query.get('only') ?? '';
  return {
    range: parseRange(range) && range,
    theme: theme !== null && isTheme(theme) ? theme : undefined,
    kiosk: query.get('kiosk') === '1',
    only: isWidget(only) ? only : undefined,
    search: (query.get('search') ?? '').slice(0, LONGEST),
    paused: paused === '*' ? 'all' : new Set(paused?.split(',').filter(isWidget)),
    sorts: ofWidgets(query, 'sort.', termsOf),
    filters: ofWidgets(query, 'filter.', (text) => text.slice(0, LONGEST) || undefined),
  };
}

/** The query with a view in place of the one it had. */
export function queryOf(view: View, before: URLSearchParams): URLSearchParams {
  const query = new URLSearchParams([...before].filter(([key]) => !KEYS.test(key)));
  const put = (key: string, value: string | undefined) => {
    if (value) query.set(key, value);
  };
  put('range', view.range);
  put('theme', view.theme);
  put('kiosk', view.kiosk ? '1' : undefined);
  put('only', view.only);
  put('search', view.search);
  put('paused', view.paused === 'all' ? '*' : [...view.paused].join());
  for (const [id, terms] of view.sorts) {
    put(`sort.${id}`, terms.map(([name, direction]) => `${encodeURIComponent(name)}:${direction}`).join() || 'none');
  }
  for (const [id, text] of view.filters) put(`filter.${id}`, text);
  return query;
}

export const THEME_NAMES: Readonly<Record<Theme, string>> = {
  auto: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

function isTheme(text: string): text is Theme {
  return Object.hasOwn(THEME_NAMES, text);
}

function ofWidgets<T>(
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
function termsOf(text: string): readonly SortTerm[] | undefined {
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
const KEYS = /^(range|theme|kiosk|only|search|paused|(sort|filter)\..*)$/;
/** Characters of a text that is searched for. */
const LONGEST = 200;
