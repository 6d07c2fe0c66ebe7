import { css } from 'lit';

/**
 * Keeps the text styles of the page out. A rule of the page on our tag, such as `* { letter-spacing: 3px }`, outranks
 * `:host`, so that the elements at the top of a shadow root begin anew. The page still decides about the colour scheme,
 * the direction of writing (which `all` leaves alone), what is visible and what takes the pointer.
 */
export const inherited = css`
  :host {
    writing-mode: horizontal-tb;
  }
  :where(:host > *) {
    all: initial;
    display: block;
    visibility: inherit;
    pointer-events: inherit;
    color-scheme: inherit;
    print-color-adjust: inherit;
    user-select: text;
    -webkit-user-select: text;
    -webkit-text-size-adjust: 100%;
    cursor: var(--_cursor, auto);
    color: var(--_text);
    font: 400 var(--_size-md) / 1.4 var(--_font);
    font-variant-numeric: tabular-nums;
  }
`;
