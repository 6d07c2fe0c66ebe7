import { css } from 'lit';

export const rowDetail = css`
  .detail {
    position: fixed;
    inset-block: 0;
    inset-inline: auto 0;
    display: flex;
    flex-direction: column;
    inline-size: min(460px, 100%);
    max-inline-size: 100%;
    block-size: 100dvh;
    max-block-size: none;
    margin: 0;
    padding: 0;
    border: 0;
    border-inline-start: 1px solid var(--_border);
    background: var(--_raised);
    color: var(--_text);
    box-shadow: 0 0 30px rgb(0 0 0 / 22%);
    font: 400 var(--_size-md) / 1.45 var(--_font);
    overflow: hidden;
  }
  .detail::backdrop {
    background: rgb(0 0 0 / 18%);
  }
  .detail header,
  .detail footer {
    display: flex;
    flex: none;
    align-items: center;
    gap: 8px;
    padding: 10px 14px;
    border-block-end: 1px solid var(--_border);
  }
  .detail footer {
    border-block: 1px solid var(--_border) 0;
  }
  .detail header code {
    flex: 1;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
    color: var(--_text-2);
  }
  .detail p {
    margin: 0;
    padding: 8px 14px;
    background: color-mix(in oklab, var(--_warn) 12%, transparent);
  }
  .detail dl {
    flex: 1;
    min-block-size: 0;
    margin: 0;
    padding: 4px 14px;
    overflow: auto;
  }
  .detail dl > div {
    display: grid;
    grid-template-columns: minmax(80px, 34%) 1fr;
    gap: 10px;
    align-items: start;
    padding-block: 7px;
    border-block-end: 1px solid var(--_rule);
  }
  .detail dt {
    overflow-wrap: anywhere;
    color: var(--_text-2);
  }
  .detail dd {
    position: relative;
    margin: 0;
    padding-inline-end: 60px;
    min-inline-size: 0;
    overflow-wrap: anywhere;
  }
  .detail dd > span {
    white-space: pre-wrap;
  }
  .detail dd > .copy {
    position: absolute;
    inset-block-start: -3px;
    inset-inline-end: 0;
  }
  .detail dd small {
    display: block;
    color: var(--_text-3);
  }
  .detail [data-level='good'] {
    color: var(--_good);
  }
  .detail [data-level='warn'] {
    color: var(--_warn);
  }
  .detail [data-level='bad'] {
    color: var(--_bad);
  }
  .detail button {
    min-inline-size: 28px;
    min-block-size: 26px;
    padding: 0 8px;
    border: 0;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: var(--_text-2);
    cursor: pointer;
  }
  .detail button:hover {
    background: var(--_fill);
    color: var(--_text);
  }
  .detail code {
    font: inherit;
    font-family: ui-monospace, monospace;
    font-size: 0.92em;
  }
  .detail details ul {
    margin: 0;
    padding-inline-start: 14px;
    border-inline-start: 1px solid var(--_rule);
    list-style: none;
    white-space: normal;
  }
  .detail details small {
    display: inline;
  }
  .detail summary {
    cursor: pointer;
  }
  .detail .name {
    color: var(--_text-2);
  }
  @media (max-width: 520px) {
    .detail {
      inset: auto 0 0;
      inline-size: 100%;
      block-size: auto;
      max-block-size: 88dvh;
      border-inline-start: 0;
      border-block-start: 1px solid var(--_border);
      border-start-start-radius: 14px;
      border-start-end-radius: 14px;
    }
    .detail button {
      min-block-size: 40px;
    }
  }
  @media print {
    .detail {
      display: none;
    }
  }
`;
