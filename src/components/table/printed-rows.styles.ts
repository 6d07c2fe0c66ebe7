import { css } from 'lit';

/** On paper nothing scrolls: it has all rows, one below the other, and says so if there are more. */
export const printedRows = css`
  :host([printing]) {
    block-size: auto !important;
    max-block-size: none !important;
  }
  :host([printing]) :is(.search, .beyond, .grip, .handle) {
    display: none;
  }
  :host([printing='paper']) .scroll {
    zoom: var(--_fit, 1);
  }
  .unfitting {
    margin: 0;
    padding: 8px var(--_gap);
    color: var(--_text-2);
    font-size: var(--_size-sm);
  }
  :host([printing]) .panel {
    block-size: auto;
    break-inside: auto;
  }
  :host([printing]) :is(.panel, .scroll) {
    overflow: visible;
  }
  :host([printing]) .row {
    break-inside: avoid;
  }
  :host([printing]) .drawn {
    block-size: auto !important;
    min-block-size: 0 !important;
    contain: none !important;
  }
  :host([printing]) .drawn > .row {
    position: static !important;
    transform: none !important;
  }
  /* The rows that a picture has further down are not drawn here, but have their place. */
  :host([printing='picture']) .drawn::after {
    content: '';
    display: block;
    padding-block-start: var(--_further, 0px);
  }
  :host([printing]) .drawn[data-cut]::after {
    content: attr(data-cut);
    display: block;
    padding: calc(8px + var(--_further, 0px)) var(--_gap) 8px;
    color: var(--_text-2);
  }
  /* Blocks and a table, which every browser divides between sheets; Firefox repeats the head on each. */
  @media print {
    :host,
    .panel,
    .body {
      display: block;
    }
    .panel {
      container-type: normal;
    }
    .scroll {
      display: table;
      table-layout: fixed;
      inline-size: 100%;
    }
    .columns {
      display: table-header-group;
      position: static;
    }
    .drawn {
      display: table-row-group;
    }
  }
`;
