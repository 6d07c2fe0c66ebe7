import { SvTable } from '../components/table/sv-table.js';
import { register } from './registration.js';

export { SvTable };

register('sv-table', SvTable);

declare global {
  interface HTMLElementTagNameMap {
    'sv-table': SvTable;
  }
}
