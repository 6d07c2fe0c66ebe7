/** Registers every element; `streamviz/sv-table` and so on register one. */
import './relay-page.js';
// Like beside like, the board last: in the order of the alphabet gzip finds less that is alike.
import './define/sv-stat.js';
import './define/sv-gauge.js';
import './define/sv-metric.js';
import './define/sv-table.js';
import './define/sv-status.js';
import './define/sv-dashboard.js';

export * from './index.js';
