import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { Collection } from '../../core/collection.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { SortTerm } from '../../core/order.js';
import { searchTerms, textColumns } from '../../core/search/search-terms.js';
import type { ViewOptions } from '../../core/sorted/sorted-view.js';
import type { Column } from '../../core/values.js';
import { formatNumber } from '../../text/format.js';
import { icon } from '../look/icons.js';
import { words } from '../look/words.js';
import type { ShownRows } from '../menu/menu-host.js';
import type { BoardState } from '../panel/board-context.js';
import { type BoardRequest, choiceEvent, SvFilterRequest, SvSortRequest } from '../panel/requests.js';
import { StreamElement } from '../panel/stream-element.js';
import { ColumnArrangement } from './arrangement.js';
import { BoardChoices } from './board-choices.js';
import { changeMarks } from './cells/change-marks.styles.js';
import { parseNames, parseSort, unknownColumn } from './columns.js';
import type { copyCells } from './copied-cells.js';
import { countOf, renderFilter, renderFilteredOut, renderHead, renderSkeleton } from './parts.js';
import { printedRows } from './printed-rows.styles.js';
import { TableRows } from './rows.js';
import { table } from './sv-table.styles.js';

/**
 * A live table: rows by key, updated in place, sorted and filtered as they change, up to 20,000 of them. Rows and
 * cells are found by `[data-key]` and `[data-column]` in the open shadow root.
 *
 * ```html
 * <sv-table widget="orders" sort="total desc"></sv-table>
 * ```
 *
 * @summary A live, sortable, filterable table.
 * @fires {Event} sv-choice - It shows the order or the filter that its viewer has chosen.
 * @fires {SvSortRequest} sv-sort - The viewer sorts it by its head.
 * @fires {SvFilterRequest} sv-filter - The viewer filters its rows.
 * @csspart panel - The frame.
 * @csspart header - Title, number of rows, filter and state.
 * @csspart body - All below the header.
 * @cssstate filtered - The filter hides every row.
 */
export class SvTable extends StreamElement {
  static override styles: CSSResultGroup = [StreamElement.styles, table, changeMarks, printedRows];

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

  /** The order that the head's buttons chose, over the attribute and the widget's own. */
  @property({ attribute: false }) chosenSort: readonly SortTerm[] | undefined;
  /**
   * What a row must contain to be shown: words in any column of text, a `"phrase"`, or `column:word`. All must be there;
   * case, accents and the kind of spaces, dashes and apostrophes make no difference.
   */
  @property({ attribute: false }) search = '';
  @query('.scroll') private readonly scroller!: HTMLElement | null;
  @query('.columns') private readonly head!: HTMLElement | null;

  protected override readonly failureTitle = 'Cannot show this table';
  readonly #arrangement = new ColumnArrangement(() => this.#resized());
  readonly #rows = new TableRows((column, text) => this.#arrangement.see(column, text));
  readonly #boardChoices = new BoardChoices(this);
  #copyCells: typeof copyCells | undefined;

