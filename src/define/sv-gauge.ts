import { SvGauge } from '../components/gauge/sv-gauge.js';
import { register } from './registration.js';

export { SvGauge };

register('sv-gauge', SvGauge);

declare global {
  interface HTMLElementTagNameMap {
    'sv-gauge': SvGauge;
  }
}
