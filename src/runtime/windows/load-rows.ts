import type { KeyedRow } from '../../core/values.js';
import { WindowSource } from './window-source.js';
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
      for (const { source } of windows) source.close();
      resolve(rows);
    };
    // Those that are ready are at the position of the last step, all of them.
    const look = () => {
      if (windows.some(({ source }) => source.error !== undefined)) end(undefined);
      else if (windows.every(({ source }) => source.isReady)) end(windows.flatMap(rowsOf).slice(0, count));
    };
    const windows = Array.from({ length: Math.ceil(count / size) }, (_, i) => {
      const first = i * size;
      const sight = { first, last: first + size - 1, key: undefined };
      return { first, size, source: new WindowSource(widget, view, sight, look) };
    });
    const leave = hub.subscribe(() => {
      if (hub.status.link !== 'open') end(undefined);
    });
    if (hub.status.link !== 'open') end(undefined);
  });
}

function rowsOf({ source, first, size }: { source: WindowSource; first: number; size: number }): KeyedRow[] {
  return source.window(first, size).filter((row) => row !== undefined);
}
