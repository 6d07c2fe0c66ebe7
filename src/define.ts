/** Registers every element. A page that loads it twice, or has one of the names taken, keeps what it has. */
import { SvDashboard, SvGauge, SvMetric, SvStat, SvStatus, SvTable } from './index.js';

export * from './index.js';

const ELEMENTS: Readonly<Record<string, CustomElementConstructor>> = {
  'sv-dashboard': SvDashboard,
  'sv-gauge': SvGauge,
  'sv-metric': SvMetric,
  'sv-stat': SvStat,
  'sv-status': SvStatus,
  'sv-table': SvTable,
};

for (const [name, element] of Object.entries(ELEMENTS)) {
  if (customElements.get(name) === undefined) customElements.define(name, element);
}

declare global {
  interface HTMLElementTagNameMap {
    'sv-dashboard': SvDashboard;
    'sv-gauge': SvGauge;
    'sv-metric': SvMetric;
    'sv-stat': SvStat;
    'sv-status': SvStatus;
    'sv-table': SvTable;
  }
}
