import type { KeyedRow } from '../../core/values.js';
import { FixedWindow } from './fixed-window.js';
import type { WindowedWidget, WindowOptions } from './windowed-widget.js';

/**
 * Brings the first rows of a large table, as they are at one moment, through as many windows as it takes.
 *
 * @param count The table has at least so many.
 * @returns `undefined` if the relay does not send them now.
 */
export function loadRows(
  widget: WindowedWidget,
  view: WindowOptions,
  count: number,
): Promise<readonly KeyedRow[] | undefined> {
  const { hub } = widget;
  const size = hub.limits?.maxWindow ?? count;
  return new Promise((resolve) => {
    const end = (rows: readonly KeyedRow[] | undefined) => {
      leave();
      for (const window of windows) window.close();
      resolve(rows);
    };
    // Those that are there are at the position of the last step, all of them.
    const look = () => {
      if (windows.some(({ error }) => error !== undefined)) end(undefined);
      else if (windows.every(({ rows }) => rows !== undefined)) end(windows.flatMap(({ rows = [] }) => rows));
    };
    const windows = Array.from({ length: Math.ceil(count / size) }, (_, i) => {
      const range = { offset: i * size, limit: Math.min(size, count - i * size) };
      return new FixedWindow(widget, view, range, look);
    });
    const leave = hub.subscribe(() => {
      if (hub.status.link !== 'open') end(undefined);
    });
    if (hub.status.link !== 'open') end(undefined);
  });
}
