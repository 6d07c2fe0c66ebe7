import { ItemEncoder } from '../../src/core/commit/item-encoder.js';
import type { RecentValues } from '../../src/core/messages.js';
import type { KeyedRow, Value } from '../../src/core/values.js';
import { PIECE } from '../options.js';

/** What beside its rows tells what a window shows. */
export interface WindowFacts {
  readonly offset: number;
  readonly total: number;
  readonly matching: number;
  /** All rows of the widget. */
  readonly size: number;
  /** As they were asked for, and what they are. */
  readonly totals: { readonly asked: string; readonly values: readonly Value[] } | undefined;
  /** Of a frozen window. */
  readonly moved: number | undefined;
}

/** What is new to a viewer of a window. */
export interface WindowChange {
  readonly facts: WindowFacts;
  readonly totals?: readonly Value[] | undefined;
  readonly order?: readonly string[];
  readonly gone: readonly string[];
  readonly up: readonly KeyedRow[];
  readonly recent: readonly (readonly [column: string, values: RecentValues])[];
}

/** Encodes what is new to a viewer of a window, in pieces of at most 64 KB, without the numbers that a viewer chose. */
export class WindowPieces {
  readonly #common: string;
  readonly #first: string;
  readonly #gone: ItemEncoder<string>;
  readonly #up: ItemEncoder<KeyedRow>;
  /** By column. */
  readonly #recent: [column: string, encoder: ItemEncoder<RecentValues>][];
  #count = 0;

  constructor(to: number, { facts, totals, order, gone, up, recent }: WindowChange) {
    const { total, matching, size, offset, moved } = facts;
    const rows = size === matching ? '' : `,"rows":${size}`;
    this.#common = `,"to":${to},"total":${total},"matching":${matching}${rows},"offset":${offset}${moved === undefined ? '' : `,"moved":${moved}`}`;
    const first = JSON.stringify({ order, totals }).slice(1, -1);
    this.#first = first === '' ? '' : `,${first}`;
    this.#gone = new ItemEncoder(gone, Buffer.byteLength);
    this.#up = new ItemEncoder(up, Buffer.byteLength);
    const byColumn = new Map<string, RecentValues[]>();
    for (const [column, values] of recent) byColumn.set(column, [...(byColumn.get(column) ?? []), values]);
    this.#recent = Array.from(byColumn, ([column, values]) => [column, new ItemEncoder(values, Buffer.byteLength)]);
  }

  /** The next piece; `undefined` after the last. There is at least one. */
  next(): string | undefined {
    return this.#count > 0 && this.isDone ? undefined : this.#encode();
  }

  get isDone(): boolean {
    return this.#gone.isDone && this.#up.isDone && this.#recent.length === 0;
  }

  #encode(): string {
    const start = this.#common + (this.#count++ === 0 ? this.#first : '');
    let room = PIECE - Buffer.byteLength(start) - ENVELOPE;
    const gone = this.#gone.take(room);
    room -= gone.size;
    const up = this.#gone.isDone ? this.#up.take(room) : NOTHING;
    room -= up.size;
    const recent: string[] = [];
    for (let [next] = this.#recent; next !== undefined && this.#gone.isDone && this.#up.isDone; [next] = this.#recent) {
      const [column, encoder] = next;
      const name = JSON.stringify(column);
      const values = encoder.take(room - Buffer.byteLength(name) - ENVELOPE);
      if (values.text !== '') recent.push(`${name}:[${values.text}]`);
      if (!encoder.isDone) break;
      room -= values.size + Buffer.byteLength(name) + ENVELOPE;
      this.#recent.shift();
    }
    const hist = recent.length === 0 ? '' : `,"hist":{${recent.join()}}`;
    return `${start},"gone":[${gone.text}],"up":[${up.text}]${hist}${this.isDone ? '' : ',"more":true'}}`;
  }
}

/** What left is said before what came. */
const NOTHING = { text: '', size: 0 };
/** Bytes of what a frame holds beside its rows and keys: its head, and the names of its lists. */
const ENVELOPE = 120;
