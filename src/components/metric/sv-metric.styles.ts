import { css } from 'lit';
import { colourProbe } from '../../chart/colours.js';
import { legend } from './legend.styles.js';

/** Canvas below, what answers to the pointer above. */
export const metric = [
  colourProbe,
  legend,
  css`
    .panel {
      --_natural: 220px;
    }
    .head {
      block-size: auto;
      min-block-size: var(--_header);
      padding-block: 4px;
    }
    .head .end {
      flex: 0 1 auto;
      min-inline-size: 0;
      max-inline-size: 75%; /* Many series leave the title its part */
    }
    .chart,
    canvas {
      position: absolute;
      inset: 0;
      inline-size: 100%;
      block-size: 100%;
    }
    canvas {
      display: block;
      font: var(--_size-xs) var(--_font);
    }
    .plot {
      position: absolute;
      cursor: crosshair;
      touch-action: pan-y pinch-zoom;
      user-select: none;
      outline-offset: 3px;
    }
    .crosshair {
      position: absolute;
      inset-block: 0;
      left: var(--_x);
      inline-size: 1px;
      background: color-mix(in oklab, var(--_text) 45%, transparent);
      pointer-events: none;
    }
    .pick {
      position: absolute;
      left: var(--_x);
      top: var(--_y);
      inline-size: 9px;
      block-size: 9px;
      margin: -4.5px;
      border: 2px solid var(--_surface);
      border-radius: 50%;
      background: var(--_c);
      pointer-events: none;
    }
    .tip {
      position: absolute;
      left: calc(var(--_x) + 12px);
      top: 14%;
      z-index: 2;
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      align-items: center;
      gap: 2px 8px;
      inline-size: max-content;
      min-inline-size: min(140px, var(--_seen, 140px));
      max-inline-size: min(320px, var(--_seen, 320px));
      padding: 8px 10px;
      border: 1px solid var(--_border);
      border-radius: calc(var(--_radius) * 0.75);
      background: var(--_raised);
      box-shadow: 0 4px 16px rgb(0 0 0 / 0.14);
      font-size: var(--_size-sm);
      white-space: nowrap;
      pointer-events: none;
    }
    .tip.before {
      left: auto;
      right: calc(100% - var(--_x) + 12px);
    }
    .tip time {
      grid-column: 1 / -1;
      font-size: var(--_size-xs);
      color: var(--_text-2);
    }
    .tip b {
      max-inline-size: 180px;
      overflow-wrap: anywhere;
      white-space: normal;
      font-weight: 600;
      text-align: end;
    }
    .brush {
      position: absolute;
      inset-block: 0;
      left: var(--_from);
      right: calc(100% - var(--_to));
      border-inline: 1px solid var(--_accent);
      background: color-mix(in oklab, var(--_accent) 14%, transparent);
      pointer-events: none;
    }
    .pill {
      position: absolute;
      inset-block-end: 10px;
      inset-inline-end: 10px;
      z-index: 1;
      display: inline-flex;
      align-items: center;
      gap: 6px;
      block-size: 26px;
      padding: 0 11px 0 9px;
      border: 0;
      border-radius: 13px;
      background: var(--_accent);
      color: var(--_on-accent);
      font-size: var(--_size-sm);
      font-weight: 600;
      box-shadow: 0 2px 8px rgb(0 0 0 / 0.18);
      cursor: pointer;
    }
    .pill .dot {
      color: inherit;
    }
    .empty {
      background: var(--_surface);
    }

    /* The four lines of a chart that is not there yet */
    .bones {
      position: absolute;
      inset: 8px 16px 26px 48px;
      overflow: hidden;
      display: flex;
      flex-direction: column;
      justify-content: space-between;
    }
    .bones i {
      block-size: 1px;
      background: var(--_rule);
    }
    .bones i:last-child {
      background: var(--_border);
    }

    @container panel (width < 560px) {
      .head {
        flex-wrap: wrap;
        gap: 0 8px;
        padding-block: 9px 2px;
      }
      .head h2 {
        max-inline-size: calc(100% - 26px); /* The menu stays beside it */
      }
      .head:has(.note) h2 {
        max-inline-size: calc(100% - 44px);
      }
      .head .end {
        order: 1;
        inline-size: 100%;
        max-inline-size: none;
        margin: 0;
        margin-inline-start: -6px;
      }
      .head :is(.note, :not(.note) + .more) {
        margin-inline-start: auto;
      }
    }
    @container panel (0px < height < 150px) {
      .pill {
        inset-block-end: 2px;
        inset-inline-end: 4px;
        block-size: 22px;
      }
    }
    @container panel (0px < height < 120px) {
      .head .end {
        display: none;
      }
    }
    @container panel (0px < height < 76px) {
      .head {
        flex-wrap: nowrap;
        padding-block: 0;
      }
    }
    @media (forced-colors: active) {
      canvas,
      .crosshair,
      .pick,
      :is(.legend, .newest, .tip) i {
        forced-color-adjust: none;
      }
      .pill {
        forced-color-adjust: none;
        background: Highlight;
        color: HighlightText;
      }
    }
    @media print {
      /* The sheet may have another width than the chart was painted for. */
      .chart,
      canvas {
        position: static;
        block-size: auto;
      }
      .plot {
        display: none;
      }
    }
  `,
];
