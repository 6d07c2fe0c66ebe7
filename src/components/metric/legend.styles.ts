import { css } from 'lit';

/** The legend, and the colour and dashes of each series, also in the card of a readout. */
export const legend = css`
  .legend {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0 4px;
    max-block-size: calc(72px * var(--_scale));
    margin: 0;
    padding: 0;
    overflow: auto;
    scrollbar-width: none; /* The number of the rest says that it scrolls */
    list-style: none;
  }
  .legend button,
  .rest,
  .newest {
    display: inline-flex;
    align-items: center;
    gap: 0 6px;
    min-block-size: 24px;
    padding: 3px 6px;
    border: 0;
    border-radius: 4px;
    background: none;
    font-size: var(--_size-sm);
    color: var(--_text-2);
  }
  :is(.legend button, .rest) {
    cursor: pointer;
  }
  .head .end:has(.rest) {
    gap: 4px;
  }
  .rest {
    flex: none;
    align-self: end;
    background: var(--_fill);
  }
  .newest,
  :is(.legend, .legend li) > * {
    min-inline-size: 0;
    max-inline-size: 100%;
  }
  :is(.legend .name, :is(.legend, .newest) b, .tip bdi) {
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .legend .name {
    max-inline-size: 24ch;
  }
  .legend button:hover {
    background: var(--_fill);
  }
  .legend button:focus-visible {
    outline-offset: -2px;
  }
  :is(.legend, .newest) b {
    flex: none;
    min-inline-size: 3ch;
    max-inline-size: 100%;
    font-weight: 500;
    color: var(--_value, var(--_text));
    text-align: end;
  }
  :is(.legend, .newest, .tip) i {
    flex: none;
    inline-size: 15px;
    block-size: 3px;
    background: repeating-linear-gradient(
      90deg,
      var(--_c) 0 var(--_on),
      transparent var(--_on) calc(var(--_on) + var(--_off))
    );
  }
  /* As the lines are dashed: see DASHES */
  .dash-0 {
    --_on: 10px;
    --_off: 0px;
  }
  .dash-1 {
    --_on: 6px;
    --_off: 3px;
  }
  .legend [aria-pressed='false'] {
    color: var(--_text-3);
    text-decoration: line-through;
  }
  .legend [aria-pressed='false'] i {
    background: none;
    box-shadow: inset 0 0 0 1px var(--_text-3);
  }
  .legend [aria-pressed='false'] b {
    visibility: hidden;
  }
  .s1 {
    --_c: var(--_series-1);
  }
  .s2 {
    --_c: var(--_series-2);
  }
  .s3 {
    --_c: var(--_series-3);
  }
  .s4 {
    --_c: var(--_series-4);
  }
  .s5 {
    --_c: var(--_series-5);
  }
  .s6 {
    --_c: var(--_series-6);
  }

  @container panel (width < 560px) {
    .legend {
      justify-content: flex-start;
    }
  }
  /* A long value goes below its name, so that neither is cut. */
  @container panel (width < 200px) {
    .legend .long-value {
      flex-wrap: wrap;
    }
    .legend .long-value .name {
      max-inline-size: calc(100% - 21px);
    }
  }
  /* The number of the rest goes below the values, too. */
  @container panel (width < 160px) {
    .head .end:has(.rest) {
      flex-wrap: wrap;
      justify-content: flex-end;
    }
  }
  @container panel (0px < height < 150px) {
    .legend {
      max-block-size: 24px;
    }
  }
  @media (forced-colors: active) {
    .forced-dash-0 {
      --_on: 10px;
      --_off: 0px;
    }
    .forced-dash-1 {
      --_on: 6px;
      --_off: 3px;
    }
    .forced-dash-2 {
      --_on: 2px;
      --_off: 3px;
    }
  }
`;
