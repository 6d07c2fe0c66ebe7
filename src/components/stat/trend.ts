import { html, svg, type TemplateResult } from 'lit';

/* Drawn on 8 × 8 */
const SHAPES = {
  up: svg`<path d="M4 1 7.5 7H.5Z"/>`,
  down: svg`<path d="M4 7 .5 1h7Z"/>`,
  flat: svg`<path d="M1 3.2h6v1.6H1Z"/>`,
};

/** The small mark that says whether a value rose or fell. */
export function trend(direction: keyof typeof SHAPES): TemplateResult {
  return html`<svg class="trend" viewBox="0 0 8 8" aria-hidden="true">${SHAPES[direction]}</svg>`;
}
