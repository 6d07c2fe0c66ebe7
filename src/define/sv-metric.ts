import { SvMetric } from '../components/metric/sv-metric.js';
import { register } from './registration.js';

export { SvMetric };

register('sv-metric', SvMetric);

declare global {
  interface HTMLElementTagNameMap {
    'sv-metric': SvMetric;
  }
}
