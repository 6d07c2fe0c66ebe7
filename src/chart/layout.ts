import { scaleLinear } from 'd3-scale';
import { formatDuration, isDate } from '../text/format-time.js';
import { tickLabels } from '../text/number-labels.js';
import { quantityText } from '../text/quantity.js';
import { RecentLargest } from '../text/recent-largest.js';
import { memoize } from './axes/memoize.js';
import { type Clock, TimeScale } from './axes/time-axis.js';
import { type Projection, ValueAxis } from './axes/value-axis.js';
import { type ChartWindow, type Extent, endOf, fixedWindow, LiveEdge, liveWindow } from './axes/window.js';
import { ChartLine } from './line.js';
import type { Series } from './series/series.js';

/** The content of a chart. */
export interface Scene {
  /** The lines that are switched on, in the order of their colours. */
  readonly lines: readonly SceneLine[];
  /** From the first to the last point of all lines, switched on or not. */
  readonly extent: Extent;
  /** `undefined`: the horizontal axis counts plain numbers. */
  readonly clock: Clock | undefined;
  /** The visible length of the horizontal axis; `undefined`: all there is. */
  readonly span: number | undefined;
  /** The part that the viewer zoomed to, in place of the live window. */
  readonly zoom: Extent | undefined;
  /** Whether time goes on while no points arrive, stands still, or ends with the points. */
  readonly motion: 'runs' | 'holds' | 'ends';
  readonly unit: string;
  readonly format: string | undefined;
  /** Values are spans of time, in milliseconds. */
  readonly isDuration: boolean;
}

export interface SceneLine {
  readonly name: string;
  readonly slot: number;
  readonly series: Series;
}

/** A line as it is drawn. */
export interface DrawnLine extends SceneLine {
  readonly shape: ChartLine;
}

/** A label and its position: device pixels from the left, or the top, of the canvas. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** The canvas: its size in device pixels, and the width of a text on it. */
export interface Sheet {
  readonly width: number;
  readonly height: number;
  /** Device pixels per CSS pixel, and the element's own scale. */
  readonly ratio: number;
  measure(text: string): number;
}

/**
 * The positions of everything in a chart, in device pixels.
 *
 *     ┌────────┬──────────────────────────┬──┐
 *     │  200 ──┼──────────── plot ────────┤  │
 *     │    0 ──┼──────────────────────────┤  │
 *     ├────────┴──────────────────────────┴──┤
 *     │ gutter     14:30       14:31         │
 *     └──────────────────────────────────────┘
 *
 * A chart that is low or narrow has no times, one that is lower yet no values either: then it is a bare line.
 */
export class ChartLayout {
  readonly #edge = new LiveEdge();
  /** Maps times, or the plain numbers of the horizontal axis, to device pixels. */
  readonly #across = scaleLinear();
  readonly #timeScaleOf = memoize((clock: Clock) => new TimeScale(clock));
  readonly #axis = new ValueAxis();
  #widest = new RecentLargest<number>();
  readonly #labelsOf = memoize(valueLabels);
  readonly #shapes = new Map<string, ChartLine>();
  #gutter = 0;
  #parts: ChartParts = { hasTimes: true, hasValues: true };
  #fitted = '';
  #isTime = false;

  lines: readonly DrawnLine[] = [];
  plot = { left: 0, top: 0, width: 0, height: 0 };
  window: ChartWindow = { from: 0, perPixel: 1, pixels: 1 };
  xTicks: readonly Tick[] = [];
  yTicks: readonly Tick[] = [];
  /** The distance of two ticks of the vertical axis, from which the decimals of values follow. */
  yStep = 1;

