import { css } from 'lit';

export const arranging = css`
  .arranging {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin-block-end: var(--_gap);
    padding: 8px var(--_gap);
    border: 1px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .arranging p {
    margin: 0;
    margin-inline-end: auto;
    color: var(--_text-2);
  }
  .handle {
    position: absolute;
    z-index: 4;
    inset: var(--_top) auto auto var(--_left);
    inline-size: var(--_inline);
    block-size: var(--_block);
    padding: 0;
    border: 2px dashed color-mix(in oklab, var(--_accent) 60%, transparent);
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_surface) 35%, transparent);
    cursor: grab;
    touch-action: none;
  }
  .handle:is([data-target], :focus-visible) {
    border: 2px solid var(--_accent);
  }
  .handle[data-dragged] {
    cursor: grabbing;
    opacity: 0.7;
    background: color-mix(in oklab, var(--_accent) 25%, transparent);
  }
  .corner {
    position: absolute;
    inset-block-end: 0;
    inset-inline-end: 0;
    inline-size: 24px;
    block-size: 24px;
    border-block-end: 4px solid var(--_accent);
    border-inline-end: 4px solid var(--_accent);
    border-end-end-radius: var(--_radius);
    cursor: nwse-resize;
  }
  .corner:dir(rtl) {
    cursor: nesw-resize;
  }
  .control.hide {
    position: absolute;
    z-index: 5;
    /* On the lower edge, in the gap: it covers neither title nor legend, nor the change of a number. */
    inset: calc(var(--_top) + var(--_block) - 10px) auto auto calc(var(--_left) + 8px);
    min-block-size: 0;
    block-size: 24px;
  }
  /* Room for those of the last row, whatever is around the board. */
  .arranging ~ .grid {
    padding-block-end: 14px;
  }
  .arranging .control:disabled {
    color: var(--_text-3);
    cursor: default;
  }
  @media print {
    .arranging,
    .handle {
      display: none;
    }
  }
`;
