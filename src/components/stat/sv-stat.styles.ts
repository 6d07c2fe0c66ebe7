import { css } from 'lit';

/** A tile of one height in every state: label, number, change, and a drawing that takes the room that is left. */
export const stat = css`
  .stat {
    position: relative;
    display: grid;
    grid-template:
      calc(16px * var(--_scale)) 1fr calc(16px * var(--_scale)) /
      minmax(56%, max-content) minmax(0, 1fr);
    column-gap: 12px;
    min-block-size: calc(100px * var(--_scale));
    padding: 10px var(--_gap);
  }
  /* Its height follows from nothing in it, so that a low one can leave out parts; a player is below those. */
  .stat:not(:has(sv-player)) {
    container-type: size;
    flex: 1 1 calc(100px * var(--_scale));
    contain-intrinsic-block-size: calc(100px * var(--_scale) - 22px);
    min-block-size: 0;
  }
  .stat > * {
    grid-column: 1 / -1;
    min-inline-size: 0;
  }
  sv-player {
    margin-inline: calc(-1 * var(--_gap));
    margin-block-end: -8px;
  }
  .label {
    display: flex;
    gap: 8px;
    color: var(--_text-2);
    font-size: var(--_size-sm);
    line-height: calc(16px * var(--_scale));
    white-space: nowrap;
  }
  .title {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .of {
    flex: none;
    color: var(--_text-3);
  }
  .limit {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-inline-start: auto;
    flex: none;
    font-weight: 500;
  }
  .limit + .note,
  .limit ~ .more {
    margin-inline-start: 0;
  }
  .more {
    margin-block: -4px;
  }
  .value {
    grid-column: 1;
    align-self: center;
    font-size: var(--_size-xl);
    font-weight: 600;
    line-height: 1.2;
    letter-spacing: -0.02em;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
    color: var(--_value, var(--_text));
  }
  .value > span {
    font-size: calc(1em * var(--_fit));
  }
  /* Sign, number and unit stand in this order also in a page that is written from right to left. */
  .quantity {
    display: flex;
    align-items: baseline;
    direction: ltr;
    inline-size: fit-content;
    max-inline-size: 100%;
  }
  .folded {
    display: block;
    white-space: normal;
    overflow-wrap: anywhere;
  }
  .value small {
    flex: 0 1 auto;
    min-inline-size: 0;
    max-inline-size: 40cqi; /* Leaves room for the line beside it */
    overflow: hidden;
    text-overflow: ellipsis;
    margin-inline-start: 0.2em;
    font-size: calc(var(--_size-lg) * var(--_fit));
    font-weight: 400;
    letter-spacing: 0;
    color: var(--_text-3);
  }
  .value small.before {
    flex: none;
    margin-inline: 0 0.1em;
  }
  .delta {
    grid-column: 1;
    display: flex;
    align-items: baseline;
    gap: 5px;
    font-size: var(--_size-sm);
    line-height: calc(16px * var(--_scale));
    color: var(--_text-3);
    white-space: nowrap;
    overflow: hidden;
  }
  .delta b {
    display: inline-flex;
    align-items: baseline;
    min-inline-size: 0;
    font-weight: 500;
  }
  /* A long unit is cut at its end, after the number, and only where the words beside it have no room at all. */
  .delta b > span {
    display: block;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .delta b > span::after {
    display: block;
  }
  :where(.delta) b {
    color: var(--_text-2); /* Gives way to good and bad */
  }
  .delta > span {
    flex-shrink: 1000;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .trend {
    flex: none;
    inline-size: calc(8px * var(--_scale));
    block-size: calc(8px * var(--_scale));
    margin-inline-end: 4px;
    fill: currentColor;
  }
  .good:not(.value) {
    color: var(--_good);
  }
  .warn {
    color: var(--_warn);
  }
  .bad {
    color: var(--_bad);
  }
  .message-line {
    color: var(--_text-3);
    font-size: var(--_size-sm);
    line-height: calc(16px * var(--_scale));
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  :host(:is(:state(stale), :state(reconnecting))) :is(.value, .delta b) {
    color: var(--_value);
  }
  :host(:is(:state(stale), :state(reconnecting))) .delta b {
    color: var(--_text-3);
  }

  .spark {
    grid-area: 2 / 2 / 4;
    align-self: end;
    display: block;
    inline-size: 100%;
    block-size: calc(46px * var(--_scale));
  }
  .spark,
  .spark svg {
    overflow: visible;
  }
  .line {
    fill: none;
    stroke: var(--_series-1);
    stroke-width: 1.5;
    stroke-linecap: round; /* A point between two gaps is a dot */
    stroke-linejoin: round;
    vector-effect: non-scaling-stroke;
  }
  .end {
    fill: var(--_series-1);
  }
  stop {
    stop-color: var(--_series-1);
    stop-opacity: 0.14;
  }
  stop + stop {
    stop-opacity: 0;
  }

  .stat > .bone {
    justify-self: start;
    max-inline-size: 100%;
    inline-size: 130px;
    block-size: 24px;
  }
  .stat > .bone + .bone {
    inline-size: 160px;
    block-size: 10px;
  }
  .label .bone {
    inline-size: 90px;
    block-size: 10px;
  }

  @container panel (width < 240px) {
    .value,
    .delta {
      grid-column: 1 / -1;
    }
    .spark {
      display: none;
    }
    .note > span,
    .limit > span {
      position: absolute;
      inline-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @container panel (0px < height < 62px) {
    :is(.delta, .spark, .message-line) {
      display: none;
    }
    .value {
      grid-row: 2 / 4;
    }
  }
  @container panel (0px < height < 42px) {
    .value {
      font-size: min(var(--_size-xl), (100cqb - 16px * var(--_scale)) * 0.8);
    }
  }
  /* The smallest has only its menu beside the number, while somebody points at it or has come to it by key. */
  @container panel (0px < height < 36px) {
    .label {
      position: absolute;
      inset-block-start: 7px;
      inset-inline-end: 7px;
    }
    .label > :not(.more) {
      display: none;
    }
    .more {
      background: var(--_surface);
    }
    :host(:not(:hover)) .more:not(:focus-visible, [aria-expanded='true']) {
      opacity: 0;
    }
    .value {
      grid-row: 1 / 4;
      font-size: min(var(--_size-xl), 90cqb);
    }
  }
  @media (forced-colors: active) {
    .spark,
    .trend {
      forced-color-adjust: none;
    }
    .trend {
      fill: CanvasText;
    }
    .area {
      display: none;
    }
  }
`;
