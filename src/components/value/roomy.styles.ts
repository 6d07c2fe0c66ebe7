import { css } from 'lit';

/** Keeps the room of the text in `data-room` for the one that is shown. */
export const roomy = css`
  [data-room] {
    display: inline-grid;
    direction: ltr; /* It is a number; in a grid Firefox does not look at the text for its direction */
  }
  [data-room]::after {
    content: attr(data-room);
    block-size: 0;
    overflow: hidden;
    visibility: hidden;
  }
`;
