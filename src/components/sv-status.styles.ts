import { css } from 'lit';

export const status = css`
  :host {
    display: inline-block;
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .status {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
    font: 400 var(--_size-md) / 1.4 var(--_font);
    font-variant-numeric: tabular-nums;
    color: var(--_text-2);
  }
  .word {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    white-space: nowrap;
    font-weight: 500;
    color: var(--_text);
  }
  .dot.good {
    color: var(--_good);
  }
  .dot.warn {
    color: var(--_warn);
  }
  .dot.bad {
    color: var(--_bad);
  }
`;
