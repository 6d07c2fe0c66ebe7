import { css } from 'lit';

/** The samples of `TypeProbe`: one of each size, without a text that could be found or copied. */
export const typeProbe = css`
  .type-probe {
    position: absolute;
    inline-size: 0;
    block-size: 0;
    overflow: hidden;
    visibility: hidden;
    white-space: nowrap;
  }
  .type-probe i {
    position: absolute;
    font: 400 var(--_size-md) var(--_font);
  }
  .type-probe i::before {
    content: '0123456789,.−$% Messages';
  }
  .type-probe i:nth-child(2) {
    font: 600 var(--_size-sm) var(--_font);
  }
  .type-probe i:nth-child(3) {
    font-size: var(--_size-xs);
  }
  .type-probe i:nth-child(4) {
    font: 600 var(--_size-xl) var(--_font);
  }
`;
