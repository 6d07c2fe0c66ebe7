import type { RowsMessage, WidgetConfig } from '../../src/core/messages.js';
import type { Column, Value } from '../../src/core/values.js';
import { VALUE } from '../store/readings.js';
import { hasReadings, isTable, type NewestReading } from '../store/widget.js';

/** Turns the frames of one widget into the messages of the plain dialect. */
export interface Translation {
  /** Begins anew: what comes now is the whole widget. */
  begin(): void;
  /** @param reading The newest reading of a stat or gauge when the frame was sent. */
  translate(frame: RowsMessage, widget: WidgetConfig, reading: NewestReading | undefined): readonly object[];
}

/** @param former That of the widget before, which goes on if the widget is still of its kind. */
export function translationOf(widget: WidgetConfig, former?: Translation): Translation {
  const Kind = isTable(widget) ? Rows : hasReadings(widget) ? Readings : Points;
  return former instanceof Kind ? former : new Kind();
}

class Rows implements Translation {
  /** The keys that the viewer has; after a new beginning, of those that it had. */
  readonly #keys = new Set<string>();
  #former: Set<string> | undefined;

  begin(): void {
    this.#former = new Set(this.#keys);
  }

  translate({ widget, up = [], del = [], more }: RowsMessage, { columns }: WidgetConfig): readonly object[] {
    const texts: object[] = [];
    const remove = (key: string) => {
      if (this.#keys.delete(key)) texts.push({ type: 'data', widget, op: 'delete', key });
    };
    for (const key of del) remove(key);
    for (const [key, ...values] of up) {
      this.#former?.delete(key);
      this.#keys.add(key);
      // Not by assignment, for a column may be called `__proto__`.
      const row = Object.fromEntries(columns.map(({ name }, i) => [name, values[i]]));
      texts.push({ type: 'data', widget, op: 'upsert', key, row });
    }
    if (more !== true) {
      for (const key of this.#former ?? []) remove(key);
      this.#former = undefined;
    }
    return texts;
  }
}

class Points implements Translation {
  begin(): void {}

  translate({ widget, up = [] }: RowsMessage): readonly object[] {
    return up.map(([, timestamp, value, series]) => ({
      type: 'data',
      widget,
      timestamp,
      value,
      ...(series === undefined || series === null ? {} : { series }),
    }));
  }
}

/**
 * The value of a stat or gauge. A frame has only the readings that are left, so it says that there may be a newer value,
 * and the store which one and what was before it: the viewer gets the difference to the value before, however many
 * came between two frames.
 */
class Readings implements Translation {
  #sent: NewestReading | undefined;

  begin(): void {}

  translate({ widget }: RowsMessage, { columns }: WidgetConfig, reading: NewestReading | undefined): readonly object[] {
    if (reading === this.#sent) return [];
    this.#sent = reading;
    const delta = deltaOf(reading, columns);
    return [{ type: 'data', widget, value: reading?.row[VALUE] ?? null, ...(delta === undefined ? {} : { delta }) }];
  }
}

/** The delta that the producer has sent, else the difference to the value before. */
function deltaOf(reading: NewestReading | undefined, columns: readonly Column[]): Value | undefined {
  const at = columns.findIndex(({ name }) => name === DELTA.name) + 1;
  const sent = at === 0 ? undefined : reading?.row[at];
  if (sent !== undefined && sent !== null) return sent;
  const value = reading?.row[VALUE];
  const before = reading?.before;
  return typeof value === 'number' && typeof before === 'number' ? value - before : undefined;
}

/** The column of a reading that has the producer's own delta. */
export const DELTA: Column = { name: 'delta', type: 'any' };
