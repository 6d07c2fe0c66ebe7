import type { Clock } from '../../chart/axes/time-axis.js';
import type { Extent } from '../../chart/axes/window.js';
import type { SceneLine } from '../../chart/layout.js';
import { SeriesMap } from '../../chart/series/series-map.js';
import { SeriesSlots } from '../../chart/series/series-slots.js';
import type { Collection, RowChange } from '../../core/collection.js';
import type { Column } from '../../core/values.js';
import { COLUMNS } from '../value/value-settings.js';

/** The lines of a metric's collection, each with the slot of its colour. */
export class MetricLines {
  readonly #slots = new SeriesSlots();
  #columns: readonly Column[] = [];
  #series: SeriesMap | undefined;

  load(collection: Collection): void {
    this.#columns = collection.columns;
    this.#series = new SeriesMap(collection.columns, { ...COLUMNS, series: 'series' });
    this.#series.load(collection);
  }

  follow(changes: readonly RowChange[]): void {
    this.#series?.follow(changes);
  }

  /** All lines, in the order of their colours. */
  get all(): SceneLine[] {
    const lines = Array.from(this.#series ?? [], ([name, series]) => ({ name, series, slot: this.#slots.of(name) }));
    return lines.sort((a, b) => a.slot - b.slot);
  }

  get extent(): Extent {
    let first = Number.POSITIVE_INFINITY;
    let last = Number.NEGATIVE_INFINITY;
    for (const [, series] of this.#series ?? []) {
      first = Math.min(first, series.firstTime);
      last = Math.max(last, series.lastTime);
    }
    return { first, last };
  }

  get clock(): Clock | undefined {
    return clockOf(this.#columns);
  }
}

/** Gives the clock of the horizontal axis; `undefined` if its column holds plain numbers. */
export function clockOf(columns: readonly Column[]): Clock | undefined {
  const axis = columns.find(({ name }) => name === COLUMNS.time);
  if (axis?.type !== 'datetime') return undefined;
  return axis.zone === undefined ? 'written' : 'local';
}
