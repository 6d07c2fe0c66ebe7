import { html, nothing, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { arcPath, endMarks, limitMarks, type Mark, shareOf, VIEW_BOX, zonePaths } from '../../chart/gauge-arc.js';
import { plotted } from '../../chart/series/series-map.js';
import type { RowChange } from '../../core/collection.js';
import { formatNumber, formatValue, MISSING } from '../../text/format.js';
import { shortened } from '../../text/number-labels.js';
import { isCurrency, quantityText } from '../../text/quantity.js';
import { boundaryPassed, levelOf, type Thresholds } from '../../text/thresholds.js';
import { cssProperties } from '../look/css-properties.js';
import { StreamElement } from '../panel/stream-element.js';
import { low } from '../value/low.styles.js';
import { Readings } from '../value/readings.js';
import { shortText } from '../value/short-text.js';
import { ValueReader, type ValueSettings } from '../value/value-settings.js';
import { gauge } from './sv-gauge.styles.js';

/**
 * The newest value of a collection with the columns `time` and `value`, on a scale. The arc is of the accent colour until
 * a threshold is passed; then a word says so, too.
 *
 * ```html
 * <sv-gauge src="http://127.0.0.1:8765" widget="cpu" unit="%" max="100" thresholds="80 warn, 95 bad"></sv-gauge>
 * ```
 *
 * @csspart panel - The frame.
 * @csspart value - The number.
 */
export class SvGauge extends StreamElement {
  static override styles = [StreamElement.styles, low, gauge];

  @property() unit: string | undefined;
  /** A d3-format specifier, such as `",.1f"`. */
  @property() format: string | undefined;
  /** Limits and what is above them, such as `"80 warn, 95 bad"`. */
  @property() thresholds: string | undefined;
  /** The lower end of the scale. Default: 0. */
  @property({ type: Number }) min: number | undefined;
  /** The upper end of the scale. Default: 100. */
  @property({ type: Number }) max: number | undefined;

  protected override readonly failureTitle = 'Cannot draw this gauge';
  readonly #reader = new ValueReader();
  readonly #readings = new Readings();

  protected override get mistake(): string | undefined {
    const { low, high } = this.#scale;
    const isScale = low < high;
    return (
      this.#settings.mistake ??
      (isScale ? undefined : `min ${formatNumber(low)} is not below max ${formatNumber(high)}`)
    );
  }

  protected override rowsChanged(changes: readonly RowChange[], reset: boolean): void {
    if (this.stream.collection === undefined) return;
    if (reset) this.#readings.load(this.stream.collection);
    else this.#readings.follow(changes);
  }

  protected override render(): TemplateResult {
    return this.renderPanel({ body: this.#renderDial(), skeleton: renderEmptyDial() });
  }

  get #settings(): ValueSettings {
    return this.#reader.read(this, this.stream.config, this.stream.collection?.columns);
  }

  get #scale(): { low: number; high: number } {
    const { config } = this.stream;
    return { low: this.min ?? config?.min_val ?? 0, high: this.max ?? config?.max_val ?? 100 };
  }

  /** Lets a gauge without a value show its scale, so that nothing jumps when the first one comes. */
  protected override renderMessage(): TemplateResult | undefined {
    const { config, collection } = this.stream;
    const isBlank = this.state === 'waiting' ? config !== undefined : collection?.wasEmptied;
    return isBlank && this.state !== 'failed' && this.state !== 'error' ? undefined : super.renderMessage();
  }

  #renderDial(): TemplateResult {
    const settings = this.#settings;
    const value = this.stream.collection === undefined ? undefined : this.#readings.newest?.[settings.at];
    const number = plotted(value, settings.column);
    const text = formatValue(value, settings.column);
    const scale = { ...this.#scale, ...settings, number, text };
    return html`<div class="dial">
      ${renderArcs(scale)}
      <div class="read ${levelOf(number, settings.thresholds) ?? ''}" part="value" translate="no">${this.#renderNumber(scale)}</div>
      ${renderMarks(scale)}${renderWord(number, settings.thresholds)}
    </div>`;
  }

  #renderNumber(scale: Scale): TemplateResult {
    const { number, text, unit, high, format, column } = scale;
    if (text === MISSING) return html`${MISSING}<small>${this.#whyMissing()}</small>`;
    const isInline = unit === '%' || isCurrency(unit);
    const full = quantityText(text, unit);
    const isLong = Number.isFinite(number) && (isInline ? full : text).length > WIDEST;
    const digits = isLong && column.type !== 'duration' ? shortened(number, text, format) : text;
    const shown = isInline ? quantityText(digits, unit) : digits;
    const size = cssProperties({ '--_letters': String(shown.length) });
    return html`<span class="digits" title=${isLong ? full : nothing} ${size}>${shown}</span>${
      isInline ? nothing : html`<small>${unit === '' ? `of ${shortText(high, scale)}` : unit}</small>`
    }`;
  }

  #whyMissing(): string {
    if (this.state === 'waiting') return 'no row yet';
    return this.stream.collection?.wasEmptied ? 'all rows deleted' : 'no value';
  }
}

/** Characters that can be read inside the arc. */
const WIDEST = 7;

interface Scale extends ValueSettings {
  readonly low: number;
  readonly high: number;
  /** NaN without a value. */
  readonly number: number;
  readonly text: string;
}

function renderArcs(scale: Scale): TemplateResult {
  const { low, high, number, text, unit, thresholds } = scale;
  const level = levelOf(number, thresholds) ?? '';
  const share = shareOf(number, low, high);
  const label = `${quantityText(text, unit)}, from ${shortText(low, scale)} to ${shortText(high, scale)}`;
  return html`<svg viewBox=${VIEW_BOX} role="img" aria-label=${label}>
    <g class="ink">
      ${zonePaths(thresholds, low, high).map((zone) => svg`<path class="zone ${zone.level}" d=${zone.path} />`)}
      <path class="track" d=${arcPath(0, 1)} />
      ${share > 0 ? svg`<path class="fill ${level}" d=${arcPath(0, share)} />` : nothing}
    </g>
  </svg>`;
}

function renderMarks(scale: Scale): TemplateResult[] {
  const { low, high, number, thresholds } = scale;
  const [start, end] = endMarks(low, high);
  return [
    renderMark(start, `${number < low ? '<' : ''}${shortText(low, scale)}`),
    renderMark(end, `${shortText(high, scale)}${number > high ? '+' : ''}`),
    ...limitMarks(thresholds, low, high, (limit) => shortText(limit, scale)).map((mark) => renderMark(mark, mark.text)),
  ];
}

function renderMark({ x, y }: Mark, text: string): TemplateResult {
  return html`<span class="mark" translate="no" ${cssProperties({ '--_x': `${x}%`, '--_y': `${y}%` })}>${text}</span>`;
}

function renderWord(number: number, thresholds: Thresholds): TemplateResult | typeof nothing {
  const level = levelOf(number, thresholds);
  if (level === undefined || Number.isNaN(number)) return nothing;
  const side = boundaryPassed(number, thresholds)?.side ?? 'above';
  return html`<span class="word ${level}" .textContent=${WORDS[level][side]}></span>`;
}

const WORDS = {
  good: { above: 'OK', below: 'OK' },
  warn: { above: 'High', below: 'Low' },
  bad: { above: 'Critical', below: 'Critical' },
} as const;

function renderEmptyDial(): TemplateResult {
  return html`<div class="dial">
    <svg viewBox=${VIEW_BOX} aria-hidden="true"><path class="track" d=${arcPath(0, 1)} /></svg>
  </div>`;
}
