import { Series } from '../../chart/series/series.js';
import { plotted } from '../../chart/series/series-map.js';
import type { Collection, RowChange } from '../../core/collection.js';
import type { KeyedRow } from '../../core/values.js';
import { COLUMNS } from './value-settings.js';

/**
 * The readings of a stat or gauge in the order of their arrival: the newest is the one that came last, whatever its time,
 * for the clock of a producer may be set back.
 *
 *     time of the row      100  101  102  │ 41  42        the clock was set back by a minute
 *     time in the series   100  101  102  │ 102 103       goes on from there, until the row's own is later
 */
export class Readings {
  /** By key, in the order of arrival. */
  readonly #readings = new Map<string, Reading>();
  #read: (row: KeyedRow) => { ownTime: number; value: number } = () => ({ ownTime: Number.NaN, value: Number.NaN });
  #newest: Reading | undefined;
  #arrivals = 0;
  #series = new Series();

  /** The row that came last. */
  get newest(): KeyedRow | undefined {
    return this.#newest?.row;
  }

  /** The values as a line. */
  get series(): Series {
    return this.#series;
  }

  /** Takes all rows of a collection in place of those it has. */
  load(collection: Collection): void {
    const numberAt = (name: string) => {
      const index = collection.columns.findIndex((column) => column.name === name);
      const column = collection.columns[index];
      return (row: KeyedRow) => (column === undefined ? Number.NaN : plotted(row[index + 1], column));
    };
    const timeOf = numberAt(COLUMNS.time);
    const numberOf = numberAt(COLUMNS.value);
    this.#read = (row) => ({ ownTime: timeOf(row), value: numberOf(row) });
    this.#readings.clear();
    this.#newest = undefined;
    this.#series = new Series();
    for (const row of collection.rowsByLastChange()) this.#take(row, this.#newest);
  }

  follow(changes: readonly RowChange[]): void {
    for (const { before, after } of changes) {
      const newest = this.#last();
      const former = before && this.#remove(before[0]);
      if (after !== undefined) this.#take(after, former === newest ? former : this.#last());
    }
    this.#last();
  }

  /** @param before The reading that its time goes on from. */
  #take(row: KeyedRow, before: Reading | undefined): void {
    const { ownTime, value } = this.#read(row);
    const reading = { row, ownTime, time: timeAfter(before, ownTime), arrival: ++this.#arrivals };
    this.#readings.set(row[0], reading);
    this.#newest = reading;
    if (!Number.isNaN(reading.time)) this.#series.set(reading.time, reading.arrival, value);
  }

  #remove(key: string): Reading | undefined {
    const reading = this.#readings.get(key);
    if (reading === undefined) return undefined;
    this.#readings.delete(key);
    this.#series.remove(reading.time, reading.arrival);
    if (reading === this.#newest) this.#newest = undefined;
    return reading;
  }

  #last(): Reading | undefined {
    this.#newest ??= [...this.#readings.values()].at(-1);
    return this.#newest;
  }
}

interface Reading {
  readonly row: KeyedRow;
  /** Of the row; NaN without one. */
  readonly ownTime: number;
  /** In the series. */
  readonly time: number;
  readonly arrival: number;
}

/** A time that is not before that of the last reading, and as long after it as the producer's clock says. */
function timeAfter(before: Reading | undefined, ownTime: number): number {
  if (before === undefined || !Number.isFinite(before.time)) return ownTime;
  if (!Number.isFinite(ownTime)) return before.time;
  const elapsed = Number.isFinite(before.ownTime) ? Math.max(0, ownTime - before.ownTime) : 0;
  return Math.max(ownTime, before.time + elapsed);
}
