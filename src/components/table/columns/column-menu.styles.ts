import { css } from 'lit';

export const columnMenu = css`
  .column-menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 8px;
    inline-size: 330px;
    max-inline-size: calc(100vw - 16px);
    max-block-size: min(480px, calc(100dvh - 16px));
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
    font: 400 var(--_size-md) / 1.4 var(--_font);
  }
  .column-menu header {
    display: flex;
    align-items: center;
    gap: 4px;
    padding-inline: 4px 0;
  }
  .column-menu strong {
    flex: 1;
    font-weight: 600;
  }
  .column-menu button {
    display: grid;
    place-items: center;
    flex: none;
    min-inline-size: 24px;
    min-block-size: 24px;
    padding: 0 6px;
    border: 0;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: var(--_text-2);
    cursor: pointer;
  }
  .column-menu button:hover:not(:disabled) {
    background: var(--_fill);
    color: var(--_text);
  }
  .column-menu button:disabled {
    color: var(--_text-3);
    opacity: 0.5;
    cursor: default;
  }
  .column-menu .find {
    inline-size: 100%;
    block-size: 28px;
    margin-block: 6px 2px;
    padding: 0 8px;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) / 2);
    background: none;
  }
  .column-menu ul {
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }
  .column-menu li {
    display: flex;
    align-items: center;
    border-radius: calc(var(--_radius) / 2);
  }
  .column-menu li:hover {
    background: var(--_fill);
  }
  .column-menu label {
    display: flex;
    flex: 1;
    align-items: center;
    gap: 8px;
    min-inline-size: 0;
    min-block-size: 28px;
    padding-inline-start: 4px;
    cursor: pointer;
  }
  .column-menu label span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .column-menu [type='checkbox'] {
    flex: none;
    inline-size: 16px;
    block-size: 16px;
    margin: 0;
    accent-color: var(--_accent);
  }
  .column-menu select {
    flex: none;
    inline-size: 84px;
    block-size: 24px;
    border: 1px solid transparent;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: var(--_text-2);
    font-size: var(--_size-sm);
    cursor: pointer;
  }
  .column-menu select:is(:hover, :focus-visible) {
    border-color: var(--_border);
  }
  .column-menu option {
    background: Canvas;
    color: CanvasText;
  }
  .column-menu svg {
    inline-size: 8px;
    block-size: 8px;
    fill: currentColor;
  }
  .column-menu .pin {
    opacity: 0.45;
  }
  .column-menu .pin svg {
    inline-size: 14px;
    block-size: 14px;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.4;
    stroke-linejoin: round;
  }
  .column-menu .pin:is(:hover, :focus-visible) {
    opacity: 1;
  }
  .column-menu .pin[aria-pressed='true'] {
    opacity: 1;
    color: var(--_accent);
  }
  .column-menu p {
    margin: 8px 4px;
    color: var(--_text-2);
  }
  @media (hover: none) {
    .column-menu label {
      min-block-size: 40px;
    }
    .column-menu button {
      min-inline-size: 36px;
      min-block-size: 40px;
    }
  }
  @media (forced-colors: active) {
    .column-menu {
      border-color: CanvasText;
    }
  }
  @media print {
    .column-menu {
      display: none;
    }
  }
`;
