import { LitVirtualizer } from '@lit-labs/virtualizer/LitVirtualizer.js';
import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { SortTerm } from '../core/order.js';
import type { Column } from '../core/values.js';
import { exportLinks } from './export-links.js';
import { formatNumber } from './format.js';
import { icon } from './icons.js';
import { StreamElement } from './stream-element.js';
import { table } from './sv-table.styles.js';
import {
  parseNames,
  parseSort,
  type TableColumn,
  tableColumns,
  textColumns,
  unknownColumn,
} from './sv-table-columns.js';
import { cellClass } from './sv-table-row.js';
import { TableRows } from './sv-table-rows.js';
import { ColumnWidths } from './sv-table-widths.js';

/** Rows that are looked at to tell how wide columns are. */
const SAMPLE = 50;

/**
 * A live table: rows by key, updated in place, sorted and filtered as they change, however many there are. Rows and
 * cells are found by `[data-key]` and `[data-column]` in the open shadow root.
 *
 * ```html
 * <sv-table widget="orders" sort="total desc"></sv-table>
 * ```
 *
 * @summary A live, sortable, filterable table.
 * @csspart panel - The frame.
 * @csspart header - Title, number of rows, filter and state.
 * @csspart body - All below the header.
 * @cssstate filtered - The filter hides every row.
 */
export class SvTable extends StreamElement {
  static override styles: CSSResultGroup = [StreamElement.styles, table];

  /** Names of the columns to show, in this order: `"region, total"`, or a JSON list. Default: all. */
  @property() columns: string | undefined;
  /** The order at first: `"total desc"`, or a JSON list of terms. Default: the widget's own. */
  @property() sort: string | undefined;
  /** Rows shown at the most. Default: the widget's own. */
  @property({ type: Number, attribute: 'max-rows' }) maxRows: number | undefined;
  /** While unsorted, the row that came last is first. A log always is so. */
  @property({ type: Boolean, attribute: 'newest-first' }) newestFirst = false;
  /** How high rows are. */
  @property({ reflect: true }) density: 'compact' | 'relaxed' | undefined;

  /** What the head's buttons chose, over the attribute and the widget's own order. */
  @state() private chosenSort: readonly SortTerm[] | undefined;
  @state() private search = '';
  @state() private shown: readonly TableColumn[] = [];
  @query('.scroll') private readonly scroller!: HTMLElement | null;
  @query('.columns') private readonly head!: HTMLElement | null;
  @query('lit-virtualizer') private readonly virtualizer!: LitVirtualizer | null;

