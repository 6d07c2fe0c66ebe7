import { css } from 'lit';

/** The dial takes what its box allows; its words are positioned in percent of it. */
export const gauge = css`
  .panel > .body {
    container-type: size;
    display: grid;
    place-items: center;
    margin: 0 var(--_gap) 12px;
    min-block-size: calc(160px * var(--_scale));
  }
  .dial {
    position: relative;
    /* Without a height of its own the body has its least one, which 138cqb does not know of */
    inline-size: min(100cqi, max(138cqb, 220px * var(--_scale)), 300px * var(--_scale));
    aspect-ratio: 240 / 174;
  }
  .dial svg {
    display: block;
    inline-size: 100%;
    block-size: 100%;
  }
  .track {
    fill: var(--_track);
  }
  .fill {
    fill: var(--_accent);
  }
  .zone {
    fill: var(--_good);
  }
  :is(.fill, .zone).warn {
    fill: var(--_warn);
  }
  :is(.fill, .zone).bad {
    fill: var(--_bad);
  }

  .read {
    position: absolute;
    inset: 53% 0 auto;
    translate: 0 -50%;
    text-align: center;
    font-size: min(var(--_size-xl), 14cqi);
    font-weight: 600;
    line-height: 1;
    letter-spacing: -0.02em;
    color: var(--_value, var(--_text));
  }
  .read small {
    display: block;
    margin-block-start: 6px;
    font-size: var(--_size-sm);
    font-weight: 400;
    letter-spacing: 0;
    color: var(--_text-3);
  }
  .mark {
    position: absolute;
    left: var(--_x);
    top: var(--_y);
    translate: -50% -50%;
    font-size: var(--_size-xs);
    line-height: 1;
    color: var(--_text-3);
    white-space: nowrap;
  }
  .word {
    position: absolute;
    inset: 92.5% 0 auto;
    translate: 0 -50%;
    text-align: center;
    font-size: var(--_size-sm);
    font-weight: 500;
    line-height: 1;
    color: var(--_good);
  }
  .word.warn {
    color: var(--_warn);
  }
  .word.bad {
    color: var(--_bad);
  }
  :host(:is(:state(stale), :state(reconnecting))) .word {
    display: none;
  }

  @media (forced-colors: active) {
    .dial svg {
      forced-color-adjust: none;
    }
  }
`;
