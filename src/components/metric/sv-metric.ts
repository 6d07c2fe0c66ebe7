import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { rangeWords } from '../../chart/axes/range-words.js';
import type { Extent } from '../../chart/axes/window.js';
import { isOnTick, type Scene } from '../../chart/layout.js';
import type { RowChange } from '../../core/collection.js';
import type { WidgetConfig } from '../../core/messages.js';
import { formatDuration } from '../../text/format-time.js';
import { wallTime } from '../../text/wall-clock.js';
import type { BoardState } from '../board/board-context.js';
import { choiceEvent } from '../board/requests.js';
import { cssProperties } from '../look/css-properties.js';
import { dot, icon } from '../look/icons.js';
import { words } from '../look/words.js';
import { StreamElement } from '../panel/stream-element.js';
import { low } from '../value/low.styles.js';
import { roomy } from '../value/roomy.styles.js';
import { ValueReader, type ValueSettings } from '../value/value-settings.js';
import { BoardRange } from './board-range.js';
import { type Drawing, MetricChart } from './chart.js';
import type { GesturedChart } from './gestures.js';
import { MetricLegend } from './legend.js';
import { LegendRest } from './legend-rest.js';
import { clockOf } from './lines.js';
import { PixelClock } from './pixel-clock.js';
import { PlotEvents } from './plot-events.js';
import { MetricSummary } from './summary.js';
import { metric } from './sv-metric.styles.js';

/**
 * Lines over time: the points of a collection with the columns `time`, `value` and, for several lines, `series`. It
 * follows the live edge; dragging over a part of it zooms in, Escape or a double click returns.
 *
 * ```html
 * <sv-metric src="http://127.0.0.1:8765" widget="orders_per_second" unit="/s" span="300"></sv-metric>
 * ```
 *
 * @fires {Event} sv-choice - It shows another part of time, or of numbers.
 * @fires {SvRangeRequest} sv-range - The viewer zooms into a part of time.
 * @csspart panel - The frame.
 * @csspart legend - The series with their newest values.
 * @csspart plot - The area inside the axes.
 * @csspart tooltip - The values at the crosshair.
 */
export class SvMetric extends StreamElement {
  static override styles = [StreamElement.styles, low, roomy, metric];

  /** On the top tick of the axis if it is short, else beside the title. */
  @property() unit: string | undefined;
  /** A d3-format specifier, such as `",.1f"`. */
  @property() format: string | undefined;
  /** Limits and what is above them, such as `"260 warn, 300 bad"`: each is a line across the chart. */
  @property() thresholds: string | undefined;
  /** The length that is shown: seconds, or on an axis of numbers so much of it. Default: all there is. */
  @property({ type: Number }) span: number | undefined;

  /** The part of time, or of numbers, that is shown in place of the live window. Dragging sets it. */
  @property({ attribute: false }) zoom: Extent | undefined;
  @state() private switchedOff: ReadonlySet<string> = new Set();
  /** The viewer asked for all there is, in place of a span without points. */
  @state() private isWhole = false;

  protected override readonly failureTitle = 'Cannot draw this chart';
  readonly #reader = new ValueReader();
  readonly #chart = new MetricChart(this, () => this.#repaint());
  readonly #clock = new PixelClock(this, () => this.#repaint());
  readonly #legend = new MetricLegend((name) => this.#toggle(name));
  readonly #rest = new LegendRest(this);
  readonly #summary = new MetricSummary();
  readonly #events = new PlotEvents(this, this.#gestured());
  readonly #boardRange = new BoardRange(this);
  #needsPaint = true;
  #paintedFor: readonly unknown[] = [];

  protected override get mistake(): string | undefined {
    const { span } = this;
    const isSpan = span === undefined || span > 0;
    return this.#settings.mistake ?? (isSpan ? undefined : `span is ${span}; it should be a number of seconds above 0`);
  }

  protected override typeChanged(): void {
    this.#chart.layout.forgetWidths();
    this.#chart.surface.refresh();
  }

