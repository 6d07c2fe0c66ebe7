/** The runtime without elements: a relay's widgets as live collections, for any page or Node program. */
import { type ConnectionOptions, Hub } from './hub.js';

export { type Change, Collection, type CollectionListener, type RowChange } from '../core/collection.js';
export type { ConfigMessage, PipelineState, WidgetConfig } from '../core/messages.js';
export type { Column, ColumnType, KeyedRow, Value } from '../core/values.js';
export type { ConnectionOptions, Hub, LinkState, Status, Watch } from './hub.js';

/**
 * The shared connection to a relay: opened by the first `watch` or `subscribe`, closed after the last.
 *
 * ```js
 * const relay = connect('http://127.0.0.1:8765');
 * const orders = relay.watch('orders', () => console.log(orders.collection?.size, 'rows'));
 * ```
 */
export function connect(url: string, options?: ConnectionOptions): Hub {
  return Hub.at(url, options);
}
