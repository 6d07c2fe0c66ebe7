import type { ConfigMessage } from '../../../src/core/messages.js';
import { columnsOf } from '../value-fixture.js';

/** The config of a board with the stats `a` and `b`, each in a tab of its own. */
export function tabbedBoard(first = 'One', second = 'Two'): ConfigMessage {
  const widget = { widget_type: 'stat', columns: columnsOf() } as const;
  const tabs = [
    { title: first, rows: [['a']] },
    { title: second, rows: [['b']] },
  ];
  return { type: 'config', title: 'Board', layout: { rows: [[{ tabs }]] }, widgets: { a: widget, b: widget } };
}
