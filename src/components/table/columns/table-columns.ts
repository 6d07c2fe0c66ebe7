import { html, nothing, type TemplateResult } from 'lit';
import { checkColumns } from '../../../core/checks/column-checks.js';
import type { TotalTerm } from '../../../core/messages.js';
import type { SortTerm } from '../../../core/order.js';
import type { Column, KeyedRow, Value } from '../../../core/values.js';
import type { ColumnChoices } from '../../board/column-choices.js';
import type { SvColumnsRequest } from '../../board/requests.js';
import type { Action } from '../../menu/menu-host.js';
import { everySecond } from '../../panel/ticker.js';
import { RELATIVE } from '../cells/cell-look.js';
import { type ArrangementOptions, ColumnArrangement } from './arrangement.js';
import { type ChosenColumns, choiceOf } from './chosen-columns.js';
import { type ColumnsWish, parseColumns, parseTotals, type WantedColumns, withSettings } from './column-attributes.js';
import { headOrder, nextSort, renderColumnNotes, renderHead } from './heads.js';
import { hiddenMatches } from './hidden-matches.js';
import type { TableColumn } from './table-column.js';
import { renderTotals, totalTerms } from './totals.js';
import { ViewerColumns } from './viewer-columns.js';

/** The table whose columns these are. */
export interface ColumnedTable {
  readonly widget: string | undefined;
  readonly address: string | undefined;
  /** The attribute: names of the columns that the author of the tag wants. */
  readonly columns: string | ColumnsWish | undefined;
  chosenColumns: ColumnChoices | undefined;
  /** The attribute: what stands below columns. */
  readonly totals: string | object | undefined;
}

/** The table, as far as its columns ask for something. */
export interface ColumnsListener {
  /** The size of the table has changed, or the height of the head, which is that of a row. */
  readonly resized: () => void;
  /** Other columns have come in sight. */
  readonly moved: () => void;
  /** The viewer has chosen columns. */
  readonly chosen: (request: SvColumnsRequest) => void;
  /** Texts are others because time goes by. */
  readonly aged: () => void;
}

/** What the order of a table is, and how a press on a head changes it. */
export interface TableOrder {
  readonly sort: readonly SortTerm[];
  /** The order that the table's author has. */
  readonly firstSort: readonly SortTerm[];
  /** @param terms `undefined`: the author's order. */
  readonly sortBy: (terms: readonly SortTerm[] | undefined) => void;
}

/** The columns of a table: which there are, what their viewer chooses of them, and their heads. */
export class TableColumns {
  readonly #table: ColumnedTable;
  readonly #arrangement: ColumnArrangement;
  readonly #viewer: ViewerColumns;
  readonly #aged: () => void;
  #stopTicking: (() => void) | undefined;
  /** As they come with the rows, and what the tag wants of them. */
  #known: readonly Column[] = [];
  #attribute: string | ColumnsWish | undefined;
  #wanted: WantedColumns | undefined;
  #mistake: string | undefined;
  #names: readonly string[] = [];
  #choice: Choice | undefined;
  #terms: readonly TotalTerm[] = [];
  /** As they are shown. */
  #all: readonly Column[] = [];