  protected override readonly failureTitle = 'Cannot show this table';
  readonly #rows = new TableRows((column, text) => {
    if (this.#widths?.see(column, text)) this.#areTracksOld = true;
  });
  readonly #sizes = new ResizeObserver(() => this.#measure());
  #arranged: readonly unknown[] = [];
  #isSampled = false;
  #widths: ColumnWidths | undefined;
  #areTracksOld = false;
  #observed: Element | null = null;
  #width = 0;
  #items: unknown[] = [];
  #scrollTop = 0;

  override connectedCallback(): void {
    if (customElements.get('lit-virtualizer') === undefined) customElements.define('lit-virtualizer', LitVirtualizer);
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rows.close();
    this.#sizes.disconnect();
    this.#observed = null;
  }

  protected override get mistake(): string | undefined {
    const { config, collection } = this.stream;
    const columns = collection?.columns ?? config?.columns;
    if (columns === undefined) return undefined;
    const names = [...(this.#chosenColumns ?? []), ...this.#firstSort.map(([name]) => name)];
    return unknownColumn(columns, names);
  }

  get #isLog(): boolean {
    return this.newestFirst || this.stream.config?.widget_type === 'log';
  }

  get #chosenColumns(): string[] | undefined {
    return this.columns ? parseNames(this.columns) : undefined;
  }

  /** The order before anybody chose another. */
  get #firstSort(): readonly SortTerm[] {
    if (this.sort !== undefined) return parseSort(this.sort);
    const { sort_by, sort_desc } = this.stream.config ?? {};
    return sort_by === undefined ? [] : [[sort_by, sort_desc ? 'desc' : 'asc']];
  }

  get #sort(): readonly SortTerm[] {
    return this.chosenSort ?? this.#firstSort;
  }

  get #columns(): readonly Column[] {
    return this.stream.collection?.columns ?? this.stream.config?.columns ?? [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has('sort')) this.chosenSort = undefined;
  }

  /** After the controller has joined its data, which it does between `willUpdate` and this. */
  protected override update(changed: PropertyValues<this>): void {
    if (this.isConnected) {
      this.#follow();
      this.#arrange();
    }
    super.update(changed);
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    this.#observe();
    const isOther = this.#rows.paint();
    if (isOther) this.virtualizer?.requestUpdate();
    this.#layTracks();
  }

  protected override render(): TemplateResult {
    return this.renderPanel({ end: this.#renderEnd(), body: this.#renderTable(), skeleton: renderSkeleton() });
  }

  /** Messages stand over the table, whose heads and scroll position stay: see `#renderTable`. */
  protected override renderMessage(): undefined {
    return undefined;
  }

  #follow(): void {
    const { collection, config, state } = this.stream;
    const searched = this.search.trim();
    if (state === 'connecting' || state === 'reconnecting') this.#rows.awaitCatchUp();
    this.#rows.follow(collection, {
      sort: this.#sort,
      filter: searched === '' ? [] : [[textColumns(this.#columns), 'contains', searched]],
      newestFirst: this.#isLog,
      maxRows: this.maxRows ?? (config?.widget_type === 'log' ? undefined : config?.max_rows),
    });
    const { total } = this.#rows;
    // The virtualizer reads only the length; an array without elements costs nothing however long it is.
    if (total !== this.#items.length) this.#items = Object.assign([], { length: total });
    if (this.#isFilteredOut) this.internals.states.add('filtered');
  }

  /** Chooses the columns to show, and lets the rows be made anew if they are others. */
  #arrange(): void {
    const panel = this.renderRoot.querySelector('.panel');
    if (panel === null || this.mistake !== undefined) return;
    const columns = this.#columns;
    const arranged = [columns, this.columns, this.#isLog];
    const isOther = arranged.some((one, i) => one !== this.#arranged[i]);
    const sample = isOther || !this.#isSampled ? this.#rows.window(0, SAMPLE) : [];
    if (isOther || sample.length > 0) {
      this.#arranged = arranged;
      this.#isSampled = sample.length > 0;
      const { fontSize, fontFamily } = getComputedStyle(panel);
      const all = tableColumns(columns, { chosen: this.#chosenColumns, isLog: this.#isLog, sample });
      this.#widths = new ColumnWidths(all, `${fontSize} ${fontFamily}`, sample);
      this.shown = [];
    }
    const shown = this.#widths?.staying(this.#width, this.#firstSort[0]?.[0]) ?? [];
    if (shown.length === this.shown.length && shown.every((column, i) => column === this.shown[i])) return;
    this.shown = shown;
    this.#areTracksOld = true;
    this.#rows.body.setColumns(shown);
  }

  #layTracks(): void {
    if (!this.#areTracksOld || this.scroller === null || this.#widths === undefined) return;
    this.#areTracksOld = false;
    const { least, template } = this.#widths.tracks(this.shown, this.#width, this.#isLog);
    this.scroller.style.setProperty('--_tracks', template);
    this.scroller.style.setProperty('--_least', `${least}px`);
    this.scroller.classList.toggle('wide', least > this.#width);
  }

  #observe(): void {
    const { scroller, head } = this;
    if (scroller === this.#observed) return;
    this.#sizes.disconnect();
    this.#observed = scroller;
    if (scroller === null || head === null) return;
    this.#sizes.observe(scroller);
    this.#sizes.observe(head);
    this.#areTracksOld = true;
    scroller.scrollTop = this.#scrollTop;
  }

  #measure(): void {
    const width = this.scroller?.clientWidth ?? 0;
    const height = this.head?.getBoundingClientRect().height ?? 0;
    if (width === 0 || (width === this.#width && height === this.#rows.place.height)) return;
    this.#width = width;
    this.#areTracksOld = true;
    this.#rows.place.change({ height });
    this.requestUpdate();
  }

  #renderTable(): TemplateResult {
    return html`<div
        class="scroll"
        role="table"
        tabindex="0"
        aria-label=${this.caption ?? 'Table'}
        aria-rowcount=${this.#rows.total + 1}
        aria-colcount=${this.shown.length}
        @scroll=${this.#scrolled}
        @scrollend=${this.#settled}
      >
        <div class="columns" role="rowgroup">
          ${this.shown.length === 0 ? nothing : html`<div class="row" role="row" aria-rowindex="1">${this.shown.map((column) => this.#renderHead(column))}</div>`}
        </div>
        <div class="rows">
          ${this.#rows.body.ghosts}
          <lit-virtualizer
            role="rowgroup"
            .items=${this.#items}
            .layout=${this.#rows.place.layout}
            .renderItem=${this.#elementAt}
            .keyFunction=${this.#keyAt}
            @rangeChanged=${this.#rangeChanged}
          ></lit-virtualizer>
        </div>
      </div>
      ${this.#renderMessage()}`;
  }

  #renderHead(column: TableColumn): TemplateResult {
    const { name } = column.column;
    const direction = this.#sort.find(([sorted]) => sorted === name)?.[1];
    return html`<div
      class=${cellClass(column)}
      role="columnheader"
      aria-sort=${direction === undefined ? nothing : direction === 'asc' ? 'ascending' : 'descending'}
    >
      <button title=${name} @click=${() => this.#sortBy(name, direction)}>
        <span>${name === '' ? '–' : name}</span>
        <svg class="arrow" viewBox="0 0 8 8" aria-hidden="true">
          <path d=${direction === 'asc' ? 'M4 1 7.5 7H.5Z' : 'M4 7 .5 1h7Z'} />
        </svg>
      </button>
    </div>`;
  }

  #renderEnd(): TemplateResult | undefined {
    const { collection } = this.stream;
    if (collection === undefined || this.state === 'error') return undefined;
    const { total } = this.#rows;
    const count = total === collection.size ? countOf(total) : `${formatNumber(total)} of ${countOf(collection.size)}`;
    return html`<span class="count">${count}</span>${textColumns(this.#columns).length === 0 ? nothing : this.#renderFilter()}`;
  }

  #renderFilter(): TemplateResult {
    return html`<label class="search">
      ${icon('search')}<input
        placeholder="Filter"
        aria-label="Filter rows"
        .value=${this.search}
        @input=${(event: InputEvent) => this.#searchFor((event.target as HTMLInputElement).value)}
        @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#searchFor('')}
      />
    </label>`;
  }

  #renderMessage(): TemplateResult | undefined {
    const said = super.renderMessage();
    if (said !== undefined) return said;
    const { collection, mode, config, url } = this.stream;
    if (mode === 'window') {
      return html`<div class="message">
        ${icon('inbox')}<strong>${countOf(config?.rows ?? 0)} are too many to show here</strong>
        <span>A table is shown up to 20,000 rows; all of them can be exported</span>${exportLinks(url, this.widget)}
      </div>`;
    }
    if (collection === undefined || this.#rows.total > 0) return undefined;
    if (!this.#isFilteredOut) {
      return html`<div class="message">${icon('inbox')}<strong>No rows</strong></div>`;
    }
    return html`<div class="message">
      ${icon('filter')}<strong>No rows match “${this.search.trim()}”</strong>
      <span>${hiddenRows(collection.size)} hidden by the filter</span>
      <button class="control" @click=${() => this.#searchFor('')}>Clear filter</button>
    </div>`;
  }

  get #isFilteredOut(): boolean {
    return this.search.trim() !== '' && this.#rows.total === 0 && (this.stream.collection?.size ?? 0) > 0;
  }

  #sortBy(name: string, direction: SortTerm[1] | undefined): void {
    this.chosenSort = direction === 'desc' ? [] : [[name, direction === undefined ? 'asc' : 'desc']];
    this.#toTop();
  }

  #searchFor(text: string): void {
    this.search = text;
    this.#toTop();
  }

  #toTop(): void {
    if (this.scroller !== null) this.scroller.scrollTop = 0;
  }

  readonly #elementAt = (_item: unknown, index: number): unknown => this.#rows.body.elementAt(index) ?? nothing;

  readonly #keyAt = (_item: unknown, index: number): unknown => this.#rows.body.rowAt(index)?.[0] ?? index;

  /** In the capture phase: before the virtualizer asks for the elements of the range. */
  readonly #rangeChanged = {
    handleEvent: (event: Event & { first: number; last: number }): void => this.#rows.scrollTo(event),
    capture: true,
  };

  #scrolled(): void {
    this.#scrollTop = this.scroller?.scrollTop ?? 0;
    this.#rows.scrolled();
  }

  #settled(): void {
    this.#rows.place.settle();
  }
}

function renderSkeleton(): TemplateResult {
  const row = html`<div class="row">
    <i class="bone"></i><i class="bone"></i><i class="bone"></i><i class="bone"></i>
  </div>`;
  return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: 6 }, () => row)}</div>`;
}

function countOf(rows: number): string {
  return `${formatNumber(rows)} ${rows === 1 ? 'row' : 'rows'}`;
}

function hiddenRows(rows: number): string {
  return `${countOf(rows)} ${rows === 1 ? 'is' : 'are'}`;
}
