import { html, nothing, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { type Delta, deltaOf, deltaWords, parseDeltaBasis } from '../../chart/series/delta.js';
import type { Series } from '../../chart/series/series.js';
import { plotted } from '../../chart/series/series-map.js';
import { sparkline, thinned } from '../../chart/sparkline.js';
import type { RowChange } from '../../core/collection.js';
import { formatNumber, formatValue, MISSING } from '../../text/format.js';
import { quantityText } from '../../text/quantity.js';
import { RecentLargest } from '../../text/recent-largest.js';
import { boundaryPassed, higherIsBetter, levelOf } from '../../text/thresholds.js';
import { icon } from '../look/icons.js';
import { menuButton } from '../menu/menu-button.js';
import { StreamElement } from '../panel/stream-element.js';
import { Readings } from '../value/readings.js';
import { roomy } from '../value/roomy.styles.js';
import { shortText } from '../value/short-text.js';
import { mistakeIn, ValueReader, type ValueSettings } from '../value/value-settings.js';
import { renderNumber, renderText } from './big-value.js';
import { stat } from './sv-stat.styles.js';
import { TextFit } from './text-fit.js';
import { trend } from './trend.js';

/**
 * One big number: the newest value of a collection with the columns `time` and `value`. The older ones are its sparkline
 * and what its change is measured against. Text and booleans are shown as they are.
 *
 * ```html
 * <sv-stat src="http://127.0.0.1:8765" widget="revenue" unit="$"></sv-stat>
 * ```
 *
 * @csspart panel - The frame.
 * @csspart value - The number with its unit.
 * @csspart delta - The change.
 */
export class SvStat extends StreamElement {
  static override styles = [StreamElement.styles, roomy, stat];

  /** A currency sign is drawn before the number, any other unit after it. */
  @property() unit: string | undefined;
  /** A d3-format specifier, such as `",.1f"`. */
  @property() format: string | undefined;
  /** Limits and what is above them, such as `"80 warn, 95 bad"`. They also say whether a rise is good or bad. */
  @property() thresholds: string | undefined;
  /** The basis of the change: `"previous"` (default), `"start"` or a time such as `"5m"`. */
  @property() delta: string | undefined;

  readonly #reader = new ValueReader();
  readonly #readings = new Readings();
  readonly #textFit = new TextFit(this, '.value');
  readonly #longestDelta = new RecentLargest<string>();

  protected override get mistake(): string | undefined {
    return this.#settings.mistake ?? mistakeIn(() => parseDeltaBasis(this.#basis));
  }

  protected override typeChanged(): void {
    this.#textFit.measure();
    this.requestUpdate();
  }

  protected override rowsChanged(changes: readonly RowChange[], reset: boolean): void {
    const { collection } = this.stream;
    if (collection === undefined) return;
    if (reset) this.#readings.load(collection);
    else this.#readings.follow(changes);
  }

  protected override render(): TemplateResult {
    const isBlank = this.state === 'connecting' && this.stream.collection === undefined;
    return html`<section class="panel stat" part="panel" aria-label=${this.caption ?? nothing}>
      ${isBlank ? this.#renderSkeleton() : this.state === 'error' ? this.#renderTile(MISSING) : this.#renderNewest()}
      ${this.renderPlayer()}${this.renderPrinted()}
    </section>`;
  }

  get #settings(): ValueSettings {
    return this.#reader.read(this, this.stream.config, this.stream.collection?.columns);
  }

  get #basis(): string {
    return this.delta ?? this.stream.config?.delta ?? 'previous';
  }

  /** How many rows the table has of which one is shown; older recordings have it in the config. */
  get #rowsOfTable(): number {
    const at = this.stream.collection?.columns.findIndex(({ name }) => name === 'rows') ?? -1;
    const rows = at === -1 ? undefined : this.#readings.newest?.[at + 1];
    return typeof rows === 'number' ? rows : (this.stream.config?.of ?? 1);
  }

  #renderSkeleton(): TemplateResult {
    return html`<div class="label">${this.whenDue(html`<i class="bone"></i>`)}${this.renderNote()}</div>
      ${this.whenDue(html`<i class="bone"></i><i class="bone"></i>`)}`;
  }

  #renderNewest(): TemplateResult {
    const { collection } = this.stream;
    const settings = this.#settings;
    const value = collection === undefined ? null : this.#readings.newest?.[settings.at];
    const text = formatValue(value, settings.column);
    if (text === MISSING) return this.#renderTile(MISSING);

    const series = isMeasured(settings.column.type, value) ? this.#readings.series : undefined;
    const number = series === undefined ? Number.NaN : plotted(value, settings.column);
    const isNumber = Number.isFinite(number);
    const shown = isNumber
      ? renderNumber(text, number, settings, this.#textFit)
      : renderText(quantityText(text, settings.unit), this.#textFit);
    return this.#renderTile(shown, {
      level: levelOf(number, settings.thresholds),
      end: this.#renderLimit(number, settings),
      below: series === undefined ? nothing : [this.#renderDelta(series, settings), renderSparkline(series)],
    });
  }

  #renderTile(value: unknown, { level = '', end, below }: Tile = {}): TemplateResult {
    const title = this.caption;
    const rows = this.#rowsOfTable;
    return html`<div class="label">
        <span class="title" title=${title ?? nothing} .textContent=${title ?? ''}></span>
        ${rows > 1 ? html`<span class="of" translate="no">1 of ${formatNumber(rows)}</span>` : nothing}
        ${end}${this.renderNote()}${menuButton(title)}
      </div>
      <div class="value ${level}" part="value" translate="no">${value}</div>
      ${below ?? html`<div class="message-line" title=${this.#sentence()} .textContent=${this.#sentence()}></div>`}`;
  }

  #renderLimit(number: number, settings: ValueSettings): TemplateResult | typeof nothing {
    const passed = boundaryPassed(number, settings.thresholds);
    if (passed === undefined) return nothing;
    const words = `${passed.side} ${quantityText(shortText(passed.limit, settings), settings.unit)}`;
    return html`<span class="limit ${passed.level}">${icon(passed.level, 'icon-sm')}<span .textContent=${words}></span></span>`;
  }

  #renderDelta(series: Series, settings: ValueSettings): TemplateResult {
    const basis = parseDeltaBasis(this.#basis);
    const delta = this.#sentDelta(series) ?? deltaOf(series, basis);
    if (delta === undefined) return html`<div class="delta"></div>`;
    const { direction, amount, basis: words } = deltaWords(delta, basis, settings.column, settings.unit);
    const isRiseGood = higherIsBetter(settings.thresholds);
    const tone =
      isRiseGood === undefined || direction === 'flat' ? '' : isRiseGood === (direction === 'up') ? 'good' : 'bad';
    const longest = this.#longestDelta.fit(amount, amount.length, Date.now());
    return html`<div class="delta" part="delta">
      <b class=${tone}>${trend(direction)}<span data-room=${longest} title=${amount} translate="no">${amount}</span></b><span .textContent=${words}></span>
    </div>`;
  }

  /** The change that the producer has sent with the newest value. */
  #sentDelta(series: Series): Delta | undefined {
    const at = this.stream.collection?.columns.findIndex(({ name }) => name === 'delta') ?? -1;
    const sent = at === -1 ? undefined : this.#readings.newest?.[at + 1];
    if (typeof sent !== 'number') return undefined;
    return { difference: sent, share: undefined, since: series.firstTime, isWhole: true };
  }

  /** Says why there is no value. */
  #sentence(): string {
    const { state } = this;
    const { config, collection, message } = this.stream;
    if (state === 'error') return this.mistake ?? message ?? '';
    if (state === 'waiting')
      return `Waiting for the ${config === undefined ? 'widget' : 'first row of'} ${this.caption}`;
    return message ?? (collection?.wasEmptied ? 'No rows: all were deleted' : 'No value');
  }
}

