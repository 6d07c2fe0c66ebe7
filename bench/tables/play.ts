/*
 * Runs in the page: fills a table, hands changes over to it, and looks at its DOM, never at a promise, for when they are
 * on the screen.
 */
import type { LiveTable } from '../peers/live-table.js';
import { LAST, MARK, type Quote, Quotes, TICKING } from '../peers/quotes.js';
import { afterEachPaint, Expected, numberAt, untilPainted } from './screen.js';

export interface Rows {
  readonly rows: number;
  /** Sorts by the column that ticks. */
  readonly isSorted?: boolean;
}

export interface Ladder extends Rows {
  readonly updatesPerSecond: number;
}

export interface Climbed {
  /** Milliseconds from the call that handed over a mark until it was painted. */
  readonly latencies: number[];
  /** Milliseconds between animation frames. */
  readonly gaps: number[];
  readonly updates: number;
  readonly seconds: number;
  readonly marks: number;
  /** Milliseconds from the last change until its mark was painted. */
  readonly drained: number;
}

declare global {
  interface Window {
    tables: {
      stress(rows: Rows, times: number): Promise<number[]>;
      ladder(load: Ladder, seconds: number): Promise<Climbed>;
      /** Milliseconds from navigation until the rows were painted. */
      readonly navigated: Promise<number> | undefined;
    };
  }
}

const STRESS = { messages: 1000, rowsOfMessage: 100 };
const MESSAGES_A_SECOND = 20;
/** One message in so many has a mark. */
const MARK_EVERY = 10;
/** Milliseconds. */
const CALM = 500;
const WARM_UP = 1500;
const ROWS_OF_NAVIGATION = 1000;

/** Installs `window.tables`; where the address asks for it, shows 1,000 rows at once. */
export function install(table: LiveTable): void {
  const isNavigation = new URLSearchParams(location.search).has('navigation');
  window.tables = {
    stress: (rows, times) => stress(table, rows, times),
    ladder: (load, seconds) => ladder(table, load, seconds),
    navigated: isNavigation
      ? fill(table, new Quotes(ROWS_OF_NAVIGATION), false).then(({ painted }) => painted)
      : undefined,
  };
}

/** Makes the table; gives its state, and the time at which its first rows were painted. */
async function fill(table: LiveTable, quotes: Quotes, isSorted: boolean) {
  const first = quotes.first();
  await table.make(
    first.map((quote) => table.form(quote)),
    isSorted ? TICKING : undefined,
  );
  const state = new Map(first.map((quote) => [quote[0], quote]));
  return { state, painted: await untilShown(table, state, isSorted) };
}

function untilShown(table: LiveTable, state: ReadonlyMap<string, Quote>, isSorted: boolean): Promise<number> {
  const expected = new Expected(state, isSorted);
  return untilPainted(
    () => expected.isShownBy(table),
    () => expected.describe(table),
  );
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** 100,000 updates of random rows handed over at once, the last of them a mark: milliseconds until the screen shows the final state. */
async function stress(table: LiveTable, { rows, isSorted = false }: Rows, times: number): Promise<number[]> {
  const quotes = new Quotes(rows);
  const { state } = await fill(table, quotes, isSorted);
  const taken: number[] = [];
  for (let time = 1; time <= times; time++) {
    const changes = quotes.changes(STRESS.messages * STRESS.rowsOfMessage - 1);
    changes.push(quotes.mark(time));
    for (const quote of changes) state.set(quote[0], quote);
    const expected = new Expected(state, isSorted);
    const messages = inMessages(changes).map((message) => message.map((quote) => table.form(quote)));
    await pause(CALM);
    const begun = performance.now();
    for (const message of messages) table.apply(message);
    const painted = await untilPainted(
      () => expected.isShownBy(table),
      () => expected.describe(table),
    );
    taken.push(painted - begun);
  }
  return taken;
}

function inMessages(changes: readonly Quote[]): Quote[][] {
  const { messages, rowsOfMessage } = STRESS;
  return Array.from({ length: messages }, (_, i) => changes.slice(i * rowsOfMessage, (i + 1) * rowsOfMessage));
}

/** Changes at a steady rate, not in time with the frames; marks are looked for after each paint. */
async function ladder(table: LiveTable, load: Ladder, forSeconds: number): Promise<Climbed> {
  const quotes = new Quotes(load.rows);
  await fill(table, quotes, load.isSorted ?? false);
  const feed = new Feed(table, quotes, load.updatesPerSecond / MESSAGES_A_SECOND);
  const gaps: number[] = [];
  const stopLooking = afterEachPaint((gap) => {
    gaps.push(gap);
    feed.look();
  });
  await pause(WARM_UP);
  gaps.length = 0;
  feed.reset();
  const begun = performance.now();
  await pause(1000 * forSeconds);
  const seconds = (performance.now() - begun) / 1000;
  const frames = [...gaps];
  feed.stop();
  const { updates } = feed;
  const { marks } = feed;
  const ended = performance.now();
  const last = feed.mark();
  const painted = await untilPainted(
    () => feed.shown >= last,
    () => `mark ${last}; seen ${feed.shown}`,
  );
  stopLooking();
  return { latencies: feed.latencies, gaps: frames, updates, seconds, marks, drained: painted - ended };
}

class Feed {
  latencies: number[] = [];
  updates = 0;
  marks = 0;
  shown = 0;
  readonly #table: LiveTable;
  readonly #quotes: Quotes;
  readonly #rowsOfMessage: number;
  /** Times at which marks were handed over that were not seen yet, by their numbers. */
  readonly #waiting = new Map<number, number>();
  #messages = 0;
  #last = 0;
  #next = performance.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(table: LiveTable, quotes: Quotes, rowsOfMessage: number) {
    this.#table = table;
    this.#quotes = quotes;
    this.#rowsOfMessage = rowsOfMessage;
    this.#send();
  }

  reset(): void {
    this.latencies = [];
    this.updates = this.marks = 0;
  }

  /** Hands over the next mark; gives its number. */
  mark(): number {
    this.marks++;
    const row = this.#table.form(this.#quotes.mark(++this.#last));
    this.#waiting.set(this.#last, performance.now());
    this.#table.apply([row]);
    return this.#last;
  }

  /** Takes the time of marks that have been painted; a mark is also seen by a later one in its place. */
  look(): void {
    this.shown = numberAt(this.#table, 0, LAST) - MARK;
    const now = performance.now();
    for (const [number, appliedAt] of this.#waiting) {
      if (!(number <= this.shown)) break;
      this.latencies.push(now - appliedAt);
      this.#waiting.delete(number);
    }
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #send(): void {
    const isMarked = this.#messages++ % MARK_EVERY === 0;
    const changes = this.#quotes.changes(this.#rowsOfMessage).map((quote) => this.#table.form(quote));
    if (isMarked) this.mark();
    this.#table.apply(changes);
    this.updates += changes.length;
    this.#next += (1000 / MESSAGES_A_SECOND) * (0.8 + 0.4 * Math.random());
    this.#timer = setTimeout(() => this.#send(), this.#next - performance.now());
  }
}
