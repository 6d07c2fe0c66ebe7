import { html, nothing, type TemplateResult } from 'lit';
import type { SceneLine } from '../../chart/layout.js';
import { dashOf, forcedDashOf } from '../../chart/series/dashes.js';
import { SLOTS } from '../../chart/series/series-slots.js';
import { MISSING } from '../../text/format.js';
import { lineText } from '../../text/line-text.js';
import { quantityText } from '../../text/quantity.js';
import { RecentLargest } from '../../text/recent-largest.js';
import type { ValueSettings } from '../value/value-settings.js';

/** The series with their newest values; a press switches one on or off. */
export class MetricLegend {
  readonly #toggle: (name: string) => void;
  readonly #longest = new Map<string, RecentLargest<string>>();

  constructor(toggle: (name: string) => void) {
    this.#toggle = toggle;
  }

  /** @param step The step of the axis; `undefined` before there is one: then no room is kept for longer values. */
  render(
    lines: readonly SceneLine[],
    switchedOff: ReadonlySet<string>,
    { column, unit }: ValueSettings,
    step: number | undefined,
  ): TemplateResult | typeof nothing {
    const values = lines.map(({ series }) => series.values.at(-1) ?? Number.NaN);
    const texts = values.map((value) => lineText(value, values, step ?? 1, column));
    const [first] = lines;
    if (first === undefined) return nothing;
    if (lines.length === 1 && first.name === '') return renderNewest(quantityText(texts[0] ?? '', unit));
    return html`<ul class="legend" part="legend" translate="no">
      ${lines.map(({ name, slot }, i) => {
        const text = texts[i] ?? '';
        const room = step === undefined ? text : this.#roomOf(name, text);
        return html`<li>
          <button
            type="button"
            class="${slotClass(slot)} ${text.length > SHORT ? 'long-value' : ''}"
            aria-pressed=${!switchedOff.has(name)}
            @click=${() => this.#toggle(name)}
          >
            <i></i><bdi class="name" title=${name}>${seriesName(name)}</bdi> <b data-room=${room} title=${text}>${text}</b>
          </button>
        </li>`;
      })}
    </ul>`;
  }

  #roomOf(name: string, text: string): string {
    let longest = this.#longest.get(name);
    if (longest === undefined) this.#longest.set(name, (longest = new RecentLargest()));
    return longest.fit(text, text.length, Date.now());
  }
}

/** A value of so many characters has room beside a name also in a narrow chart. */
const SHORT = 8;

/** Gives the name of one of several series: rows without a name make a line, too. */
export function seriesName(name: string): string {
  return name.trim() === '' ? MISSING : name;
}

/** Gives an element its series' colour as `--_c`, and the dashes of its line. */
export function slotClass(slot: number): string {
  return `s${(slot % SLOTS) + 1} dash-${dashOf(slot)} forced-dash-${forcedDashOf(slot)}`;
}

/** Renders the value of a line without a name, which needs no switch. */
function renderNewest(text: string): TemplateResult {
  return html`<span class="newest ${slotClass(0)}" part="legend" translate="no"><i></i><b title=${text}>${text}</b></span>`;
}
