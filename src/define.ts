/** Registers every element; `streamviz/sv-table` and so on register one. */
import './relay-page.js';
import './define/sv-dashboard.js';
import './define/sv-gauge.js';
import './define/sv-metric.js';
import './define/sv-stat.js';
import './define/sv-status.js';
import './define/sv-table.js';

export * from './index.js';
