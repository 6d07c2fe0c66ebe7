import { css } from 'lit';

/** The table inside its panel. */
export const table = css`
  :host {
    block-size: min(420px, var(--_natural, 420px)); /* As high as its rows, if they are few */
  }
  :host([density='compact']) {
    --_row: var(--sv-row, calc(24px * var(--_scale)));
  }
  :host([density='relaxed']) {
    --_row: var(--sv-row, calc(36px * var(--_scale)));
  }
  .panel {
    overflow: hidden;
  }
  /* A low table gives up its head before the rows. */
  .head {
    flex-shrink: 1;
    min-block-size: 0;
    overflow: clip;
  }
  .body,
  .body:has(> .message) {
    display: flex;
    flex-direction: column;
    min-block-size: calc(2 * var(--_row));
  }

  .count {
    white-space: nowrap;
  }
  button.plain {
    all: unset;
    white-space: nowrap;
    cursor: pointer;
    text-decoration: underline dotted;
    text-underline-offset: 3px;
  }
  button.plain:hover {
    color: var(--_text);
  }
  button:is(.plain, .beyond):focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 2px;
  }
  .search {
    display: var(--_input-display, inline-flex);
    align-items: center;
    gap: 6px;
    block-size: 26px;
    inline-size: 150px;
    padding: 0 8px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) / 2);
    color: var(--_text-3);
  }
  .search:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }
  .search .icon {
    inline-size: 12px;
    block-size: 12px;
  }
  .search input {
    all: unset;
    flex: 1;
    align-self: stretch;
    min-inline-size: 0;
    font-size: var(--_size-sm);
    color: var(--_text);
  }
  .search input::placeholder {
    color: var(--_text-3);
    opacity: 1;
  }

  .scroll {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overflow-anchor: none; /* FixedRows keeps the rows in sight in place */
    scrollbar-width: thin;
    position: relative;
    unicode-bidi: isolate; /* With "plaintext" Firefox scrolls to the right alone, although all of it goes to the left */
  }
  .scroll:focus-visible {
    outline-offset: -2px;
  }
  /* Drawn again above what sticks to the edges of the scroller. */
  .body:has(> .scroll:focus-visible:not([aria-activedescendant]))::after {
    content: '';
    position: absolute;
    z-index: 4;
    inset: 0;
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
    pointer-events: none;
  }
  .columns {
    position: sticky;
    inset-block-start: 0;
    z-index: 3;
    display: grid;
    grid-template-columns: 100%;
    min-block-size: var(--_row);
    min-inline-size: var(--_least, 0);
    background: var(--_surface);
    font-size: var(--_size-sm);
  }
  .columns .row {
    grid-area: 1 / 1;
  }
  .rows {
    position: relative;
    min-inline-size: var(--_least, 0);
  }
  .row {
    display: grid;
    grid-template-columns: var(--_tracks, none);
    inline-size: 100%;
    block-size: var(--_row);
    contain: strict;
  }
  .columns .row {
    border-block-end: 1px solid var(--_border);
  }
  .rows .row {
    border-block-end: 1px solid var(--_rule);
  }
  .drawn > .row:last-child {
    border-block-end-width: 0;
  }

  .totals {
    position: sticky;
    z-index: 3;
    inset-block-end: 0;
    min-inline-size: var(--_least, 0);
    background: var(--_surface);
    font-weight: 600;
  }
  .totals .row {
    border-block-start: 1px solid var(--_border);
  }
  .totals small {
    font-weight: 400;
    font-size: var(--_size-xs);
    color: var(--_text-3);
  }

  .cell {
    padding: 0 10px;
    line-height: calc(var(--_row) - 1px);
    white-space: nowrap;
    color: var(--_value, var(--_text));
  }
  .cell:first-child {
    padding-inline-start: var(--_gap);
  }
  .cell:last-child {
    padding-inline-end: var(--_gap);
  }
  .cell.quiet {
    color: var(--_text-2);
  }
  /* Digits stand below each other, and their sign before them, also in a page that is written from right to left. */
  .cell.number {
    direction: ltr;
    unicode-bidi: isolate;
    text-align: right;
  }
  /* A number is cut only where its viewer has made its column so narrow. */
  .cell:is(.name, .number:not(.sparked)) {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .cell.sparked .text {
    line-height: 1.4; /* As high as its line elsewhere, too, where it is no box */
  }
  .cell.sparked {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 16px; /* For the tint of a change, and the dot of the line */
  }
  /* The names of the rows stay in sight, and throw a shadow on what is scrolled below them. */
  .cell.left {
    text-align: left;
  }
  .cell.center {
    text-align: center;
  }
  .cell.right {
    text-align: right;
  }
  .cell[data-level='good'] .text {
    color: var(--_good);
  }
  .cell[data-level='warn'] .text {
    color: var(--_warn);
  }
  .cell[data-level='bad'] .text {
    color: var(--_bad);
    font-weight: 600;
  }
  .cell a[href] {
    color: var(--_accent);
    text-decoration: underline;
    text-decoration-color: color-mix(in oklab, currentColor 40%, transparent);
    text-underline-offset: 2px;
  }
  .cell a[href]:focus-visible {
    outline: 2px solid var(--_accent);
  }
  /* The cell that keys act on. */
  .scroll:focus .cell.active {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .scroll:not(:focus) .cell.active {
    background-color: color-mix(in oklab, var(--_accent) 8%, var(--_surface));
  }
  /* Opens all fields of the row under the pointer. */
  .handle {
    position: absolute;
    z-index: 2;
    inset-block-start: calc((var(--_row) - 24px) / 2);
    inset-inline-start: calc(var(--_seen, 100px) - 34px);
    inline-size: 28px;
    block-size: 24px;
    padding: 0;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) / 2);
    background: var(--_raised);
    color: var(--_text-2);
    line-height: 1;
    cursor: pointer;
  }
  .handle:hover {
    color: var(--_text);
  }
  .handle[hidden] {
    display: none;
  }

  /* Behind the digits, from the side on which they begin. */
  .cell.barred {
    background: linear-gradient(var(--_bar-color), var(--_bar-color)) no-repeat right 0 center / var(--_bar, 0%) calc(100% - 8px);
    --_bar-color: color-mix(in oklab, var(--_accent) 16%, transparent);
  }
  .wide .cell.stuck {
    position: sticky;
    z-index: 1;
    background-color: var(--_surface);
  }
  .scrolled .cell.edge {
    box-shadow: 0 0 8px rgb(0 0 0 / 0.28);
    clip-path: inset(0 -8px 0 0);
  }
  .scrolled .cell.edge:dir(rtl) {
    clip-path: inset(0 0 0 -8px);
  }
  .beyond {
    all: unset;
    padding: 1px 7px;
    border-radius: 999px;
    background: var(--_track);
    color: var(--_text-2);
    font-weight: 500;
    font-size: var(--_size-xs);
    line-height: 1.5;
    cursor: pointer;
  }
  .beyond:hover {
    color: var(--_text);
  }
  :host(:not([printing])) .rows .row:hover .cell {
    background-color: color-mix(in oklab, var(--_text) 5%, var(--_surface));
  }

  /* A row that is not here yet, in the look of the skeleton. */
  .row[aria-busy] .text {
    display: inline-block;
    inline-size: 55%;
    max-inline-size: 120px;
    block-size: 9px;
    vertical-align: middle;
    border-radius: 3px;
    background: var(--_track);
  }
  .row[aria-busy]:nth-child(3n) .text {
    inline-size: 38%;
  }
  /* The former rows, while those in another order take more than a moment. */
  .rows {
    transition: opacity 0s;
  }
  .scroll[aria-busy] .rows {
    opacity: 0.55;
    transition-delay: 300ms;
  }
  .body:has(> .message) .rows {
    visibility: hidden;
  }

  [role='columnheader'] {
    font-weight: 500;
    color: var(--_text-2);
  }
  [role='columnheader'][aria-sort] {
    font-weight: 600;
    color: var(--_text);
  }
  [role='columnheader'] {
    position: relative;
  }
  /* All of the head can be pressed. */
  [role='columnheader'] button {
    all: unset;
    display: flex;
    align-items: center;
    gap: 4px;
    inline-size: 100%;
    block-size: 100%;
    min-block-size: 24px;
    cursor: pointer;
  }
  [role='columnheader'] button::before {
    content: '';
    position: absolute;
    inset: 0;
  }
  [role='columnheader'] button:hover {
    color: var(--_text);
  }
  [role='columnheader'] button:focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  [role='columnheader'] button span {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  [role='columnheader'] small {
    font-size: var(--_size-xs);
    font-weight: 500;
  }
  .number button {
    flex-direction: row-reverse;
  }
  /* How it is sorted; for who points at it what a press does. */
  .arrows {
    display: grid;
    flex: none;
    inline-size: 8px;
    block-size: 8px;
  }
  .arrow {
    grid-area: 1 / 1;
    fill: currentColor;
  }
  .arrow.next {
    opacity: 0;
  }
  button:is(:hover, :focus-visible) .arrow.next {
    opacity: 0.5;
  }
  button:is(:hover, :focus-visible) .arrow.now:not(:only-child) {
    opacity: 0;
  }
  /* The edge by which a column is made wider. */
  .grip {
    position: absolute;
    z-index: 1;
    inset-block: 0;
    inset-inline-end: 0;
    inline-size: 8px;
    cursor: col-resize;
    touch-action: none;
  }
  .grip::after {
    content: '';
    position: absolute;
    inset-block: 6px;
    inset-inline-end: 0;
    inline-size: 1px;
    background: var(--_border);
    opacity: 0;
  }
  .columns:is(:hover, .resizing) .grip::after {
    opacity: 1;
  }
  .grip:hover::after,
  .resizing .grip:active::after {
    inline-size: 2px;
    background: var(--_accent);
  }
  .columns.moving,
  .columns.moving button {
    cursor: grabbing;
  }
  .dragged {
    opacity: 0.5;
  }
  .drop {
    position: absolute;
    z-index: 3;
    inset-block: 0;
    inline-size: 2px;
    background: var(--_accent);
    pointer-events: none;
  }
  @media (pointer: coarse) {
    .grip {
      inline-size: 16px;
    }
  }

  .spark {
    flex: 1;
    min-inline-size: 56px;
    max-inline-size: 130px;
    block-size: 18px;
  }
  .spark,
  .spark svg {
    overflow: visible;
  }
  .spark path {
    fill: none;
    vector-effect: non-scaling-stroke;
    stroke: var(--_text-3);
    stroke-width: 1.25;
    stroke-linejoin: round;
  }
  .spark circle {
    fill: var(--_accent);
  }

  .message {
    inset-block-start: var(--_row);
  }
  :host(:state(error)) .scroll {
    visibility: hidden;
  }
  .skeleton .row {
    grid-template-columns: 40fr 15fr 22fr 23fr;
    gap: 20px;
    padding-inline: var(--_gap);
    border-block-end: 1px solid var(--_rule);
  }
  .skeleton .row:first-child {
    border-block-end-color: var(--_border);
  }
  .skeleton .bone {
    block-size: 9px;
    margin-inline-end: 15%;
  }
  .skeleton .row:is(:first-child, :nth-child(3n)) .bone:first-child {
    margin-inline-end: 45%;
  }

  @container panel (width < 520px) {
    .search {
      display: none;
    }
    .cell {
      padding-inline: 7px;
    }
  }
  @media (forced-colors: active) {
    .search {
      border-color: CanvasText;
    }
    .spark,
    .row[aria-busy] .text {
      forced-color-adjust: none;
    }
  }
`;
