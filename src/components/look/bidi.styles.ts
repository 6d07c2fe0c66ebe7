import { css } from 'lit';

/**
 * Gives each text a direction of its own, by its first letter, and left to right without one: in a page that is written
 * from right to left, `−$66.36` and `1 of 12` keep their order, and a title in Arabic has its own everywhere. Where a text
 * begins is still decided by the page.
 */
export const bidi = css`
  :where(:host *),
  :where(:host *)::after {
    unicode-bidi: plaintext;
  }
  :where(:host > * > *) {
    text-align: -webkit-match-parent; /* Chromium has no other name for it */
    text-align: match-parent;
  }
`;
