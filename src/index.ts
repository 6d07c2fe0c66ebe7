/** The elements as classes, without side effects: `streamviz/define` registers them. */

export type {
  SvAloneRequest,
  SvFilterRequest,
  SvHideRequest,
  SvHideRequest as HideEvent,
  SvRangeRequest,
  SvSortRequest,
  SvTabRequest,
} from './components/board/requests.js';
export { SvDashboard } from './components/dashboard/sv-dashboard.js';
export { SvGauge } from './components/gauge/sv-gauge.js';
export type { Theme } from './components/look/themes.js';
export { SvMetric } from './components/metric/sv-metric.js';
export { SvStat } from './components/stat/sv-stat.js';
export { SvStatus } from './components/status/sv-status.js';
export { SvTable } from './components/table/sv-table.js';
export { Collection } from './core/collection.js';
export type { Column, ColumnType, KeyedRow, Value } from './core/values.js';
