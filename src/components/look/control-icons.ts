import { html, svg, type TemplateResult } from 'lit';

/* Drawn on 16 × 16, as the other icons. */
const ICONS = {
  down: svg`<path d="m4 6.5 4 4 4-4"/>`,
  pause: svg`<path d="M5.5 3.5v9M10.5 3.5v9" stroke-width="2"/>`,
  play: svg`<path d="M5 3.2v9.6L12.6 8Z" fill="currentColor"/>`,
  theme: svg`<circle cx="8" cy="8" r="5.5"/><path d="M8 2.5a5.5 5.5 0 0 1 0 11Z" fill="currentColor"/>`,
};

export function controlIcon(name: keyof typeof ICONS): TemplateResult {
  return html`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${ICONS[name]}</svg>`;
}