  constructor(table: ColumnedTable, { resized, moved, chosen, aged }: ColumnsListener) {
    this.#table = table;
    this.#aged = aged;
    this.#arrangement = new ColumnArrangement(resized, moved);
    this.#viewer = new ViewerColumns({
      table,
      names: () => this.names,
      columns: () => this.#all,
      terms: () => this.#terms,
      ask: chosen,
      widthOf: (name) => this.#arrangement.widthOf(name),
      preview: (name, width) => this.#arrangement.preview(name, width),
    });
  }

  /** Names of the columns that the author of the tag wants, in order. */
  get names(): readonly string[] {
    return this.#names;
  }

  /** Of them what the viewer wants: the same object until that is another. */
  get #chosen(): ChosenColumns {
    const { chosenColumns: choices } = this.#table;
    if (this.#choice?.names !== this.#names || this.#choice.choices !== choices) {
      this.#choice = { names: this.#names, choices, chosen: choiceOf(this.#names, choices) };
    }
    return this.#choice.chosen;
  }

  /** The number of columns that are shown, in sight or not. */
  get count(): number {
    return this.#arrangement.shown.length;
  }

  /** All that are shown, in sight or not. */
  get shown(): readonly TableColumn[] {
    return this.#arrangement.shown;
  }

  /** All that the rows have, with those that are not shown last. */
  get whole(): readonly Pick<TableColumn, 'at' | 'title' | 'column' | 'look'>[] {
    return this.#arrangement.whole;
  }

  /** Scrolls sideways until a column can be seen. @param place 1 for the first. */
  reveal(place: number): void {
    this.#arrangement.reveal(place);
  }

  /** Those that have cells. */
  get drawn(): readonly TableColumn[] {
    return this.#arrangement.drawn;
  }

  /** The height of a row by the style sheet, in pixels; 0 until it is known. */
  get height(): number {
    return this.#arrangement.height;
  }

  /** Learns which columns the rows have. */
  know(all: readonly Column[]): void {
    const { columns } = this.#table;
    if (all === this.#known && columns === this.#attribute) return;
    this.#known = all;
    this.#attribute = columns;
    this.#wanted = columns ? parseColumns(columns) : undefined;
    this.#names = this.#wanted?.names ?? all.map(({ name }) => name);
    this.#mistake = undefined;
    this.#all = all;
    if (this.#wanted === undefined || this.#wanted.settings.size === 0) return;
    const styled = withSettings(all, this.#wanted);
    try {
      checkColumns(styled);
      this.#all = styled;
    } catch (error) {
      this.#mistake = (error as Error).message;
    }
  }

  /** Why the settings of the tag cannot be followed. */
  get mistake(): string | undefined {
    return this.#mistake;
  }

  /** Brings back what this browser has kept. */
  recall(): void {
    this.#viewer.recall();
  }

  /** Offers to open the list of all columns below an element. */
  action(anchor: HTMLElement | null): Action {
    return { label: 'Columns …', run: () => void (anchor && this.open(anchor)) };
  }

  /** Opens the list of all columns below an element. */
  async open(anchor: HTMLElement): Promise<void> {
    await this.#viewer.open(anchor);
  }

  /** The totals that somebody wants. @param own Those that the widget says, by column. */
  terms(own: Readonly<Record<string, TotalTerm[1]>> | undefined): readonly TotalTerm[] | undefined {
    const { totals, chosenColumns } = this.#table;
    const wanted = totals === undefined ? new Map(Object.entries(own ?? {})) : parseTotals(totals);
    const known = this.#all.map(({ name }) => name);
    const names = this.#chosen.names.filter((name) => known.includes(name));
    const terms = totalTerms(names, wanted, chosenColumns);
    this.#terms = terms;
    return terms.length > 0 ? terms : undefined;
  }

  /** Renders totals below the rows. @param rows Those that the totals are over. */
  renderTotals(values: readonly Value[] | undefined, rows: number): TemplateResult | typeof nothing {
    const see = (column: TableColumn, text: string) => this.see(column, text);
    return renderTotals({ drawn: this.drawn, terms: this.#terms, values, rows, see });
  }

  /** Arranges them in the table. */
  arrange(situation: Pick<ArrangementOptions, 'isLog' | 'sample' | 'medium' | 'timezone'>): void {
    this.#arrangement.arrange({ columns: this.#all, choice: this.#chosen, ...situation });
  }

  /** Follows the element that scrolls, and the head in it; true if it did not before. */
  observe(scroller: HTMLElement | null, head: HTMLElement | null): boolean {
    const isOther = this.#arrangement.observe(scroller, head);
    if (isOther) this.#viewer.followHead(head);
    return isOther;
  }

  disconnect(): void {
    this.#tick(false);
    this.#arrangement.disconnect();
    this.#viewer.followHead(null);
  }

  /** Takes note of a text that a column shows. */
  see(column: TableColumn, text: string): void {
    this.#arrangement.see(column, text);
  }

  measureType(): void {
    this.#arrangement.measureType();
  }

  applyWidths(): void {
    this.#arrangement.applyWidths();
    this.#tick(this.drawn.some(({ column }) => column.type === 'datetime' && column.format === RELATIVE));
  }

  #tick(isNeeded: boolean): void {
    if (isNeeded) this.#stopTicking ??= everySecond(this.#aged);
    else {
      this.#stopTicking?.();
      this.#stopTicking = undefined;
    }
  }

  /** Renders the heads. */
  renderHead({ sort, firstSort, sortBy }: TableOrder): TemplateResult {
    const isAuthors = JSON.stringify(sort) === JSON.stringify(firstSort);
    const heads = this.drawn.map((column) => {
      const { name } = column.column;
      const order = headOrder(name, sort, isAuthors);
      return renderHead(column, order, (isAdded) => sortBy(nextSort(name, sort, order.next, isAdded)));
    });
    return html`<div class="columns" role="rowgroup">
      ${heads.length === 0 ? nothing : html`<div class="row" role="row" aria-rowindex="1">${heads}</div>`}
    </div>`;
  }

  /** Renders which there was no place for, on paper or in a picture. */
  renderUnfitting(): TemplateResult | typeof nothing {
    const names = this.#arrangement.unfitting.map(({ column }) => column.name);
    if (names.length === 0) return nothing;
    const shown = this.count - names.length;
    return html`<p class="unfitting" translate="no">${shown} of ${this.count} columns, without ${names.join(', ')}</p>`;
  }

  /**
   * Renders how many are out of sight, which are hidden, and by which of them rows are found.
   *
   * @param search What rows are searched for.
   * @param sample Gives some of the rows that are found.
   */
  renderNotes(search: string, sample: (limit: number) => readonly KeyedRow[]): TemplateResult {
    const { beyond, hidden } = this.#arrangement;
    return renderColumnNotes(beyond, hidden, search.trim() === '' ? [] : this.#hiddenMatches(search, sample), {
      open: (button) => void this.open(button),
      show: (name) => this.#viewer.show(name),
    });
  }

  #hiddenMatches(search: string, sample: (limit: number) => readonly KeyedRow[]): string[] {
    const shown = new Set(this.shown.map(({ column }) => column.name));
    return hiddenMatches({ search, columns: this.#all, shown, rows: sample(MOST_LOOKED_AT) });
  }
}

interface Choice {
  readonly names: readonly string[];
  readonly choices: ColumnChoices | undefined;
  readonly chosen: ChosenColumns;
}

/** Rows of which it is known why they are found. */
const MOST_LOOKED_AT = 50;
