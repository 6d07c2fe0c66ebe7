/** The runtime without elements: a relay's widgets as live collections, for any page or Node program. */
import { type ConnectionOptions, Hub } from './hub.js';
import { RelayClient } from './relay-client.js';

export { type Change, Collection, type CollectionListener, type RowChange } from '../core/collection.js';
export type { ConfigMessage, PipelineState, WidgetConfig } from '../core/messages.js';
export type { Column, ColumnType, KeyedRow, Value } from '../core/values.js';
export type { ConnectionOptions, LinkState, Status, Token, Watch } from './hub.js';
export type { RelayClient as Relay } from './relay-client.js';

/**
 * Gives a relay's widgets. Whoever connects to the same address shares one link, opened by the first `watch` or
 * `subscribe` and closed after the last.
 *
 * ```js
 * const relay = connect('http://127.0.0.1:8765');
 * relay.watch('orders', ({ collection }) => console.log(collection?.size, 'rows'));
 * ```
 */
export function connect(url: string, options?: ConnectionOptions): RelayClient {
  return new RelayClient(Hub.at(url, options));
}
