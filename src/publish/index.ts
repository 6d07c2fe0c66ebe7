/** A producer without Python: it declares widgets, and sends their rows to a relay. */
import { Publisher, type PublishOptions } from './publisher.js';

export type { WidgetType } from '../core/messages.js';
export type { Column, ColumnType, Level, Threshold } from '../core/values.js';
export type { Row } from './encode.js';
export { Publisher as Feed, type PublishOptions } from './publisher.js';
export type { WidgetDeclaration } from './widgets.js';

/**
 * A producer's link to a relay, which comes back by itself.
 *
 * ```js
 * const feed = publish('http://127.0.0.1:8765', { token, widgets: { stock: { widget_type: 'table', columns } } });
 * feed.upsert('stock', 'apples', { item: 'Apples', count: 42 });
 * ```
 */
export function publish(url: string, options: PublishOptions): Publisher {
  return new Publisher(url, options);
}
