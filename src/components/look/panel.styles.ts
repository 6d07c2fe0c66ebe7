import { type CSSResultGroup, css } from 'lit';
import { control } from './control.styles.js';

/** Frame, header and state note of every panel, and the message in place of its data. */
export const panel: CSSResultGroup = [
  control,
  css`
  :host {
    display: flex; /* So that the panel keeps to a height that is at most so much, too */
    flex-direction: column;
    min-inline-size: 0;
  }
  :host([hidden]) {
    display: none;
  }
  /* A widget that has the screen for itself is read from farther away. */
  @media (min-width: 1000px) and (min-height: 800px) {
    :host(:fullscreen:not(sv-dashboard)) {
      --sv-scale: 1.4;
    }
  }
  @media (min-width: 1900px) and (min-height: 1000px) {
    :host(:fullscreen:not(sv-dashboard)) {
      --sv-scale: 1.8;
    }
  }
  @media (min-width: 2500px) and (min-height: 1300px) {
    :host(:fullscreen:not(sv-dashboard)) {
      --sv-scale: 2.4;
    }
  }
  @media (min-width: 3800px) and (min-height: 2000px) {
    :host(:fullscreen:not(sv-dashboard)) {
      --sv-scale: 3.6;
    }
  }
  *,
  ::before,
  ::after {
    box-sizing: border-box;
  }
  :where(button, input, select) {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .panel {
    container: panel / inline-size;
    display: flex;
    flex: auto;
    flex-direction: column;
    block-size: 100%;
    min-block-size: 0;
    min-inline-size: 0;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  .head {
    display: flex;
    align-items: center;
    gap: 8px;
    block-size: var(--_header);
    flex: none;
    padding-inline: var(--_gap);
  }
  .head h2 {
    margin: 0;
    font-size: var(--_size-md);
    font-weight: 600;
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .head .about {
    flex: 0 1 auto;
    min-inline-size: 0;
    color: var(--_text-3);
    font-size: var(--_size-sm);
    white-space: nowrap;
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .head .end {
    margin-inline-start: auto;
    display: flex;
    align-items: center;
    gap: 12px;
    flex: none;
    color: var(--_text-3);
    font-size: var(--_size-sm);
  }
  .body {
    flex: 1;
    min-block-size: 0;
    position: relative;
  }

  .note {
    display: inline-flex;
    align-items: center;
    gap: 5px;
    margin-inline-start: auto;
    flex: none;
    font-size: var(--_size-sm);
    line-height: 1;
    color: var(--_text-2);
    white-space: nowrap;
  }
  .end + .note {
    margin-inline-start: 0;
  }
  .note.warn {
    color: var(--_warn);
  }
  .note.bad {
    color: var(--_bad);
  }
  .note .dot {
    color: inherit;
  }
  @container panel (width < 280px) {
    .note .long {
      display: none;
    }
  }
  @container panel (width < 180px) {
    .head .note > span {
      position: absolute;
      inline-size: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }

  /* The menu's button is seen by those who point at the widget, reach it by key, or have no pointer. */
  .more {
    display: var(--_input-display, grid);
    place-items: center;
    flex: none;
    inline-size: 24px;
    block-size: 24px;
    margin-inline: auto -6px;
    padding: 0;
    border: 0;
    border-radius: calc(var(--_radius) / 2);
    background: none;
    color: var(--_text-2);
    cursor: pointer;
  }
  :is(.end, .note) ~ .more {
    margin-inline-start: 0;
  }
  .more:is(:hover, [aria-expanded='true']) {
    background: var(--_track);
  }
  @media (hover: hover) {
    :host(:not(:hover)) .more:not(:focus-visible, [aria-expanded='true']) {
      opacity: 0;
    }
  }

  .message {
    position: absolute;
    inset: 0;
    display: flex;
    flex-direction: column;
    align-items: center;
    justify-content: center;
    gap: 4px;
    padding: 4px var(--_gap) var(--_gap);
    text-align: center;
    text-wrap: balance;
    overflow-wrap: anywhere;
    color: var(--_text-2);
  }
  .body:has(> .message) {
    min-block-size: calc(96px * var(--_scale));
  }
  .message strong {
    font-weight: 500;
    color: var(--_text);
  }
  .message code {
    font: var(--_size-sm) var(--_mono);
  }
  .message .icon {
    color: var(--_text-3);
    margin-block-end: 4px;
  }
  .message.bad .icon {
    color: var(--_bad);
  }
  .message .control {
    margin-block-start: 6px;
  }
  .bone {
    display: block;
    align-self: center;
    border-radius: 3px;
    background: var(--_track);
  }
  .head .bone {
    inline-size: 110px;
    block-size: 12px;
  }

  /* Old values stay readable: text steps down one level, only graphics fade. */
  :host(:is(:state(stale), :state(reconnecting))) {
    --_value: var(--_text-2);
  }
  :host(:is(:state(stale), :state(reconnecting))) .ink {
    opacity: 0.5;
  }

  @media (forced-colors: active) {
    .panel,
    .control {
      border-color: CanvasText;
    }
    .dot,
    .bone {
      forced-color-adjust: none;
    }
    .control.primary {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
  .printed {
    margin: 0;
    padding: 4px var(--_gap);
    color: var(--_text-2);
    font-size: var(--_size-sm);
  }
  :host([printing]) :is(.control, .more) {
    display: none;
  }
  @media print {
    .control,
    .more {
      display: none;
    }
    .panel {
      break-inside: avoid;
    }
  }
`,
];
