import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { SortTerm } from '../../core/order.js';
import { searchedColumns } from '../../core/search/search-terms.js';
import type { Column, KeyedRow } from '../../core/values.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import { isZone, unknownZone } from '../../text/zone-time.js';
import type { BoardState } from '../board/board-context.js';
import type { ColumnChoices } from '../board/column-choices.js';
import { type BoardRequest, choiceEvent, SvFilterRequest, SvSortRequest } from '../board/requests.js';
import { icon } from '../look/icons.js';
import type { MenuOffer, ShownRows } from '../menu/menu-host.js';
import { placeholder } from '../panel/placeholder.js';
import { StreamElement } from '../panel/stream-element.js';
import { changeMarks } from './cells/change-marks.styles.js';
import { type ColumnsWish, unknownColumn } from './columns/column-attributes.js';
import { TableColumns } from './columns/table-columns.js';
import { copySelection } from './copying.js';
import { BoardChoices } from './following/board-choices.js';
import { NaturalHeight } from './natural-height.js';
import { renderCount, renderFilter, renderFilteredOut, renderSkeleton } from './parts.js';
import { printedRows } from './printed-rows.styles.js';
import { TableRows } from './rows.js';
import { table } from './sv-table.styles.js';
import { TableFocus } from './table-focus.js';
import { TableView } from './table-view.js';

/**
 * A live table: rows by key, updated in place, sorted and filtered as they change, however many. Rows and
 * cells are found by `[data-key]` and `[data-column]` in the open shadow root.
 *
 * ```html
 * <sv-table widget="orders" sort="total desc"></sv-table>
 * ```
 *
 * @summary A live, sortable, filterable table.
 * @fires {Event} sv-choice - It shows the order, the filter or the columns that its viewer has chosen.
 * @fires {SvSortRequest} sv-sort - The viewer sorts it by its head.
 * @fires {SvFilterRequest} sv-filter - The viewer filters its rows.
 * @fires {SvColumnsRequest} sv-columns - The viewer chooses which columns are shown, in which order and how wide.
 * @csspart panel - The frame.
 * @csspart header - Title, number of rows, filter and state.
 * @csspart body - All below the header.
 * @cssstate filtered - The filter hides every row.
 */
export class SvTable extends StreamElement {
  static override styles: CSSResultGroup = [StreamElement.styles, table, changeMarks, printedRows];

  /** The columns to show, in order: names between commas, or JSON: a list, or labels or settings by name. Default: all. */
  @property() columns: string | ColumnsWish | undefined;
  /** The order at first: `"total desc"`, or a JSON list of terms. Default: the widget's own. */
  @property() sort: string | undefined;
  /** Rows shown at the most. Default: the widget's own, and no more than that of a table that the relay does not send whole. */
  @property({ type: Number, attribute: 'max-rows' }) maxRows: number | undefined;
  /**
   * While unsorted, the row that came last is first. A log always is so, and what its pipeline wants so. The attribute is not
   * for tables of more rows than the relay sends whole.
   */
  @property({ type: Boolean, attribute: 'newest-first' }) newestFirst = false;
  /** The time zone in which times are shown, such as `"UTC"`. Default: as the board or the pipeline says, else the viewer's. */
  @property() timezone: string | undefined;
  /** What stands below columns, over all rows that pass the filter: `"total sum, count max"`, or JSON. Default: the widget's own. */
  @property() totals: string | Readonly<Record<string, string>> | undefined;
  /** How high rows are. */
  @property({ reflect: true }) density: 'compact' | 'relaxed' | undefined;

  /** The order that the head's buttons chose, over the attribute and the widget's own. */
  @property({ attribute: false }) chosenSort: readonly SortTerm[] | undefined;
  /** What a row must contain to be shown: words in columns of text, a `"phrase"`, or `column:word`; all must be there. */
  @property({ attribute: false }) search = '';
  /** The columns as the viewer has chosen them, over the attribute: in order, hidden, pinned, with their widths. */
  @property({ attribute: false }) chosenColumns: ColumnChoices | undefined;
  @query('.scroll') private readonly scroller!: HTMLElement | null;
  @query('.columns') private readonly head!: HTMLElement | null;
  @query('.more') private readonly menuButton!: HTMLElement | null;

