import { css } from 'lit';

/**
 * A panel that keeps to its box however low or narrow that is. Its height never follows from what is in it, so that its
 * parts can ask for it: a low one has a lower head, one that is lower yet has its title beside what it shows, and the
 * smallest has only its menu, over what it shows, while somebody points at it or has come to it by key.
 */
export const low = css`
  .panel {
    position: relative;
    container-type: size;
    flex: 1 1 calc(var(--_natural) * var(--_scale));
    /* Where a page makes the element a block, without a height; queries then take it for 0 in some browsers */
    contain-intrinsic-block-size: calc(var(--_natural) * var(--_scale) - 2px);
  }
  .head {
    overflow: clip;
  }
  .panel > .body,
  .body:has(> .message) {
    min-block-size: 0;
  }
  .message {
    justify-content: safe center;
    overflow: auto;
  }

  @container panel (0px < height < 150px) {
    .head {
      block-size: auto;
      min-block-size: 28px;
      padding-block: 2px;
    }
    .message .icon,
    sv-player {
      display: none;
    }
  }
  @container panel (0px < height < 76px) {
    .head {
      position: absolute;
      inset-block: 0;
      inset-inline-start: 0;
      inline-size: 40%;
      flex-wrap: nowrap;
      padding-inline-end: 6px;
    }
    .head :is(.end, .about) {
      display: none;
    }
    .panel > .body {
      margin-inline-start: 40%;
    }
    .message {
      padding-block: 2px;
    }
  }
  @container panel (0px < height < 76px) and (width < 200px) {
    .head {
      inset-block: 2px auto;
      inset-inline: auto 2px;
      z-index: 1;
      inline-size: auto;
      min-block-size: 0;
      padding: 0;
    }
    .head > :not(.more) {
      display: none;
    }
    .more {
      margin: 0;
      background: var(--_surface);
    }
    :host(:not(:hover)) .more:not(:focus-visible, [aria-expanded='true']) {
      opacity: 0;
    }
    .panel > .body {
      margin-inline-start: 0;
    }
  }
`;
