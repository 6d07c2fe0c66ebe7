import type { ReactiveController } from 'lit';
import type { Clock } from '../../chart/time-axis.js';
import { parseRange, rangeOf, type TimeRange } from '../../chart/time-range.js';
import type { Extent } from '../../chart/window.js';
import type { ConfigMessage, WidgetConfig } from '../../core/messages.js';
import type { Hub } from '../../runtime/hub.js';
import { instantOf, wallTime } from '../../text/wall-clock.js';
import { clockOf } from '../metric/lines.js';
import type { SvMetric } from '../metric/sv-metric.js';
import type { SvTable } from '../table/sv-table.js';
import { BoardView, queryOf, type View, viewOf } from './board-view.js';
import type { SvDashboard, Theme } from './sv-dashboard.js';

/**
 * Shows on a board what its viewer has chosen, and takes note of what is chosen in its widgets. A board that fills the
 * window has the view in the page's address, so that a link to it shows the same.
 */
export class ChosenBoard implements ReactiveController {
  readonly view: BoardView;
  readonly #board: SvDashboard;
  /** What the board's author said. */
  readonly #own: { readonly range: string | undefined; readonly theme: Theme | undefined };
  readonly #listening = new AbortController();
  readonly #shownIn = new WeakSet<SvTable>();
  readonly #leaveView: () => void;
  /** What a dragged range stands in place of. */
  #former: string | undefined;
  #hub: Hub | undefined;
  /** What the charts themselves say. */
  readonly #spans = new WeakMap<SvMetric, number | undefined>();
  #writing: ReturnType<typeof setTimeout> | undefined;

