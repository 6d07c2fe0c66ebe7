import { html, nothing, type TemplateResult } from 'lit';
import type { ChartLayout } from '../../chart/layout.js';
import type { Readout } from '../../chart/readout.js';
import { lineText } from '../../text/line-text.js';
import { quantityText } from '../../text/quantity.js';
import { cssProperties } from '../look/css-properties.js';
import type { ValueSettings } from '../value/value-settings.js';
import { seriesName, slotClass } from './legend.js';

/** A readout as text. */
export interface ReadoutWords extends Readout {
  /** The position on the horizontal axis. */
  readonly at: string;
  /** One for each reading. */
  readonly values: readonly string[];
  /** All of it in one sentence. */
  readonly spoken: string;
}

/** @param step The distance of two ticks of the vertical axis. */
export function readoutWords(
  readout: Readout,
  at: string,
  step: number,
  { column, unit }: ValueSettings,
): ReadoutWords {
  const numbers = readout.readings.map(({ value }) => value);
  const values = numbers.map((value) => quantityText(lineText(value, numbers, step, column), unit));
  const spoken = readout.readings.map(({ line }, i) => `${line.name} ${values[i]}`).join(', ');
  return { ...readout, at, values, spoken: `${at}: ${spoken}` };
}

/** Renders the crosshair, a ring around each point, and a card with their values, on the side with room. */
export function renderReadout(layout: ChartLayout, readout: ReadoutWords, ratio: number): TemplateResult {
  const { left, top, width } = layout.plot;
  const x = layout.x(readout.time) - left;
  const px = (device: number) => `${Math.round(device / ratio)}px`;
  const shown = readout.readings.slice(0, MOST_ROWS);
  const more = readout.readings.length - shown.length;
  return html`<div class="crosshair" ${cssProperties({ '--_x': px(x) })}></div>
    ${readout.readings.map(({ line, time, value }) =>
      Number.isFinite(value)
        ? html`<div
            class="pick ${slotClass(line.slot)}"
            ${cssProperties({ '--_x': px(layout.x(time) - left), '--_y': px(layout.y(value) - top) })}
          ></div>`
        : nothing,
    )}
    <div class="tip ${x > width / 2 ? 'before' : ''}" part="tooltip" translate="no" ${cssProperties({ '--_x': px(x) })}>
      <time>${readout.at}</time>
      ${shown.map(
        ({ line }, i) =>
          html`<i class=${slotClass(line.slot)}></i><bdi>${line.name === '' && readout.readings.length === 1 ? '' : seriesName(line.name)}</bdi><b>${readout.values[i]}</b>`,
      )}
      ${more > 0 ? html`<time>and ${more} more</time>` : nothing}
    </div>`;
}

/** With more the card would be higher than a small chart. */
const MOST_ROWS = 12;
