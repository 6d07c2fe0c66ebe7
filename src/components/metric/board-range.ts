import type { Clock } from '../../chart/axes/time-axis.js';
import { parseRange } from '../../chart/axes/time-range.js';
import type { Extent } from '../../chart/axes/window.js';
import { instantOf, wallTime } from '../../text/wall-clock.js';
import { SvRangeRequest } from '../board/requests.js';

/** The chart in the board. */
export interface RangedChart extends EventTarget {
  readonly widget: string | undefined;
  /** Seconds. */
  span: number | undefined;
  zoom: Extent | undefined;
}

/** Brings a chart to the range of the board around it, and asks the board for the part of time that the chart is zoomed to. */
export class BoardRange {
  readonly #chart: RangedChart;
  #range: string | undefined;
  #clock: Clock | undefined;
  /** As the chart's author has it. */
  #ownSpan: number | undefined;
  /** As it was set here; another one is its author's. */
  #span: number | undefined;
  /** As the board has handed it down, or was asked for it. */
  #zoom: Extent | undefined;

  constructor(chart: RangedChart) {
    this.#chart = chart;
  }

  /** @param clock `undefined` for a chart over numbers, which shows its own part of them. */
  follow(range: string | undefined, clock: Clock | undefined): void {
    const isKnown = range === this.#range && (range === undefined || clock === this.#clock);
    if (clock === undefined || isKnown) return;
    const chart = this.#chart;
    if (this.#range === undefined || chart.span !== this.#span) this.#ownSpan = chart.span;
    const { span, fixed } = parseRange(range ?? '') ?? {};
    this.#range = range;
    this.#clock = clock;
    this.#zoom = fixed && onAxis(fixed, clock);
    this.#span = range === undefined ? this.#ownSpan : span && span / 1000;
    chart.span = this.#span;
    if (!areSame(this.#zoom, chart.zoom)) chart.zoom = this.#zoom;
  }

  /** Asks for the zoom of the chart, unless it is the board's. */
  ask(clock: Clock | undefined): void {
    const { zoom, widget } = this.#chart;
    if (areSame(zoom, this.#zoom)) return;
    this.#zoom = zoom;
    if (clock !== undefined) this.#chart.dispatchEvent(new SvRangeRequest(widget, zoom && offAxis(zoom, clock)));
  }
}

/** A part of time as the axis of a chart counts it: by the clock on the wall if its points have no zone. */
function onAxis({ first, last }: Extent, clock: Clock): Extent {
  return clock === 'local' ? { first, last } : { first: wallTime(first), last: wallTime(last) };
}

function offAxis({ first, last }: Extent, clock: Clock): Extent {
  return clock === 'local' ? { first, last } : { first: instantOf(first), last: instantOf(last) };
}

function areSame(a: Extent | undefined, b: Extent | undefined): boolean {
  return a?.first === b?.first && a?.last === b?.last;
}
