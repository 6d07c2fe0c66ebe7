import { css } from 'lit';

export const dashboard = css`
  :host {
    display: block;
    color-scheme: light dark;
  }
  :host(:state(light)) {
    color-scheme: light;
  }
  :host(:state(dark)) {
    color-scheme: dark;
  }
  .board {
    container: dashboard / inline-size;
    padding: var(--_gap);
    background: var(--_canvas);
    --_controls: calc(300px * var(--_scale));
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    min-block-size: var(--_control);
    margin-block-end: var(--_gap);
  }
  h1 {
    margin: 0;
    font-size: var(--_size-lg);
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.01em;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  sv-status {
    margin-inline-end: auto;
  }
  h1 + sv-status {
    margin-inline-start: 8px;
  }
  /* The controls come later: their room is kept. */
  sv-board-controls {
    flex: none;
    min-inline-size: min(100%, var(--_controls));
    min-block-size: var(--_control);
  }
  .description {
    flex: 0 0 100%;
    margin: 0;
    color: var(--_text-2);
  }

  .board[aria-busy='true'] {
    visibility: hidden;
  }

  /* Two columns in a narrow board, twelve from 640 px on. */
  .grid {
    position: relative;
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: var(--_gap);
  }
  .grid:has(> .message) {
    min-block-size: 200px;
  }
  .line,
  .cells,
  .stack {
    display: contents;
  }
  .cell {
    grid-column: span var(--_narrow);
    min-inline-size: 0;
  }
  :is(.metric, .gauge) {
    min-block-size: 260px;
  }
  :is(.table, .log) {
    block-size: min(420px, var(--_natural, 420px));
  }
  ::slotted(*) {
    grid-column: span 2;
    min-inline-size: 0;
  }
  ::slotted(sv-stat) {
    grid-column: span 1;
    align-self: start;
  }
  /* A number has one height, a gauge its shape, whatever stands beside it. */
  :is(.grid, .line, .cells) > .stat {
    align-self: start;
  }
  .shaped,
  .gauges .gauge {
    inline-size: 100%;
    max-inline-size: calc(480px * var(--_scale));
    max-block-size: calc(320px * var(--_scale));
    justify-self: center;
  }
  ::slotted(:is(sv-metric, sv-gauge)) {
    min-block-size: 260px;
  }
  ::slotted(sv-table) {
    block-size: min(420px, var(--_natural, 420px));
  }

  @container dashboard (width < 640px) {
    sv-board-controls {
      flex: 1 1 var(--_controls);
    }
    .toolbar > .control {
      flex: none;
    }
    sv-status {
      flex: 1 0 auto;
    }
    sv-status::part(detail) {
      display: none;
    }
    sv-status:is(:state(paused), :state(stale), :state(reconnecting), :state(error), :state(failed))::part(detail) {
      display: inline;
    }
  }
  @container dashboard (width >= 640px) {
    .grid {
      grid-template-columns: repeat(12, minmax(0, 1fr));
    }
    .cell {
      grid-column: span var(--_medium);
    }
    /* Widgets that the author put beside each other. */
    .line {
      display: grid;
      grid-template-columns: var(--_shares);
      gap: var(--_gap);
      min-inline-size: 0;
    }
    /* Widgets that arrange themselves inside a tab. */
    .cells {
      display: grid;
      grid-template-columns: repeat(12, minmax(0, 1fr));
      gap: var(--_gap);
      min-inline-size: 0;
    }
    .grid > .line {
      grid-column: 1 / -1;
    }
    .gauges {
      justify-content: center;
    }
    /* Numbers stay wide enough to be read: what has no room goes below. */
    .stats {
      grid-template-columns: repeat(auto-fit, minmax(min(100%, 150px * var(--_scale)), 1fr));
    }
    .stack {
      display: flex;
      flex-direction: column;
      gap: var(--_gap);
      min-inline-size: 0;
    }
    .stack > .growing {
      flex: 1;
    }
    .line > .cell {
      grid-column: auto;
    }
    /* A table follows its neighbours' height and never makes them higher. */
    :is(.line, .cells) > :is(.table, .log) {
      block-size: min(420px, var(--_natural, 420px));
      min-block-size: 100%;
    }
    ::slotted(*) {
      grid-column: span 12;
    }
    ::slotted(sv-stat) {
      grid-column: span 6;
    }
    ::slotted(sv-metric) {
      grid-column: span 8;
    }
    ::slotted(sv-gauge) {
      grid-column: span 4;
    }
  }
  @container dashboard (width >= 1080px) {
    .stats {
      grid-template-columns: var(--_shares);
    }
    .cell {
      grid-column: span var(--_wide);
    }
    ::slotted(:is(sv-stat, sv-gauge)) {
      grid-column: span 3;
    }
    ::slotted(sv-metric) {
      grid-column: span 9;
    }
  }

  /* A window that is large enough shows the whole board: the last line takes the rest and scrolls inside. */
  :host([fill]) .board {
    min-block-size: 100dvh;
  }
  @media screen and (min-width: 1104px) and (min-height: 820px) {
    :host([fill]) .board.lines {
      display: flex;
      flex-direction: column;
      block-size: max(100dvh, var(--_least));
    }
    :host([fill]) .lines .grid {
      flex: 1;
      min-block-size: 0;
      grid-template-rows: var(--_rows);
    }
    :host([fill]) .lines :is(.line, .cells) {
      min-block-size: 0;
      grid-template-rows: minmax(0, 1fr);
    }
    :host([fill]) .lines .stack {
      min-block-size: 0;
    }
    :host([fill]) .lines :is(.metric, .gauge, .table, .log) {
      block-size: auto;
      min-block-size: 0;
    }
  }

  :host([printing]) .cell:is(.table, .log) {
    block-size: auto !important;
  }
  :host([printing]) :is(.grid, .line, .cells):has(> :is(.table, .log)) {
    align-items: start; /* Not as high as all rows beside them */
  }
  @media screen {
    /* Charts are painted for a sheet of A4 or Letter before there is one. */
    :host([printing='paper']) {
      inline-size: 720px !important;
    }
  }
  @media print {
    :host,
    :host(:state(dark)) {
      color-scheme: light;
    }
    .board,
    :host([fill]) .board {
      min-block-size: 0;
      padding: 0 calc(var(--_gap) / 2);
      background: #fff;
    }
    /* Firefox moves a table in a grid to the next sheet as a whole, and cuts rows in two there. */
    .grid {
      display: flow-root;
      margin-inline: calc(var(--_gap) / -2);
    }
    .grid > :not(slot),
    ::slotted(*) {
      margin: 0 calc(var(--_gap) / 2) var(--_gap);
    }
    .grid > .cell {
      --_part: calc(var(--_narrow) / 2);
      float: inline-start;
      inline-size: calc(100% * var(--_part) - var(--_gap));
    }
    .grid > :not(.cell),
    .grid > .cell:is(.table, .log) {
      float: none;
      clear: both;
      inline-size: auto;
    }
    :is(.line, .cells, .stack):has(.table, .log) {
      display: block;
    }
    :is(.line, .cells, .stack):has(.table, .log) > * {
      margin-block-end: var(--_gap);
    }
    @container dashboard (width >= 640px) {
      .grid > .cell {
        --_part: calc(var(--_medium) / 12);
      }
    }
  }
`;