  protected override readonly failureTitle = 'Cannot show this table';
  readonly #columns = new TableColumns(this, {
    resized: () => this.#resized(),
    moved: () => this.stream.requestDraw(),
    chosen: (request) => this.#chosen(request),
    aged: () => this.#rows.rewrite(),
  });
  readonly #rows = new TableRows(
    (column, text) => this.#columns.see(column, text),
    () => this.stream.requestDraw(),
    () => this.#focus.paint(),
  );
  readonly #focus: TableFocus = new TableFocus(() => this.shadowRoot, this.#rows, this.#columns);
  readonly #view = new TableView(this, this.stream);
  readonly #height = new NaturalHeight(this);
  readonly #boardChoices = new BoardChoices(this);

  constructor() {
    super();
    copySelection(this, { columns: () => this.#view.columns ?? [], get: (key) => this.#rows.body.get(key) });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.requestUpdate();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#rows.disconnect();
    this.#columns.disconnect();
    this.#focus.disconnect();
  }

  /**
   * Scrolls to the row with a key, wherever it is.
   *
   * @returns Whether it is in sight: not if the table does not have it, or its filter hides it.
   */
  async showRow(key: string): Promise<boolean> {
    await this.updateComplete;
    return this.#rows.showRow(key);
  }

  // It connects while the first rows of a large table are on their way.
  override get state(): WidgetState {
    const state = super.state;
    const isComing = this.stream.windowed !== undefined && !this.#isReady && this.#rows.followed.error === undefined;
    return isComing && (state === 'live' || state === 'stale') ? 'connecting' : state;
  }

  protected override get mistake(): string | undefined {
    if (this.timezone && !isZone(this.timezone)) return unknownZone(this.timezone);
    if (this.#view.columns === undefined) return undefined;
    const names = [...(this.columns ? this.#columns.names : []), ...this.#view.firstSort.map(([name]) => name)];
    return unknownColumn(this.#view.columns, names) ?? this.#columns.mistake;
  }

  /** Whether there are rows to draw, or it is known that there are none. */
  get #isReady(): boolean {
    return this.#rows.followed.source !== undefined;
  }

  protected override get hasRows(): boolean {
    return super.hasRows || (this.stream.windowed !== undefined && this.#isReady);
  }

  protected override get shownRows(): ShownRows | undefined {
    const { size, matching, total } = this.#rows.followed;
    return this.#isReady ? { view: this.#view.options, size, matching, total } : undefined;
  }

  override get menuOffer(): MenuOffer {
    const { view, ...offer } = super.menuOffer;
    return { ...offer, view: [...view, this.#columns.action(this.menuButton)] };
  }

  protected override loadRows(most: number): Promise<readonly KeyedRow[] | undefined> {
    return this.#rows.followed.load(most);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sort') || changed.has('widget')) this.chosenSort = undefined;
    if (this.hasUpdated && (changed.has('columns') || changed.has('widget'))) this.chosenColumns = undefined;
    if (changed.has('widget')) {
      this.search = '';
      this.#boardChoices.forget();
    }
    super.willUpdate(changed);
  }

  protected override followBoard(board: BoardState, { columns }: WidgetConfig): void {
    this.#boardChoices.follow(board, columns);
    this.#columns.recall();
  }

  protected override update(changed: PropertyValues<this>): void {
    if (this.isConnected) {
      this.#follow();
      if (this.mistake === undefined) this.#arrange();
    }
    super.update(changed);
    if (this.#isFilteredOut) this.internals.states.add('filtered');
  }

  protected override updated(): void {
    if (!this.isConnected) return;
    const { scroller } = this;
    if (this.#columns.observe(scroller, this.head) && scroller !== null) {
      this.#rows.connect(scroller);
      this.#focus.connect(scroller);
    }
    const { printing } = this;
    if (printing.isPicture) printing.further = this.#rows.draw(printing.rows, printing.loaded);
    else if (printing.isOn) this.#rows.print(printing.rows, printing.loaded);
    else this.#rows.paint();
    this.#columns.applyWidths();
    const { followed, foot } = this.#rows;
    this.#height.set(followed.total > 0 && foot > 0 ? followed.total + 1 : followed.total);
  }

  protected override render(): TemplateResult {
    const isNewestFirst = this.#view.isLog && this.#view.sort.length === 0;
    const about = this.stream.config?.description ?? (isNewestFirst ? 'newest first' : undefined);
    return this.renderPanel({ about, end: this.#renderEnd(), body: this.#renderTable(), skeleton: renderSkeleton() });
  }

  /** Messages stand over the table, whose heads and scroll position stay: see `#renderTable`. */
  protected override renderMessage(): undefined {
    return undefined;
  }

  #follow(): void {
    this.#columns.know(this.#view.columns ?? NO_COLUMNS);
    const { state, collection, windowed } = this.stream;
    if (state === 'connecting' || state === 'reconnecting') this.#rows.awaitCatchUp();
    const totals = this.#columns.terms(this.stream.config?.totals);
    const options = { ...this.#view.options, ...(totals && { totals }) };
    this.#rows.follow(windowed ?? collection, this.#view.columns ?? NO_COLUMNS, options);
  }

  #arrange(): void {
    const timezone = this.timezone || (this.board.state?.timezone ?? this.stream.timezone);
    this.#columns.arrange({ isLog: this.#view.isLog, sample: this.#sample, medium: this.printing.medium, timezone });
    const { height, drawn } = this.#columns;
    this.#rows.body.setColumns(drawn);
    if (height > 0) this.#rows.fixed.change({ height });
  }

  /** Gives some rows, of a large table those in sight. */
  readonly #sample = (limit: number): readonly KeyedRow[] =>
    this.#rows.followed.sample(limit, this.#rows.fixed.visible.first);

  #renderTable(): TemplateResult {
    const { sort, firstSort } = this.#view;
    const sortBy = (terms: readonly SortTerm[] | undefined) => this.#sortBy(terms);
    return html`<div
        class="scroll"
        role="grid"
        aria-readonly="true"
        translate="no"
        tabindex="0"
        aria-label=${this.caption ?? 'Table'}
        aria-rowcount=${this.#rows.followed.total + 1}
        aria-colcount=${this.#columns.count}
        aria-busy=${this.#rows.followed.isWaiting ? 'true' : nothing}
        @scrollend=${() => this.#rows.settle()}
      >
        ${this.#columns.renderHead({ sort, firstSort, sortBy })}
        <div class="rows">${this.#rows.body.ghosts}${this.#rows.box}${this.#focus.handle.element}</div>
        ${this.#columns.renderTotals(this.#rows.followed.totals, this.#rows.followed.matching)}
      </div>
      ${this.#columns.renderUnfitting()}${this.#renderMessage()}`;
  }

  #renderEnd(): TemplateResult | undefined {
    if (!this.#isReady || this.state === 'error') return undefined;
    return html`${renderCount(this.#rows.followed.total, this.#rows.followed.size)}${this.#columns.renderNotes(this.search, this.#sample)}
      ${searchedColumns(this.#view.columns ?? []).length > 0 ? renderFilter(this.search, (text) => this.#searchFor(text)) : nothing}`;
  }

  #renderMessage(): TemplateResult | undefined {
    const message = super.renderMessage();
    if (message !== undefined) return message;
    const { error, total, size } = this.#rows.followed;
    if (error !== undefined) return placeholder('bad', this.failureTitle, error);
    if (!this.#isReady || total > 0) return undefined;
    if (this.#isFilteredOut) return renderFilteredOut(this.search.trim(), size, () => this.#searchFor(''));
    return html`<div class="message">${icon('inbox')}<strong>No rows</strong></div>`;
  }

  get #isFilteredOut(): boolean {
    return (
      this.search.trim() !== '' && this.#isReady && this.#rows.followed.total === 0 && this.#rows.followed.size > 0
    );
  }

  #sortBy(terms: readonly SortTerm[] | undefined): void {
    this.chosenSort = terms;
    this.#rows.startAtTop();
    this.#chosen(new SvSortRequest(this.widget, terms));
  }

  #searchFor(text: string): void {
    this.search = text;
    this.#rows.startAtTop();
    this.#chosen(new SvFilterRequest(this.widget, text));
  }

  #chosen(request: BoardRequest): void {
    this.ask(request);
    this.dispatchEvent(choiceEvent());
  }

  protected override typeChanged(): void {
    this.#columns.measureType();
    this.requestUpdate();
  }

  #resized(): void {
    this.#rows.resized(this.#columns.height);
    this.requestUpdate();
  }
}

const NO_COLUMNS: readonly Column[] = [];
