import { html, svg, type TemplateResult } from 'lit';

/* Drawn on 16 × 16, in strokes of the current colour. */
const ICONS = {
  bad: svg`<path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3Z"/><path d="M8 4.8v4M8 11.2v.1"/>`,
  down: svg`<path d="m4.5 6.5 3.5 3.5 3.5-3.5"/>`,
  filter: svg`<path d="M2.5 3.5h11L9.4 8.3v4.2L6.6 11V8.3Z"/>`,
  inbox: svg`<path d="M2.5 9.5 4.4 3.5h7.2l1.9 6v3.5h-11ZM2.5 9.5h3.2l.8 1.6h3l.8-1.6h3.2"/>`,
  more: svg`<path d="M8 3.4v.01M8 8v.01M8 12.6v.01" stroke-width="2.2"/>`,
  search: svg`<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.3 3.3"/>`,
  warn: svg`<path d="M8 2.2 14.6 13.6H1.4Z"/><path d="M8 6.6v3M8 11.6v.1"/>`,
};
export type IconName = keyof typeof ICONS;

/* Drawn on 10 × 10: one shape per state, so that colour is not needed to tell them apart. */
const DOTS = {
  connecting: svg`<circle cx="5" cy="5" r="3.6" fill="none" stroke-width="1.4" stroke-dasharray="2 1.4"/>`,
  waiting: svg`<circle cx="5" cy="5" r="3.6" fill="none" stroke-width="1.4"/>`,
  live: svg`<circle cx="5" cy="5" r="4"/>`,
  stale: svg`<circle cx="5" cy="5" r="3.7" fill="none" stroke-width="1.4"/><path d="M5 2.8V5l1.5 1.2" fill="none" stroke-width="1.3"/>`,
  reconnecting: svg`<path d="M8.6 5A3.6 3.6 0 1 1 5 1.4" fill="none" stroke-width="1.5"/>`,
  paused: svg`<path d="M3 1.5v7M7 1.5v7" fill="none" stroke-width="2"/>`,
  ended: svg`<path d="m1.6 5.4 2.4 2.4 4.6-5.4" fill="none" stroke-width="1.8"/>`,
  error: svg`<path d="M1.8 1.8l6.4 6.4M8.2 1.8 1.8 8.2" fill="none" stroke-width="2"/>`,
};
export type DotName = keyof typeof DOTS;

/** @param classes Such as `"icon-sm"`. */
export function icon(name: IconName, classes = ''): TemplateResult {
  return html`<svg class="icon ${classes}" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
}

/** The mark of a state, beside its word. */
export function dot(name: DotName, classes = ''): TemplateResult {
  return html`<svg class="dot ${classes}" viewBox="0 0 10 10" aria-hidden="true">${DOTS[name]}</svg>`;
}