  /** @param now By the clock of the points, in milliseconds. */
  update(scene: Scene, sheet: Sheet, now: number): void {
    this.#refitOnChange(scene);
    this.#isTime = scene.clock !== undefined;
    this.#parts = partsOf(sheet);
    this.lines = scene.lines.map((line) => ({ ...line, shape: this.#shapeOf(line.name) }));
    this.#aim(scene, sheet, now);
    const labels = this.#valueLabels(scene);
    const gutter = this.#gutterOf(labels, sheet, now);
    if (gutter !== this.#gutter) {
      this.#gutter = gutter;
      this.#aim(scene, sheet, now);
    }
    const ticks = this.#axis.ticks.map((value, i) => ({ at: this.y(value), label: labels[i] ?? '' }));
    this.yTicks = this.#parts.hasValues ? apart(ticks, LINE * sheet.ratio) : [];
    this.xTicks = this.#parts.hasTimes ? this.#fitting(this.#timeOrNumberTicks(scene, sheet), sheet) : [];
  }

  /** Forgets how wide labels were: their font is another one. */
  forgetWidths(): void {
    this.#widest = new RecentLargest();
  }

  get projection(): Projection {
    return { left: this.plot.left, ...this.#axis.projection };
  }

  readonly x = (time: number): number => this.#across(time);

  readonly y = (value: number): number => this.#axis.y(value);

  timeAt(x: number): number {
    return this.#across.invert(x);
  }

  /** Whether time runs on by itself, so that the window has to follow. */
  get isMoving(): boolean {
    return this.#isTime && this.#edge.isNow;
  }

  /** Fits the axis at once after a change by the viewer; changes of the data have to wait. */
  #refitOnChange({ lines, zoom, span }: Scene): void {
    const choice = JSON.stringify([lines.map(({ name }) => name), zoom, span]);
    if (choice !== this.#fitted) this.#axis.reset();
    this.#fitted = choice;
  }

  #shapeOf(name: string): ChartLine {
    let shape = this.#shapes.get(name);
    if (shape === undefined) this.#shapes.set(name, (shape = new ChartLine()));
    return shape;
  }

  /** Positions the plot beside the gutter, chooses its window, and reads the points in it. */
  #aim({ extent, zoom, span, motion, clock }: Scene, { width, height, ratio }: Sheet, now: number): void {
    const padding = paddingOf(this.#parts);
    const left = Math.round(this.#gutter + padding.left * ratio);
    const top = Math.round(padding.top * ratio);
    this.plot = {
      left,
      top,
      width: Math.max(1, width - left - Math.round(padding.right * ratio)),
      height: Math.max(1, height - top - Math.round(padding.bottom * ratio)),
    };
    const edge = this.#edge.at(extent, now, clock === undefined ? 'ends' : motion);
    this.window =
      zoom === undefined
        ? liveWindow(extent.first, edge, { span, least: this.#edge.isNow ? LEAST_SPAN : 0 }, this.plot.width)
        : fixedWindow(zoom, this.plot.width);
    this.#across.domain([this.window.from, endOf(this.window)]).range([left, left + this.plot.width]);
    this.#axis.setRange(top, top + this.plot.height);
    let lowest = Number.POSITIVE_INFINITY;
    let highest = Number.NEGATIVE_INFINITY;
    for (const { series, shape } of this.lines) {
      shape.prepare(series, this.window);
      lowest = Math.min(lowest, shape.lowest);
      highest = Math.max(highest, shape.highest);
    }
    this.#axis.fit(lowest, highest, this.plot.height < LOW * ratio ? 2 : 3, now);
  }

  /** Gives the room for the labels of values; none if they would take too much of the chart. */
  #gutterOf(labels: readonly string[], { width, ratio, measure }: Sheet, now: number): number {
    const widest = Math.ceil(Math.max(0, ...labels.map(measure)));
    const gutter = Math.max(LEAST_GUTTER * ratio, this.#widest.fit(widest, widest, now) + LABEL_GAP * ratio);
    if (gutter > MOST_GUTTER * width) this.#parts = { ...this.#parts, hasValues: false };
    return this.#parts.hasValues ? gutter : 0;
  }

  #valueLabels({ unit, format, isDuration }: Scene): readonly string[] {
    const values = this.#axis.ticks;
    this.yStep = (values[1] ?? 1) - (values[0] ?? 0);
    return this.#labelsOf(values, unit, format, isDuration);
  }

  #timeOrNumberTicks({ clock }: Scene, { ratio, measure }: Sheet): Tick[] {
    const { from, perPixel, pixels } = this.window;
    const to = endOf(this.window);
    const apart = TIME_LABEL_GAP * ratio;
    if (clock === undefined || !isDate(from) || !isDate(to)) {
      const values = this.#across.ticks(Math.max(2, Math.floor(pixels / (NUMBER_LABEL_ROOM * ratio))));
      const labels = tickLabels(values);
      return values.map((value, i) => ({ at: this.x(value), label: labels[i] ?? '' }));
    }
    const roomOf = (label: string) => (measure(label) + apart) * perPixel;
    let least = roomOf('00:00');
    if (least < MINUTE || to - from < SECONDS_SHOWN) least = roomOf('00:00:00');
    if (least < SECOND) least = roomOf('00:00:00.000');
    const ticks = this.#timeScaleOf(clock).ticks(from, to, least);
    return ticks.map(({ time, label }) => ({ at: this.x(time), label }));
  }

  /** Leaves out labels that would touch the edge, or the one before. */
  #fitting(ticks: readonly Tick[], { width, measure, ratio }: Sheet): Tick[] {
    let end = 0;
    return ticks.filter(({ at, label }) => {
      const half = measure(label) / 2;
      if (at - half < end || at + half > width - EDGE * ratio) return false;
      end = at + half + LEAST_LABEL_GAP * ratio;
      return true;
    });
  }
}

/** The parts around the plot that there is room for. */
interface ChartParts {
  readonly hasTimes: boolean;
  readonly hasValues: boolean;
}

function partsOf({ width, height, ratio }: Sheet): ChartParts {
  const isNarrow = width < NARROW * ratio;
  return {
    hasTimes: height >= HIGH_FOR_TIMES * ratio && !isNarrow,
    hasValues: height >= HIGH_FOR_VALUES * ratio && !isNarrow,
  };
}

function paddingOf({ hasTimes, hasValues }: ChartParts): typeof PADDING {
  const bare = hasValues ? PADDING.top : BARE;
  return {
    top: hasTimes ? PADDING.top : bare,
    right: hasTimes ? PADDING.right : BARE,
    bottom: hasTimes ? PADDING.bottom : bare,
    left: hasValues ? PADDING.left : BARE,
  };
}

/** Leaves the lowest and the highest tick if all are too near to each other, and none if these are. */
function apart(ticks: readonly Tick[], least: number): readonly Tick[] {
  const [lowest, next] = ticks;
  const highest = ticks.at(-1);
  if (lowest === undefined || next === undefined || highest === undefined || lowest.at - next.at >= least) return ticks;
  return lowest.at - highest.at >= least ? [lowest, highest] : [];
}

/** Writes the unit once, on the top tick, if there is room for it. */
function valueLabels(
  values: readonly number[],
  unit: string,
  format: string | undefined,
  isDuration: boolean,
): readonly string[] {
  const labels = isDuration ? values.map(formatDuration) : tickLabels(values, format);
  if (isOnTick(unit)) labels.push(quantityText(labels.pop() ?? '', unit));
  return labels;
}

/** Whether a unit is short enough to stand on a tick. */
export function isOnTick(unit: string): boolean {
  return unit.length <= 4;
}

/* CSS pixels. These are the look's own measures. */
const PADDING = { top: 8, right: 16, bottom: 26, left: 12 };
/** Around a line without axes: the radius of the dot at its end, with a halo. */
const BARE = 6;
/** A chart that is lower has no times, one that is lower yet no values; neither has one that is narrower. */
const HIGH_FOR_TIMES = 76;
const HIGH_FOR_VALUES = 44;
const NARROW = 120;
/** From the middle of a label to that of the one below. */
const LINE = 13;
const LEAST_GUTTER = 24;
/** Share of the width. */
const MOST_GUTTER = 0.4;
const LABEL_GAP = 8;
/** A plot that is lower has two grid lines, so that their labels stay a line apart. */
const LOW = 70;
const TIME_LABEL_GAP = 18;
const NUMBER_LABEL_ROOM = 70;
const EDGE = 4;
/** About two spaces: labels that are nearer read as one. */
const LEAST_LABEL_GAP = 6;

/* Milliseconds */
/** The least that a live chart of everything shows: a stream that has just begun would rescale it all the time. */
const LEAST_SPAN = 60_000;
const SECONDS_SHOWN = 600_000;
const SECOND = 1000;
const MINUTE = 60_000;