  constructor() {
    super();
    this.addEventListener('copy', (event) => this.#copy(event)); // A selection may begin in the title
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rows.disconnect();
    this.#arrangement.disconnect();
  }

  protected override get mistake(): string | undefined {
    if (this.#columns === undefined) return undefined;
    const names = [...(this.#chosenColumns ?? []), ...this.#firstSort.map(([name]) => name)];
    return unknownColumn(this.#columns, names);
  }

  /** Rows to show: none of a table that has grown too large, whose rows are no longer kept up to date. */
  get #collection(): Collection | undefined {
    return this.stream.mode === 'window' ? undefined : this.stream.collection;
  }

  get #columns(): readonly Column[] | undefined {
    return this.stream.collection?.columns ?? this.stream.config?.columns;
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

  protected override get shownRows(): ShownRows | undefined {
    const { matching, total } = this.#rows;
    return this.#collection && { view: this.#view, matching, total };
  }

  get #view(): ViewOptions {
    const { config } = this.stream;
    return {
      sort: this.#sort,
      filter: searchTerms(this.search, this.#columns ?? []),
      newestFirst: this.#isLog,
      maxRows: this.maxRows ?? (config?.widget_type === 'log' ? undefined : config?.max_rows),
    };
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sort') || changed.has('widget')) this.chosenSort = undefined;
    if (changed.has('widget')) {
      this.search = '';
      this.#boardChoices.forget();
    }
    super.willUpdate(changed);
  }

  protected override followBoard(board: BoardState, { columns }: WidgetConfig): void {
    this.#boardChoices.follow(board, columns);
  }

  protected override update(changed: PropertyValues<this>): void {
    if (this.isConnected) {
      this.#follow();
      if (this.mistake === undefined) this.#arrange();
    }
    super.update(changed);
    if (this.#isFilteredOut) this.internals.states.add('filtered');
  }

  /** Before anybody can select cells: a copy waits for nothing. Without this part the browser copies as it does. */
  protected override firstUpdated(): void {
    import('./copied-cells.js').then(
      (part) => {
        this.#copyCells = part.copyCells;
      },
      () => {},
    );
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    const { scroller } = this;
    if (this.#arrangement.observe(scroller, this.head) && scroller !== null) this.#rows.connect(scroller);
    const { printing } = this;
    if (printing.isPicture) printing.further = this.#rows.draw(printing.rows);
    else if (printing.isOn) this.#rows.print(printing.rows);
    else this.#rows.paint();
    this.#arrangement.applyWidths();
  }

  protected override render(): TemplateResult {
    const isNewestFirst = this.#isLog && this.#sort.length === 0;
    const about = this.stream.config?.description ?? (isNewestFirst ? 'newest first' : undefined);
    return this.renderPanel({ about, end: this.#renderEnd(), body: this.#renderTable(), skeleton: renderSkeleton() });
  }

  /** Messages stand over the table, whose heads and scroll position stay: see `#renderTable`. */
  protected override renderMessage(): undefined {
    return undefined;
  }

  #follow(): void {
    const { state } = this.stream;
    if (state === 'connecting' || state === 'reconnecting') this.#rows.awaitCatchUp();
    this.#rows.follow(this.#collection, this.#view);
  }

  #arrange(): void {
    const isOther = this.#arrangement.arrange({
      columns: this.#columns ?? [],
      chosen: this.#chosenColumns,
      sorted: this.#firstSort[0]?.[0],
      isLog: this.#isLog,
      rows: (offset, limit) => this.#rows.window(offset, limit),
    });
    const { height, shown } = this.#arrangement;
    if (isOther) this.#rows.body.setColumns(shown);
    if (height > 0) this.#rows.fixed.change({ height });
  }

  #renderTable(): TemplateResult {
    const { shown } = this.#arrangement;
    const sorted = new Map(this.#sort);
    const heads = shown.map((column) => {
      const { name } = column.column;
      return renderHead(column, sorted.get(name), (direction) => this.#sortBy(name, direction));
    });
    return html`<div
        class="scroll"
        role="table"
        translate="no"
        tabindex="0"
        aria-label=${this.caption ?? 'Table'}
        aria-rowcount=${this.#rows.total + 1}
        aria-colcount=${shown.length}
        @scrollend=${() => this.#rows.settle()}
      >
        <div class="columns" role="rowgroup">
          ${heads.length === 0 ? nothing : html`<div class="row" role="row" aria-rowindex="1">${heads}</div>`}
        </div>
        <div class="rows">
          ${this.#rows.body.ghosts}${this.#rows.box}
        </div>
      </div>
      ${this.#renderMessage()}`;
  }

  #renderEnd(): TemplateResult | undefined {
    const collection = this.#collection;
    if (collection === undefined || this.state === 'error') return undefined;
    const { total } = this.#rows;
    const count = total === collection.size ? countOf(total) : `${formatNumber(total)} of ${countOf(collection.size)}`;
    return html`<span class="count" translate="no">${count}</span>
      ${textColumns(this.#columns ?? []).length > 0 ? renderFilter(this.search, (text) => this.#searchFor(text)) : nothing}`;
  }

  #renderMessage(): TemplateResult | undefined {
    const message = super.renderMessage();
    if (message !== undefined) return message;
    const { mode, config, limits } = this.stream;
    if (mode === 'window') {
      return html`<div class="message">
        ${icon('inbox')}<strong>${words(`${countOf(config?.rows ?? 0)} are too many to show here`)}</strong>
        <span>${words(`A table is shown up to ${countOf(limits?.maxFullRows ?? 0)}; its menu exports all of them`)}</span>
      </div>`;
    }
    const collection = this.#collection;
    if (collection === undefined || this.#rows.total > 0) return undefined;
    if (this.#isFilteredOut) return renderFilteredOut(this.search.trim(), collection.size, () => this.#searchFor(''));
    return html`<div class="message">${icon('inbox')}<strong>No rows</strong></div>`;
  }

  get #isFilteredOut(): boolean {
    return this.search.trim() !== '' && this.#rows.total === 0 && (this.#collection?.size ?? 0) > 0;
  }

  #sortBy(name: string, direction: SortTerm[1] | undefined): void {
    this.chosenSort = direction === undefined ? [] : [[name, direction]];
    this.#chosen(new SvSortRequest(this.widget, this.chosenSort));
  }

  #searchFor(text: string): void {
    this.search = text;
    this.#chosen(new SvFilterRequest(this.widget, text));
  }

  #chosen(request: BoardRequest): void {
    this.ask(request);
    this.dispatchEvent(choiceEvent());
    if (this.scroller !== null) this.scroller.scrollTop = 0;
  }

  protected override typeChanged(): void {
    this.#arrangement.measureType();
    this.requestUpdate();
  }

  #copy(event: ClipboardEvent): void {
    const collection = this.#collection;
    if (collection === undefined || this.shadowRoot === null) return;
    this.#copyCells?.(event, this.shadowRoot, { columns: collection.columns, get: (key) => collection.get(key) });
  }

  #resized(): void {
    this.#rows.resized(this.#arrangement.height);
    this.requestUpdate();
  }
}
