/** The elements as classes, without side effects: `streamviz/define` registers them. */

export type { HideEvent } from './components/hide-event.js';
export { SvDashboard, type Theme } from './components/sv-dashboard.js';
export { SvGauge } from './components/sv-gauge.js';
export { SvMetric } from './components/sv-metric.js';
export { SvStat } from './components/sv-stat.js';
export { SvStatus } from './components/sv-status.js';
export { SvTable } from './components/sv-table.js';
export { Collection } from './core/collection.js';
export type { Column, ColumnType, KeyedRow, Value } from './core/values.js';
