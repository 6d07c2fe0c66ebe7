import type { TotalTerm } from '../../../core/messages.js';
import type { Column } from '../../../core/values.js';
import { type ColumnChoice, type ColumnChoices, columnsIn, columnsText } from '../../board/column-choices.js';
import { SvColumnsRequest } from '../../board/requests.js';
import { keepColumns, keptColumns, wholeChoices, withChoice, withMove } from './chosen-columns.js';

/** The table whose viewer chooses columns. */
export interface ViewedTable {
  readonly widget: string | undefined;
  /** The relay that it shows; `undefined` for local data, whose columns last as long as the page. */
  readonly address: string | undefined;
  chosenColumns: ColumnChoices | undefined;
}

export interface ViewerColumnsOptions {
  readonly table: ViewedTable;
  /** Names of the columns that the table's author wants, in order. */
  readonly names: () => readonly string[];
  readonly columns: () => readonly Column[];
  /** The totals that are shown. */
  readonly terms: () => readonly TotalTerm[];
  readonly ask: (request: SvColumnsRequest) => void;
  readonly widthOf: (name: string) => number | undefined;
  readonly preview: (name: string, width: number) => void;
}

/** The columns of a table as its viewer wants them: chosen in the list and by the head, kept by this browser. */
export class ViewerColumns {
  readonly #options: ViewerColumnsOptions;
  /** The table for which the browser was asked what it has kept. */
  #recalled: string | undefined;
  #stopHead: AbortController | undefined;

  constructor(options: ViewerColumnsOptions) {
    this.#options = options;
  }

  /** Brings back what this browser has kept of the table, once, unless something is chosen: a link may say it. */
  recall(): void {
    const { table, ask } = this.#options;
    const { widget, address } = table;
    const key = `${address} ${widget}`;
    if (widget === undefined || address === undefined || key === this.#recalled) return;
    this.#recalled = key;
    const kept = table.chosenColumns === undefined ? columnsIn(keptColumns(address, widget) ?? '') : undefined;
    if (kept === undefined) return;
    table.chosenColumns = kept;
    ask(new SvColumnsRequest(widget, kept));
  }

  /** Follows gestures on the head of the table. That part is loaded when a pointer or the focus comes to it. */
  followHead(head: HTMLElement | null): void {
    this.#stopHead?.abort();
    this.#stopHead = new AbortController();
    const { signal } = this.#stopHead;
    let isAsked = false;
    const load = async () => {
      if (isAsked || head === null) return;
      isAsked = true;
      const { followHead } = await import('./head-gestures.js');
      const { widthOf, preview } = this.#options;
      const resize = (name: string, width: number | undefined) => this.#choose(withChoice(this.#all, name, { width }));
      const move = (name: string, to: string) => this.#choose(withMove(this.#all, name, to));
      if (!signal.aborted) followHead(head, { widthOf, preview, resize, move }, signal);
    };
    // The focus comes to the rows before it comes to a head.
    const scroller = head?.parentElement;
    for (const type of ['pointerover', 'focusin']) scroller?.addEventListener(type, () => void load(), { signal });
  }

  /** Opens the list of all columns below an element. */
  async open(anchor: HTMLElement): Promise<void> {
    const { openColumns } = await import('./column-menu.js');
    openColumns(anchor, {
      choices: () => this.#all,
      choose: (choices) => this.#choose(choices),
      columns: this.#options.columns,
      totalOf: (name) => this.#options.terms().find(([column]) => column === name)?.[1],
      isChanged: () => this.#options.table.chosenColumns !== undefined,
    });
  }

  show(name: string): void {
    this.#choose(withChoice(this.#all, name, { isHidden: false }));
  }

  get #all(): ColumnChoice[] {
    return wholeChoices(this.#options.names(), this.#options.table.chosenColumns);
  }

  #choose(choices: ColumnChoices | undefined): void {
    const { table, ask, names } = this.#options;
    const { widget, address } = table;
    const areAuthors = columnsText(choices ?? []) === columnsText(names().map((name) => ({ name })));
    const chosen = areAuthors ? undefined : choices;
    table.chosenColumns = chosen;
    if (widget !== undefined && address !== undefined) keepColumns(address, widget, chosen && columnsText(chosen));
    ask(new SvColumnsRequest(widget, chosen));
  }
}
