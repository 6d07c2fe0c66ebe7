import { css } from 'lit';

export const latency = css`
  :host {
    box-sizing: border-box;
    position: fixed;
    inset: auto;
    margin: 0;
    padding: var(--_gap);
    inline-size: min(340px, calc(100vw - 16px));
    max-block-size: calc(100dvh - 16px);
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
    font: 400 var(--_size-md) / 1.4 var(--_font);
    font-variant-numeric: tabular-nums;
  }
  :host(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  p {
    margin: 0;
  }
  .verdict {
    font-weight: 500;
  }
  .bar {
    display: flex;
    gap: 1px;
    block-size: calc(10px * var(--_scale));
    margin-block: 10px 6px;
    border-radius: 3px;
    overflow: hidden;
  }
  .bar i {
    flex: var(--_share) 0 0;
    min-inline-size: 2px;
  }
  .swatch {
    display: inline-block;
    inline-size: 10px;
    block-size: 10px;
    margin-inline-end: 8px;
    border-radius: 2px;
  }
  .pipeline {
    background: var(--_series-1);
  }
  .relay {
    background: var(--_series-2);
  }
  .network {
    background: var(--_series-3);
  }
  .page {
    background: var(--_series-4);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 4px 0;
    border-block-end: 1px solid var(--_rule);
    font-weight: 400;
    text-align: end;
    white-space: nowrap;
    vertical-align: top;
  }
  :is(th, td) ~ * {
    padding-inline-start: 12px;
  }
  th[scope='row'] {
    inline-size: 100%;
    text-align: start;
    white-space: normal;
  }
  small {
    display: block;
    padding-inline-start: 18px;
  }
  small,
  .note,
  thead {
    font-size: var(--_size-sm);
    color: var(--_text-2);
  }
  .total > * {
    font-weight: 500;
  }
  dl {
    display: grid;
    grid-template-columns: 1fr auto;
    gap: 2px 12px;
    margin: 8px 0;
  }
  dd {
    margin: 0;
    text-align: end;
  }
  .note {
    margin-block-start: 8px;
  }
  @media (forced-colors: active) {
    :host {
      border-color: CanvasText;
    }
    .bar i,
    .swatch {
      border: 1px solid CanvasText;
      forced-color-adjust: none;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;
