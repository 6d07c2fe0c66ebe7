import { css } from 'lit';

/** Buttons, icons and dots, wherever they are. */
export const control = css`
  .icon {
    inline-size: calc(16px * var(--_scale));
    block-size: calc(16px * var(--_scale));
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .icon-sm {
    inline-size: calc(12px * var(--_scale));
    block-size: calc(12px * var(--_scale));
    stroke-width: 2;
  }
  .dot {
    inline-size: calc(10px * var(--_scale));
    block-size: calc(10px * var(--_scale));
    flex: none;
    color: var(--_text-3);
    fill: currentColor;
    stroke: currentColor;
    stroke-width: 0;
  }
  .control {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    block-size: var(--_control);
    padding: 0 10px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_surface);
    color: var(--_text);
    font-weight: 500;
    text-decoration: none;
    white-space: nowrap;
    cursor: pointer;
  }
  .control:hover {
    background: color-mix(in oklab, var(--_text) 5%, var(--_surface));
    border-color: color-mix(in oklab, var(--_text) 24%, transparent);
  }
  .control:active {
    background: color-mix(in oklab, var(--_text) 10%, var(--_surface));
  }
  .control.primary {
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .control.primary:hover {
    background: color-mix(in oklab, var(--_text) 16%, var(--_accent));
  }
  .control.icon-only {
    inline-size: var(--_control);
    padding: 0;
    color: var(--_text-2);
  }
  .visually-hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
`;
