import type { WindowMessage } from '../../core/messages.js';
import { type KeyedRow, sameRow, type Value } from '../../core/values.js';
import type { SourceListener } from '../source.js';

type Changes = Parameters<SourceListener>[0];

/** A window as it was after a step: its rows in order, and what the relay said of all rows then. */
export interface WindowPicture {
  readonly offset: number;
  readonly total: number;
  readonly matching: number;
  /** All rows, also those that a filter hides. */
  readonly size: number;
  readonly rows: readonly KeyedRow[];
  /** Those that were asked for. */
  readonly totals: readonly Value[] | undefined;
  /** The index of each row in all rows, by key. */
  readonly indices: ReadonlyMap<string, number>;
}

/**
 * The rows of one window as the relay has them.
 *
 *     window frames ──▶ pending ── sync ──▶ held ──▶ picture
 *
 * The relay sends what is not held yet. So all frames are applied, those too that answer a request before the last.
 */
export class WindowMirror {
  readonly #held = new Map<string, KeyedRow>();
  #order: readonly string[] = [];
  #offset = 0;
  #totals: readonly Value[] | undefined;
  #pending: WindowMessage[] = [];
  #picture: WindowPicture | undefined;
  #rev = 0;

  /** As of the last step; `undefined` before the first one. */
  get picture(): WindowPicture | undefined {
    return this.#picture;
  }

  /** The request that the picture answers. */
  get rev(): number {
    return this.#rev;
  }

  /** The relay begins anew, and sends all rows: those that are held are void, the picture stays until then. */
  renew(): void {
    this.#held.clear();
    this.#order = [];
    this.#totals = undefined;
    this.#pending = [];
  }

  forget(): void {
    this.renew();
    this.#picture = undefined;
  }

  received(frame: WindowMessage): void {
    this.#pending.push(frame);
  }

  /** Ends a step. @returns How many rows the relay sent or took back; `undefined` if there was nothing. */
  step(): number | undefined {
    const last = this.#pending.at(-1);
    if (last === undefined) return undefined;
    const former = this.#picture;
    let touched = 0;
    for (const { gone, up, order, offset, totals } of this.#pending) {
      touched += gone.length + up.length;
      for (const key of gone) this.#held.delete(key);
      for (const row of up) this.#held.set(row[0], row);
      if (order !== undefined) this.#order = order;
      this.#totals = totals ?? this.#totals;
      this.#offset = offset;
    }
    this.#pending = [];
    this.#rev = last.rev;
    const rows = this.#order.flatMap((key) => {
      const row = this.#held.get(key);
      return row === undefined ? [] : [row];
    });
    const isSameOrder = former?.offset === this.#offset && rows.every(([key], i) => key === former.rows[i]?.[0]);
    const indices =
      isSameOrder && rows.length === former.rows.length
        ? former.indices
        : new Map(rows.map(([key], i) => [key, this.#offset + i]));
    const { total, matching, rows: size = matching } = last;
    this.#picture = { offset: this.#offset, total, matching, size, totals: this.#totals, rows, indices };
    return touched;
  }
}

/** The changes of rows from one picture to another. @param isMoved Whether the window was moved meanwhile. */
export function changesBetween(before: WindowPicture, after: WindowPicture, isMoved: boolean): Changes {
  const changed = after.rows.flatMap((row) => {
    const former = rowOf(before, row[0]);
    return former === undefined || sameRow(former, row) ? [] : [{ before: former, after: row }];
  });
  if (isMoved) return changed;
  // Only then: a row that came into the window may have been sorted there, or have made room for others.
  const come = after.matching > before.matching ? withinThoseOf(before, after) : [];
  const gone = after.matching < before.matching ? withinThoseOf(after, before) : [];
  return [
    ...changed,
    ...come.map((row) => ({ before: undefined, after: row })),
    ...gone.map((row) => ({ before: row, after: undefined })),
  ];
}

/** The row of a key in a picture. */
export function rowOf({ indices, rows, offset }: WindowPicture, key: string): KeyedRow | undefined {
  const index = indices.get(key);
  return index === undefined ? undefined : rows[index - offset];
}

/** The rows that a picture has and another has not, between such as both have, or at an end of all rows. */
function withinThoseOf(other: WindowPicture, { rows, offset, total }: WindowPicture): KeyedRow[] {
  const isInBoth = ([key]: KeyedRow) => other.indices.has(key);
  const first = offset === 0 ? 0 : rows.findIndex(isInBoth);
  const last = offset + rows.length === total ? rows.length : rows.findLastIndex(isInBoth);
  return first < 0 ? [] : rows.slice(first, last).filter((row) => !isInBoth(row));
}
