import type { RecentValues } from '../../src/core/messages.js';
import { type KeyedRow, sameRow, sameValue } from '../../src/core/values.js';
import type { KeptFrames } from './kept-frames.js';
import { WindowFrames } from './window-frames.js';
import type { WindowChange, WindowFacts } from './window-pieces.js';

/** Gives the recent values of a row, by the columns that were asked for. */
export type RecentOf = (key: string) => readonly (readonly [column: string, values: RecentValues])[];

/**
 * What a window shows at one position. It is never changed: viewers whose windows show the same share it, and then
 * share the bytes that bring them from what they have to what comes next.
 */
export class WindowContent {
  readonly rows: readonly KeyedRow[];
  readonly facts: WindowFacts;
  readonly #recentOf: RecentOf | undefined;
  readonly #frames = new WeakMap<WindowContent, WindowFrames>();
  #whole: WindowFrames | undefined;
  #byKey: ReadonlyMap<string, KeyedRow> | undefined;

  constructor(rows: readonly KeyedRow[], facts: WindowFacts, recentOf: RecentOf | undefined) {
    this.rows = rows;
    this.facts = facts;
    this.#recentOf = recentOf;
  }

  /** Whether a viewer that has the one has the other. */
  isSame({ rows, facts }: WindowContent): boolean {
    const { offset, total, matching, size, totals, moved } = this.facts;
    return (
      offset === facts.offset &&
      total === facts.total &&
      matching === facts.matching &&
      size === facts.size &&
      moved === facts.moved &&
      sameTotals(totals, facts.totals) &&
      rows.length === this.rows.length &&
      rows.every((row, i) => isHeld(row, this.rows[i]))
    );
  }

  /**
   * The frames that bring a viewer from what it holds to this, the same for all who hold that.
   *
   * @param held `undefined`: nothing.
   * @param kept Where they are kept for others.
   * @param made Called if they were not made before.
   */
  since(held: WindowContent | undefined, to: number, kept: KeptFrames, made: () => void): WindowFrames {
    const known = held === undefined ? this.#whole : this.#frames.get(held);
    if (known?.to === to) return known;
    const frames = this.#framesSince(held, to, kept, false);
    made();
    if (held === undefined) this.#whole = frames;
    else this.#frames.set(held, frames);
    return frames;
  }

  /** The same, with the order even if it is as it was: it is another one that was asked for. */
  inOtherOrder(held: WindowContent, to: number, kept: KeptFrames): WindowFrames {
    return this.#framesSince(held, to, kept, true);
  }

  #framesSince(held: WindowContent | undefined, to: number, kept: KeptFrames, isOtherOrder: boolean): WindowFrames {
    const { rows, facts } = this;
    const before = held?.keyed ?? new Map<string, KeyedRow>();
    const up = rows.filter((row) => !isHeld(row, before.get(row[0])));
    const isStill =
      !isOtherOrder &&
      facts.offset === held?.facts.offset &&
      rows.length === held.rows.length &&
      rows.every(([key], i) => key === (held.rows[i] as KeyedRow)[0]);
    const recent = this.#recentOf;
    const change: WindowChange = {
      facts,
      ...(sameTotals(facts.totals, held?.facts.totals) ? {} : { totals: facts.totals?.values }),
      ...(isStill ? {} : { order: rows.map(([key]) => key) }),
      gone: isStill || held === undefined ? [] : held.rows.flatMap(([key]) => (this.keyed.has(key) ? [] : [key])),
      up,
      recent: recent === undefined ? [] : up.flatMap(([key]) => (before.has(key) ? [] : recent(key))),
    };
    return new WindowFrames(to, change, kept);
  }

  get keyed(): ReadonlyMap<string, KeyedRow> {
    this.#byKey ??= new Map(this.rows.map((row) => [row[0], row]));
    return this.#byKey;
  }
}

/** Rows are immutable: a row that is another object may still have the same values. */
function isHeld(row: KeyedRow, held: KeyedRow | undefined): boolean {
  return row === held || (held !== undefined && row[0] === held[0] && sameRow(row, held));
}

function sameTotals(a: WindowFacts['totals'], b: WindowFacts['totals']): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.asked === b.asked && a.values.every((value, i) => sameValue(value, b.values[i] ?? null));
}
