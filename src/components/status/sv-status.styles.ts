import { css } from 'lit';

export const status = css`
  :host {
    display: inline-block;
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  .status {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 6px;
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
  button:not(.act) {
    display: var(--_input-display, grid);
    place-items: center;
    inline-size: 24px;
    block-size: 24px;
    margin-inline-start: -6px;
    padding: 0;
    border: 0;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: inherit;
    cursor: pointer;
  }
  /* The button covers all of it. */
  button:not(.act)::after {
    content: '';
    position: absolute;
    inset: 0;
  }
  button:not(.act):hover {
    background: var(--_fill);
  }
  .act {
    display: var(--_input-display, inline-flex);
    position: relative;
    z-index: 1;
    margin-inline-start: 4px;
  }
  @media print {
    button {
      display: none;
    }
  }
  .dot.good {
    color: var(--_good);
  }
  .dot.held {
    color: var(--_accent);
  }
  .dot.warn {
    color: var(--_warn);
  }
  .dot.bad {
    color: var(--_bad);
  }
`;
