import { SvDashboard } from '../components/dashboard/sv-dashboard.js';
import { register } from './registration.js';
// It draws these.
import './sv-gauge.js';
import './sv-metric.js';
import './sv-stat.js';
import './sv-status.js';
import './sv-table.js';

export { SvDashboard };

register('sv-dashboard', SvDashboard);

declare global {
  interface HTMLElementTagNameMap {
    'sv-dashboard': SvDashboard;
  }
}
