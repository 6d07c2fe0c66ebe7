import { css } from 'lit';

export const widgetMenu = css`
  .menu {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 4px;
    min-inline-size: 190px;
    max-block-size: calc(100dvh - 16px);
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 6px 20px rgb(0 0 0 / 18%);
    font: 400 var(--_size-md) / 1.4 var(--_font);
  }
  .menu hr {
    margin: 4px 8px;
    border: 0;
    border-block-start: 1px solid var(--_border);
  }
  .menu [role^='menuitem'] {
    display: flex;
    align-items: center;
    inline-size: 100%;
    min-block-size: max(24px, 28px * var(--_scale));
    padding: 0 10px;
    border: 0;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: inherit;
    font: inherit;
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .menu [role^='menuitem']:is(:hover, :focus) {
    background: var(--_fill);
  }
  .menu [role^='menuitem']:focus-visible {
    outline-offset: -2px;
  }
  .menu [role='menuitemradio']::before {
    content: '';
    flex: none;
    inline-size: 6px;
    block-size: 6px;
    margin-inline-end: 8px;
    border-radius: 50%;
  }
  .menu [aria-checked='true']::before {
    background: var(--_accent);
  }
  .menu [aria-disabled] {
    color: var(--_text-3);
    cursor: default;
  }
  @media (hover: none) {
    .menu [role^='menuitem'] {
      min-block-size: 40px;
    }
  }
  @media (forced-colors: active) {
    .menu {
      border-color: CanvasText;
    }
    .menu [aria-checked='true']::before {
      forced-color-adjust: none;
    }
  }
  @media print {
    .menu {
      display: none;
    }
  }
`;
