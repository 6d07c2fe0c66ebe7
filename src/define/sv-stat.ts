import { SvStat } from '../components/stat/sv-stat.js';
import { register } from './registration.js';

export { SvStat };

register('sv-stat', SvStat);

declare global {
  interface HTMLElementTagNameMap {
    'sv-stat': SvStat;
  }
}
