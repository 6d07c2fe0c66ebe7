import { css } from 'lit';

/** Keeps the room of the text in `data-room` for the one that is shown. */
export const roomy = css`
  [data-room] {
    display: inline-block;
    direction: ltr; /* It is a number */
  }
  [data-room]::after {
    content: attr(data-room);
    display: block;
    block-size: 0;
    overflow: hidden;
    visibility: hidden;
  }
`;
