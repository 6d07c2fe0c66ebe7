import { html, type nothing, type TemplateResult } from 'lit';
import { SLOTS } from './series-slots.js';

export interface LegendItem {
  readonly name: string;
  readonly slot: number;
  readonly isOn: boolean;
  /** Of the newest point. */
  readonly text: string;
  /** The text that room is kept for. */
  readonly room: string;
}

/** The series with their newest values; a press switches one on or off. */
export function renderLegend(items: readonly LegendItem[], toggle: (name: string) => void): TemplateResult {
  return html`<ul class="legend" part="legend">
    ${items.map(
      ({ name, slot, isOn, text, room }) =>
        html`<li>
          <button type="button" class=${slotClass(slot)} aria-pressed=${isOn} @click=${() => toggle(name)}>
            <i></i>${name} <b data-room=${room}>${text}</b>
          </button>
        </li>`,
    )}
  </ul>`;
}

/** A line that has no name needs no switch. */
export function renderNewest(text: string): TemplateResult | typeof nothing {
  return html`<span class="newest s1" part="legend"><i></i><b>${text}</b></span>`;
}

/** Gives an element its series' colour as `--_c`. */
export function slotClass(slot: number): string {
  return `s${(slot % SLOTS) + 1}${slot >= SLOTS ? ' dashed' : ''}`;
}