interface Tile {
  readonly level?: string | undefined;
  /** Rendered at the right end of the label. */
  readonly end?: unknown;
  /** Rendered in place of the sentence that says why there is no value. */
  readonly below?: unknown;
}

/** Milliseconds: the readings that Python keeps, at one a second. */
const SPARKLINE_SPAN = 900_000;

function isMeasured(type: string, value: unknown): boolean {
  return (
    type === 'number' || type === 'integer' || type === 'duration' || (type === 'any' && typeof value === 'number')
  );
}

function renderSparkline(series: Series): TemplateResult | typeof nothing {
  const from = series.indexAt(series.lastTime - SPARKLINE_SPAN);
  if (series.length - from < 2) return nothing;
  const { times, values } = thinned(series, from);
  const { area, line, end } = sparkline(values, 100, 40, times);
  return html`<svg class="spark ink" aria-hidden="true">
    <svg viewBox="0 0 100 40" preserveAspectRatio="none">
      <linearGradient id="fade" x1="0" y1="0" x2="0" y2="1"><stop offset="0" /><stop offset="1" /></linearGradient>
      <path class="area" fill="url(#fade)" d=${area} />
      <path class="line" d=${line} />
    </svg>
    ${end === undefined ? nothing : svg`<circle class="end" cx="100%" cy="${end}%" r="2.5" />`}
  </svg>`;
}
