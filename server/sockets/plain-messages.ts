import type { RowsMessage, WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { isTable } from '../store/widget.js';

/** Turns the frames of one widget into the messages of the plain dialect. */
export interface Translation {
  /** Begins anew: what comes now is the whole widget. */
  begin(): void;
  translate(frame: RowsMessage, widget: WidgetConfig): readonly object[];
}

export function translationOf(widget: WidgetConfig): Translation {
  if (isTable(widget)) return new Rows();
  return widget.widget_type.endsWith('metric') ? new Points() : new Readings();
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

/** The value of a stat or gauge, with its difference to the reading before. */
class Readings implements Translation {
  #readings: KeyedRow[] = [];

  begin(): void {
    this.#readings = [];
  }

  translate({ widget, up = [], del = [] }: RowsMessage): readonly object[] {
    const changed = new Set([...del, ...up.map(([key]) => key)]);
    const newest = [...this.#readings.filter(([key]) => !changed.has(key)), ...up]
      .sort((a, b) => Number(a[1]) - Number(b[1]))
      .slice(-2);
    const isNews = newest.at(-1) !== this.#readings.at(-1);
    this.#readings = newest;
    if (!isNews) return [];
    const value = newest.at(-1)?.[2] ?? null;
    const before = newest.at(-2)?.[2];
    const delta = typeof value === 'number' && typeof before === 'number' ? { delta: value - before } : {};
    return [{ type: 'data', widget, value, ...delta }];
  }
}
