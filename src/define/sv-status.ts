import { SvStatus } from '../components/status/sv-status.js';
import { register } from './registration.js';

export { SvStatus };

register('sv-status', SvStatus);

declare global {
  interface HTMLElementTagNameMap {
    'sv-status': SvStatus;
  }
}
