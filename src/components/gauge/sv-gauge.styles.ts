import { css } from 'lit';

/** The dial takes what its box allows; its words are positioned in percent of it. */
export const gauge = css`
  .panel {
    --_natural: 210px;
  }
  .panel > .body {
    container: dial / size;
    display: grid;
    place-items: center;
    margin-block-end: 12px;
    padding-inline: var(--_gap);
  }
  .dial {
    position: relative;
    inline-size: min(100cqi, 138cqb, 300px * var(--_scale));
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
    font-size: min(var(--_size-xl), 14cqi, 19cqb);
    white-space: nowrap;
    font-weight: 600;
    line-height: 1;
    letter-spacing: -0.02em;
    color: var(--_value, var(--_text));
  }
  /* Half of the dial is between the ends of the arc beside it; a letter is at most 0.7 em wide. */
  .digits {
    font-size: min(1em, 70cqi / var(--_letters), 97cqb / var(--_letters));
  }
  .read small {
    display: block;
    margin-block-start: 6px;
    font-size: var(--_size-sm);
    font-weight: 400;
    letter-spacing: 0;
    color: var(--_text-3);
    overflow: hidden;
    text-overflow: ellipsis;
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

  /* A small dial has no words around its number; where it would be too small to be read, the number stands alone. */
  @container panel (0px < height < 150px) {
    .panel > .body {
      margin-block-end: 4px;
    }
  }
  @container dial (height < 116px) or (width < 160px) {
    .mark,
    .word,
    .read small {
      display: none;
    }
  }
  @container dial (height < 52px) or (width < 72px) {
    .dial {
      display: grid;
      place-items: center;
      inline-size: 100%;
      block-size: 100%;
      aspect-ratio: auto;
    }
    .dial svg {
      display: none;
    }
    .read {
      position: static;
      translate: none;
      max-inline-size: 100%;
      overflow: hidden;
      font-size: min(var(--_size-xl), 22cqi, 70cqb);
      line-height: 1.2;
    }
    .digits {
      font-size: min(1em, 140cqi / var(--_letters));
    }
    .read.warn {
      color: var(--_warn);
    }
    .read.bad {
      color: var(--_bad);
    }
  }

  /* On paper the sizes of the screen: Firefox resolves those of a container wrongly where one is in another. */
  @media print {
    .panel > .body {
      container-type: normal;
      grid-template-columns: minmax(0, 1fr);
    }
    .dial {
      inline-size: 220px;
      max-inline-size: 100%;
    }
    .read {
      font-size: 28px;
    }
    .digits {
      font-size: min(1em, 154px / var(--_letters));
    }
  }
  @media (forced-colors: active) {
    .dial svg {
      forced-color-adjust: none;
    }
  }
`;
