import type { ConfigMessage } from '../../src/core/messages.js';
import type { CommitSender } from '../kit/producer.js';
import type { ReadyCommit } from '../kit/uneven.js';
import { COLUMNS, type Quote, Quotes, TICKING } from '../peers/quotes.js';

export const WIDGET = 'quotes';
export const COMMITS_A_SECOND = 25;

export const CONFIG: ConfigMessage = {
  type: 'config',
  title: 'Market',
  widgets: {
    [WIDGET]: {
      widget_type: 'pathway_table',
      title: 'Quotes',
      sort_by: TICKING,
      sort_desc: true,
      columns: COLUMNS,
    },
  },
};

/** A table of so many quotes that change at random; the first row is always at the top, and has the time of each commit. */
export class Market {
  readonly #quotes: Quotes;
  readonly #rowsOfCommit: number;
  #marks = 0;

  constructor(rows: number, updatesPerSecond: number) {
    this.#quotes = new Quotes(rows);
    this.#rowsOfCommit = updatesPerSecond / COMMITS_A_SECOND;
  }

  /** Commits every row once. */
  async open(producer: CommitSender): Promise<void> {
    const first = this.#quotes.first();
    for (let from = 0; from < first.length; from += ROWS_OF_FIRST_COMMITS) {
      await producer.room();
      producer.commit(changesOf(first.slice(from, from + ROWS_OF_FIRST_COMMITS)), Date.now());
    }
    await producer.settled();
  }

  prepare(): ReadyCommit {
    const mark = [...this.#quotes.mark(++this.#marks).slice(0, -1), TIME];
    const text = changesOf([mark, ...this.#quotes.changes(this.#rowsOfCommit - 1)]);
    return (time) => text.replace(JSON.stringify(TIME), String(time));
  }
}

function changesOf(quotes: readonly (Quote | readonly unknown[])[]): string {
  return JSON.stringify({ [WIDGET]: { up: quotes.map((quote) => [quote[0], ...quote]) } });
}

const ROWS_OF_FIRST_COMMITS = 5000;
const TIME = 'the time';
