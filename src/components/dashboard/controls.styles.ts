import { css } from 'lit';

export const boardControls = css`
  :host {
    display: flex;
    flex-flow: row wrap; /* A panel is a column */
    justify-content: flex-end;
    gap: 8px;
    font: 400 var(--_size-md) / 1.4 var(--_font);
    font-variant-numeric: tabular-nums;
  }
  .control,
  .icon {
    flex: none;
  }
  .control[aria-pressed='true'] {
    color: var(--_accent);
    border-color: var(--_accent);
  }
  .range {
    flex: 1 0 auto; /* Its text says what is chosen, and is never cut */
    justify-content: space-between;
  }
  .range span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .pause {
    inline-size: calc(92px * var(--_scale));
  }
  .leave {
    margin-inline-start: auto;
  }

  .sheet,
  dialog {
    padding: 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
    inline-size: min(360px, 100vw - 16px);
  }
  .sheet {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 12px;
  }
  .sheet p {
    margin: 8px 0 0;
    color: var(--_text-2);
  }
  label {
    display: block;
    margin-block: 12px;
  }
  label.check {
    display: flex;
    align-items: center;
    gap: 8px;
  }
  .sheet label:first-child {
    margin-block-start: 0;
  }
  input[type='checkbox'] {
    inline-size: 24px;
    block-size: 24px;
    margin: 0;
    accent-color: var(--_accent);
  }
  input:not([type='checkbox']) {
    display: block;
    inline-size: 100%;
    block-size: var(--_control);
    margin-block-start: 4px;
    padding: 0 8px;
    border: 1px solid var(--_text-3);
    border-radius: calc(var(--_radius) / 2);
    background: var(--_surface);
    color: var(--_text);
  }

  dialog h2 {
    margin: 0 0 12px;
    font-size: var(--_size-lg);
    font-weight: 600;
  }
  .buttons {
    display: flex;
    justify-content: flex-end;
    gap: 8px;
    margin-block-start: 16px;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: 6px 16px;
    margin: 0;
  }
  dd {
    margin: 0;
  }
  kbd {
    padding: 1px 6px;
    border-radius: 4px;
    background: var(--_track);
    font: inherit;
  }
  @media (hover: none) {
    input {
      font-size: 16px; /* or iOS zooms in */
    }
  }
  @media (forced-colors: active) {
    .sheet,
    dialog {
      border-color: CanvasText;
    }
  }
  @media print {
    :host {
      display: none;
    }
  }
`;

/** The styles that the controls add to the board around them. */
export const controlledBoard = css`
  :host([kiosk]) {
    --sv-scale: 1.3;
    --_input-display: none; /* of what is in the widgets */
  }
  :host([kiosk]) :is(.toolbar > .control, sv-player) {
    display: none;
  }

  :host([kiosk]) .board {
    position: relative;
  }
  :host([kiosk]) sv-board-controls {
    position: absolute;
    inset: var(--_gap) var(--_gap) auto auto;
    inline-size: auto;
  }

  /* A wall shows the whole board. */
  :host(.sv-wall) {
    --sv-scale: var(--_wall-scale);
  }
  :host(.sv-wall) .board.lines {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    block-size: 100dvh;
  }
  /* Long words are cut, and take no line from the widgets. */
  :host(.sv-wall) .toolbar {
    display: grid;
    grid-template-columns: minmax(0, max-content) 1fr auto;
  }
  :host(.sv-wall) sv-status {
    min-inline-size: auto;
  }
  :host(.sv-wall) .description {
    grid-column: 1 / -1;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  :host(.sv-wall) .lines .grid {
    flex: 1;
    min-block-size: 0;
    grid-template-rows: var(--_wall-rows);
  }
  :host(.sv-wall) .lines :is(.line, .cells) {
    min-block-size: 0;
    grid-template-rows: none;
    grid-auto-rows: minmax(0, 1fr);
  }
  :host(.sv-wall) .lines .stack {
    min-block-size: 0;
  }
  :host(.sv-wall) .stats {
    grid-template-columns: var(--_shares);
  }
  :host(.sv-wall) .cell {
    min-block-size: 0 !important;
  }
  :host(.sv-wall) .cell:not(.stat) {
    block-size: auto !important;
  }

  :host([kiosk].sv-idle) {
    cursor: none;
    --_cursor: none; /* For what begins anew inside */
  }
  :host([kiosk].sv-idle) sv-board-controls {
    visibility: hidden;
  }

  /* Text at 7:1 and more, edges and lines at 3:1; there are no colours in between. */
  :host(:state(contrast)) {
    --sv-canvas: light-dark(#fff, #000);
    --sv-surface: var(--sv-canvas);
    --sv-raised: var(--sv-canvas);
    --sv-text: light-dark(#000, #fff);
    --sv-text-2: var(--sv-text);
    --sv-text-3: var(--sv-text);
    --sv-accent: light-dark(#003c9e, #9fd0ff);
    --sv-on-accent: var(--sv-canvas);
    --sv-good: light-dark(#00523a, #8ff0c4);
    --sv-warn: light-dark(#6b3d00, #ffd27a);
    --sv-bad: light-dark(#8a0008, #ffa3ad);
    --sv-series-1: var(--sv-accent);
    --sv-series-2: light-dark(#8a3300, #ffc078);
    --sv-series-3: light-dark(#00563f, #7fe0b2);
    --sv-series-4: light-dark(#7a1f58, #ffb0e0);
    --sv-series-5: light-dark(#4d3500, #fff0b0);
    --sv-series-6: light-dark(#3b1a8f, #d0b8ff);
    --sv-border: light-dark(#555, #aaa);
    --sv-rule: light-dark(#bbb, #555);
    --sv-track: light-dark(#ccc, #444);
  }
`;
