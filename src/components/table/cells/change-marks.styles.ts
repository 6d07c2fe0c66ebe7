import { css } from 'lit';

/** The marks of cells and rows that have just changed, come or gone. */
export const changeMarks = css`
  /* The text of a changed cell is tinted, then paler, then as before; the mark in the padding says up or down without colour. */
  [data-flash] {
    --_mark: var(--_text-2);
    --_tint: var(--_changed);
  }
  [data-flash] > .text {
    position: relative;
    margin-inline: -10px -4px;
    padding-block: 2px;
    padding-inline: 10px 4px;
    background: linear-gradient(var(--_tint), var(--_tint)) 0 / min(100%, 120px) no-repeat;
  }
  /* Numbers are written from left to right everywhere. */
  [data-flash]:not(.number):dir(rtl) > .text {
    background-position-x: 100%;
  }
  [data-flash^='up'] {
    --_tint: var(--_up);
    --_mark: var(--_series-1);
  }
  [data-flash^='down'] {
    --_tint: var(--_down);
    --_mark: color-mix(in oklab, var(--_series-2) 75%, var(--_text));
  }
  [data-flash$='late'] > .text {
    background-image: linear-gradient(
      color-mix(in oklab, var(--_tint) 40%, transparent),
      color-mix(in oklab, var(--_tint) 40%, transparent)
    );
  }
  [data-flash^='up'] > .text::before,
  [data-flash^='down'] > .text::before {
    content: '';
    position: absolute;
    inset-inline-start: 2px;
    inset-block-start: calc(50% - 2.5px);
    inline-size: 6px;
    block-size: 5px;
    background: var(--_mark);
    clip-path: polygon(50% 0, 100% 100%, 0 100%);
    forced-color-adjust: none;
  }
  [data-flash^='down'] > .text::before {
    clip-path: polygon(0 0, 100% 0, 50% 100%);
  }
  [data-new] .cell {
    background-image: linear-gradient(
      color-mix(in oklab, var(--_accent) 9%, transparent),
      color-mix(in oklab, var(--_accent) 9%, transparent)
    );
  }
  [data-new] .cell:first-child {
    box-shadow: inset 3px 0 var(--_accent);
  }
  [data-new]:dir(rtl) .cell:first-child {
    box-shadow: inset -3px 0 var(--_accent);
  }
  [data-gone] {
    position: absolute;
    z-index: 1;
    background: var(--_surface);
    animation: gone 300ms forwards;
    pointer-events: none;
  }
  @keyframes gone {
    from {
      opacity: 0.6;
    }
    to {
      opacity: 0;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    [data-flash] > .text,
    [data-new] .cell {
      background-image: none;
    }
    [data-gone] {
      display: none;
    }
  }
  @media (forced-colors: active) {
    [data-flash] > .text {
      outline: 1px solid Highlight;
      outline-offset: -1px; /* A cell that can be cut would hide what is outside */
    }
    [data-new] {
      outline: 1px solid Highlight;
      outline-offset: -2px;
    }
  }
  @media print {
    [data-flash] > .text,
    [data-new] .cell {
      background-image: none;
      box-shadow: none;
    }
    [data-flash] > .text::before {
      display: none;
    }
  }
`;