  constructor(board: SvDashboard) {
    const { theme } = board;
    const range = board.getAttribute('range') ?? undefined;
    this.#board = board;
    this.#own = { range, theme };
    const linked: Partial<View> = board.fill ? viewOf(new URLSearchParams(location.search)) : {};
    this.view = new BoardView({ ...linked, kiosk: board.hasAttribute('kiosk') || linked.kiosk === true });
    this.#leaveView = this.view.subscribe(() => this.#show());
    const { signal } = this.#listening;
    board.addEventListener('sv-choice', (event) => this.#note(event.composedPath()[0] as Element), { signal });
    board.addEventListener('sv-only', (event) => this.#showAlone(event.composedPath()[0] as SvTable), { signal });
    board.addController(this);
    this.#show();
  }

  /** The board is as its author has it again. */
  leave(): void {
    this.#listening.abort();
    this.#leaveView();
    this.#board.removeController(this);
    clearTimeout(this.#writing);
    Object.assign(this.#board, { theme: this.#own.theme, wants: () => true });
  }

  hostUpdated(): void {
    this.#setRange();
    this.#followPauses();
    for (const table of this.#elements<SvTable>('sv-table')) if (!this.#shownIn.has(table)) this.#showIn(table);
  }

  get #config(): ConfigMessage | undefined {
    return this.#board.hub?.config;
  }

  /** What all its charts show of their time. */
  get range(): string | undefined {
    return this.view.chosen.range ?? this.#own.range;
  }

  /** Charts over plain numbers show what they did. */
  #setRange(): void {
    const { span } = this.#parsed;
    for (const chart of this.#elements<SvMetric>('sv-metric')) {
      const clock = this.#clockOf(chart);
      if (clock === undefined) continue;
      if (!this.#spans.has(chart)) this.#spans.set(chart, chart.span);
      chart.span = this.range === undefined ? this.#spans.get(chart) : span && span / 1000;
      const zoom = this.#zoomOn(clock);
      if (!areSame(zoom, chart.zoom)) chart.zoom = zoom;
    }
  }

  #clockOf({ widget }: SvMetric): Clock | undefined {
    return clockOf(this.#config?.widgets[widget ?? '']?.columns ?? []);
  }

  /** The part of time that all show, as a chart with this clock counts it. */
  #zoomOn(clock: Clock): Extent | undefined {
    const { fixed } = this.#parsed;
    if (fixed === undefined || clock === 'local') return fixed;
    return { first: wallTime(fixed.first), last: wallTime(fixed.last) };
  }

  get #parsed(): TimeRange {
    return parseRange(this.range ?? '') ?? {};
  }

  /** The widget that is shown alone, if it is there. */
  get only(): string | undefined {
    const { only } = this.view.chosen;
    return only !== undefined && Object.hasOwn(this.#config?.widgets ?? {}, only) ? only : undefined;
  }

  /** Whether a widget is among those that the viewer wants to see. */
  readonly wants = (id: string, { title, description }: WidgetConfig): boolean => {
    const { search } = this.view.chosen;
    if (id !== (this.only ?? id)) return false;
    const words = search.trim().toLowerCase();
    return [title ?? id, description ?? ''].some((text) => text.toLowerCase().includes(words));
  };

  #show(): void {
    const { range, theme, kiosk } = this.view.chosen;
    const board = this.#board;
    this.#setRange();
    board.theme = theme ?? this.#own.theme;
    board.toggleAttribute('kiosk', kiosk);
    board.wants = (id, widget) => this.wants(id, widget); // another one, so that the board asks it anew
    for (const element of this.#board.querySelectorAll<SvTable>('[widget]')) {
      const config = this.#config?.widgets[element.widget ?? ''];
      element.hidden = config !== undefined && !this.wants(element.widget ?? '', config);
    }
    if (range === undefined || parseRange(range)?.fixed === undefined) this.#former = range;
    if (!board.fill) return;
    clearTimeout(this.#writing); // Browsers bear so many changes of an address and no more
    this.#writing = setTimeout(() => this.#write(), 200);
  }

  /** What is paused is the relay's to know: others pause too. Only a relay that is new here is told. */
  #followPauses(): void {
    const { hub } = this.#board;
    const { paused } = this.view.chosen;
    if (hub === undefined) return;
    if (hub !== this.#hub) {
      this.#hub = hub;
      if (paused === 'all') hub.pause();
      else for (const id of paused) hub.pause(id);
      return;
    }
    const isAll = hub.isPaused;
    const widgets = [...hub.pausedWidgets];
    const isKnown = isAll ? paused === 'all' : paused !== 'all' && widgets.join() === [...paused].join();
    if (!isKnown) this.view.choose({ paused: isAll ? 'all' : new Set(widgets) });
  }

  #write(): void {
    const query = queryOf(this.view.chosen, new URLSearchParams(location.search)).toString();
    const address = `${location.pathname}${query === '' ? '' : `?${query}`}${location.hash}`;
    if (address !== location.pathname + location.search + location.hash)
      history.replaceState(history.state, '', address);
  }

  /** A drag on one chart is for all of them; its end brings back what there was before. */
  #noteZoom(chart: SvMetric): void {
    const { zoom } = chart;
    const clock = this.#clockOf(chart);
    if (clock === undefined || areSame(zoom, this.#zoomOn(clock))) return;
    if (zoom === undefined) this.view.choose({ range: this.#former });
    else if (zoom.last - zoom.first >= 1) {
      const toInstant = clock === 'local' ? (time: number) => time : instantOf;
      const range = rangeOf({ first: toInstant(zoom.first), last: toInstant(zoom.last) });
      if (range !== undefined) this.view.choose({ range });
    }
  }

  #note(element: Element): void {
    if (element.localName === 'sv-metric') this.#noteZoom(element as SvMetric);
    else if (element.localName === 'sv-table') this.#noteTable(element as SvTable);
  }

  #noteTable(table: SvTable): void {
    const { widget: id, chosenSort, search } = table;
    if (id === undefined) return;
    const sorts = new Map(this.view.chosen.sorts);
    const filters = new Map(this.view.chosen.filters);
    if (chosenSort !== undefined) sorts.set(id, chosenSort);
    if (search === '') filters.delete(id);
    else filters.set(id, search);
    this.view.choose({ sorts, filters });
  }

  #showAlone({ widget }: SvTable): void {
    if (widget !== undefined) this.view.choose({ only: widget });
  }

  /** Not before the table knows its columns: a link may name one that is no longer there. */
  async #showIn(table: SvTable): Promise<void> {
    const id = table.widget ?? '';
    const columns = this.#config?.widgets[id]?.columns;
    if (columns === undefined) return;
    this.#shownIn.add(table);
    await table.updateComplete;
    const { sorts, filters } = this.view.chosen;
    const sort = sorts.get(id);
    if (sort?.every(([name]) => columns.some((column) => column.name === name))) table.chosenSort = sort;
    table.search = filters.get(id) ?? table.search;
  }

  #elements<T extends Element>(selector: string): T[] {
    const board = this.#board;
    return [...(board.shadowRoot?.querySelectorAll<T>(selector) ?? []), ...board.querySelectorAll<T>(selector)];
  }
}

function areSame(a: Extent | undefined, b: Extent | undefined): boolean {
  return a?.first === b?.first && a?.last === b?.last;
}