  protected override rowsChanged(changes: readonly RowChange[], reset: boolean): void {
    const { collection } = this.stream;
    if (collection === undefined) return;
    if (reset) {
      this.#chart.lines.load(collection);
      this.#summary.reset();
    } else this.#chart.lines.follow(changes);
    this.#needsPaint = true;
  }

  /**
   * Paints the chart before the rest is rendered, for text on a canvas makes the browser bring its styles up to date. A
   * hover changes nothing on the canvas, and does not paint it.
   */
  protected override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const { state } = this;
    this.#chart.surface.print(this.printing.isOn);
    if (changed.has('span')) this.isWhole = false;
    if (changed.has('zoom')) {
      this.#boardRange.ask(this.#chart.lines.clock);
      this.dispatchEvent(choiceEvent());
    }
    const paintedFor = [state, this.stream.config];
    if (changed.size > 0 || paintedFor.some((one, i) => one !== this.#paintedFor[i])) this.#needsPaint = true;
    this.#paintedFor = paintedFor;
    if (!this.#needsPaint || state === 'error' || !this.#chart.surface.begins()) return;
    this.#needsPaint = false;
    this.#chart.paint(this.#drawing);
    const isMoving = this.#motion === 'runs' && this.zoom === undefined && this.#chart.layout.isMoving;
    this.#clock.run(isMoving ? this.#chart.layout.window.perPixel : undefined);
  }

  protected override get shownRange(): string | undefined {
    return rangeWords(this.board.state?.range ?? '');
  }

  protected override followBoard({ range }: BoardState, { columns }: WidgetConfig): void {
    this.#boardRange.follow(range, clockOf(columns));
  }

  protected override render(): TemplateResult {
    const { description } = this.stream.config ?? {};
    const { unit } = this.#settings;
    return this.renderPanel({
      about: description ?? (isOnTick(unit) ? undefined : unit),
      end: this.#renderLegend(),
      body: this.#renderChart(),
      skeleton: html`<div class="bones">${[0, 1, 2, 3].map(() => html`<i></i>`)}</div>`,
    });
  }

  protected override renderMessage(): TemplateResult | undefined {
    const message = super.renderMessage();
    if (message !== undefined || this.state === 'connecting' || this.#chart.lines.all.length > 0) return message;
    return html`<div class="message">${icon('inbox')} <strong>No points yet</strong></div>`;
  }

  #renderChart(): TemplateResult {
    const { left, top, width, height } = this.#chart.layout.plot;
    const px = (device: number) => `${device / this.#chart.surface.ratio}px`;
    const box = { left: px(left), top: px(top), width: px(width), height: px(height) };
    const { gestures, handle } = this.#events;
    return html`<div class="chart">
      <canvas role="img" aria-label=${this.#summaryWords()}></canvas>
      <i class="colours" @transitionend=${this.#chart.surface.refresh}></i>
      <div
        class="plot"
        part="plot"
        role="group"
        tabindex="0"
        aria-label="${this.caption ?? 'Chart'}: arrow keys read the values, plus and minus zoom"
        ${cssProperties(box)}
        @focus=${handle}
        @pointerdown=${handle}
        @pointermove=${handle}
        @pointerup=${handle}
        @pointercancel=${handle}
        @pointerleave=${handle}
        @blur=${handle}
        @dblclick=${handle}
        @keydown=${handle}
      >
        ${gestures?.render()}${this.#renderPill()}
      </div>
      <span class="visually-hidden" role="status" translate="no">${gestures?.spoken}</span>
      ${this.#renderEmptySpan()}
    </div>`;
  }

  #renderLegend(): unknown {
    if (this.state === 'error' || this.#chart.lines.all.length === 0) return undefined;
    const step = this.#chart.surface.isBlank ? undefined : this.#chart.layout.yStep;
    return [this.#legend.render(this.#chart.lines.all, this.switchedOff, this.#settings, step), this.#rest.render()];
  }

  #renderPill(): TemplateResult | typeof nothing {
    if (this.zoom === undefined) return nothing;
    const text = this.#motion === 'runs' ? 'Live' : 'Show all';
    return html`<button class="pill" type="button" @click=${this.#resume}>${dot('live')}${words(text)}</button>`;
  }

  #renderEmptySpan(): TemplateResult | typeof nothing {
    const { first, last } = this.#chart.lines.extent;
    const { zoom } = this;
    const isBefore = last < this.#chart.shown.first;
    if (zoom === undefined ? this.#span === undefined || !isBefore : !isBefore && first <= zoom.last) return nothing;
    const where = zoom === undefined ? `the last ${formatDuration(this.#span ?? 0)}` : 'this part';
    return html`<div class="message empty">
      ${icon('inbox')} <strong>${words(`No points in ${where}`)}</strong>
      <span>${words(`The ${isBefore ? 'newest' : 'oldest'} is from ${this.#chart.timeWords(isBefore ? last : first)}`)}</span>
      <button class="control" type="button" @click=${this.#showAll}>Show all</button>
    </div>`;
  }

  #showAll(): void {
    if (this.zoom === undefined) this.isWhole = true;
    this.#resume();
  }

  get #settings(): ValueSettings {
    return this.#reader.read(this, this.stream.config, this.stream.collection?.columns);
  }

  /** The span in the units of the horizontal axis. */
  get #span(): number | undefined {
    if (this.span === undefined || this.isWhole) return undefined;
    return this.#chart.lines.clock === undefined ? this.span : this.span * 1000;
  }

  get #motion(): Scene['motion'] {
    const { state } = this;
    if (this.stream.playback !== undefined) return 'ends';
    if (state === 'live' || state === 'stale') return 'runs';
    return state === 'reconnecting' || state === 'connecting' || state === 'paused' ? 'holds' : 'ends';
  }

  #gestured(): GesturedChart {
    const self = this;
    return {
      layout: this.#chart.layout,
      get settings() {
        return self.#settings;
      },
      get ratio() {
        return self.#chart.surface.ratio;
      },
      timeWords: (time) => this.#chart.timeWords(time),
      zoom: (extent) => this.#zoomTo(extent),
      resume: () => this.#resume(),
    };
  }

  #resume(): void {
    this.zoom = undefined;
  }

  /** The time on the clock of the points: the relay's, and without a zone the one on the wall. */
  #now(): number {
    const skew = this.stream.status?.clockSkew ?? 0;
    const now = Date.now() + (Number.isFinite(skew) ? skew : 0);
    return this.#chart.lines.clock === 'written' ? wallTime(now) : now;
  }

  get #drawing(): Drawing {
    return {
      settings: this.#settings,
      state: this.state,
      switchedOff: this.switchedOff,
      span: this.#span,
      zoom: this.zoom,
      motion: this.#motion,
      now: this.#now(),
    };
  }

  #summaryWords(): string {
    const { all: lines, extent } = this.#chart.lines;
    const title = this.caption ?? 'Chart';
    const step = this.#chart.layout.yStep;
    const timeWords = (time: number) => this.#chart.timeWords(time);
    return this.#summary.words({ title, lines, extent, settings: this.#settings, step, timeWords }, Date.now());
  }

  #toggle(name: string): void {
    const switchedOff = new Set(this.switchedOff);
    if (!switchedOff.delete(name)) switchedOff.add(name);
    this.switchedOff = switchedOff;
  }

  /** Zooms to an extent; one that would show everything is no zoom. */
  #zoomTo({ first, last }: Extent): void {
    const { extent } = this.#chart.lines;
    const isAll = first <= extent.first && last >= extent.last;
    this.zoom =
      isAll || !(last - first > SMALLEST && last - first < Number.POSITIVE_INFINITY) ? undefined : { first, last };
  }

  #repaint(): void {
    this.#needsPaint = true;
    this.requestUpdate();
  }
}

/** The least that can be zoomed to, in the units of the horizontal axis. */
const SMALLEST = 1e-6;
