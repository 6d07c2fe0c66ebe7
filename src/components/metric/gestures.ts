import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { type Extent, endOf } from '../../chart/axes/window.js';
import type { ChartLayout } from '../../chart/layout.js';
import { nextTime, readAt } from '../../chart/readout.js';
import { cssProperties } from '../look/css-properties.js';
import { shiftIntoWindow } from '../look/position-below.js';
import type { ValueSettings } from '../value/value-settings.js';
import { readoutWords, renderReadout } from './readout.js';

/** The chart as the gestures need it. */
export interface GesturedChart {
  readonly layout: ChartLayout;
  readonly settings: ValueSettings;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
  timeWords(time: number): string;
  zoom(extent: Extent): void;
  /** Returns to the live edge. */
  resume(): void;
}

/**
 * Pointer and keys on a plot: hover and arrows move the crosshair; drag, `+` and `-` zoom; Escape and a double click
 * resume. A crosshair of the pointer stays below the pointer while the chart moves; one of the keys stays at its point, and
 * so does one of a tap, until something else is pressed.
 */
export class ChartGestures implements ReactiveController {
  /** The sentence that a screen reader speaks after a key. */
  spoken = '';
  readonly #host: ReactiveControllerHost;
  readonly #chart: GesturedChart;
  /** CSS pixels from the left of the plot. */
  #pointer: number | undefined;
  #time: number | undefined;
  #dragFrom: { readonly time: number; readonly x: number } | undefined;
  #plot: Element | undefined;
  /** Ends what was tapped. */
  #tapped: AbortController | undefined;

  constructor(host: ReactiveControllerHost, chart: GesturedChart) {
    this.#host = host;
    this.#chart = chart;
    host.addController(this);
  }

  hostUpdated(): void {
    const tip = this.#plot?.querySelector<HTMLElement>('.tip');
    if (tip) shiftIntoWindow(tip);
  }

  hostDisconnected(): void {
    this.#clear();
  }

  /** @param x Of a pointer: CSS pixels from the left of the plot. */
  handle(event: Event, plot: Element, x: number): void {
    this.#plot = plot;
    this.#handlers[event.type]?.(event, plot, x);
  }

  /** Renders the crosshair, its readout and the brush. */
  render(): TemplateResult {
    const { layout, ratio, settings } = this.#chart;
    const time = this.#shownTime;
    const readout = time === undefined ? undefined : readAt(layout, time);
    const words = readout && readoutWords(readout, this.#chart.timeWords(readout.time), layout.yStep, settings);
    this.spoken = this.#time === undefined ? '' : (words?.spoken ?? '');
    return html`${this.#renderBrush()}${words && renderReadout(layout, words, ratio)}`;
  }

  #renderBrush(): TemplateResult | typeof nothing {
    const brush = this.#brush;
    if (brush === undefined) return nothing;
    const { layout, ratio } = this.#chart;
    const px = (time: number) => `${(layout.x(time) - layout.plot.left) / ratio}px`;
    return html`<div class="brush" ${cssProperties({ '--_from': px(brush.first), '--_to': px(brush.last) })}></div>`;
  }

  /** The time of the crosshair; `undefined` without one. */
  get #shownTime(): number | undefined {
    if (this.#brush !== undefined) return undefined;
    return this.#pointer === undefined ? this.#time : this.#timeAt(this.#pointer);
  }

  /** The extent that is being dragged over; `undefined` until it is wide enough to be meant. */
  get #brush(): Extent | undefined {
    if (this.#dragFrom === undefined || this.#pointer === undefined) return undefined;
    if (Math.abs(this.#pointer - this.#dragFrom.x) < MEANT) return undefined;
    const end = this.#timeAt(this.#pointer);
    return { first: Math.min(this.#dragFrom.time, end), last: Math.max(this.#dragFrom.time, end) };
  }

  readonly #down = (event: Event, plot: Element, x: number): void => {
    const { button, pointerId } = event as PointerEvent;
    if (button !== 0 || isForControl(event, plot)) return;
    this.#dragFrom = { time: this.#timeAt(x), x };
    this.#moveTo(x);
    if (event.currentTarget !== null) plot.setPointerCapture(pointerId); // it is null if the gestures came later
  };

  readonly #up = (event: Event, plot: Element): void => {
    const brush = this.#brush;
    this.#dragFrom = undefined;
    if (brush !== undefined) this.#chart.zoom(brush);
    if (isTouch(event) && brush !== undefined) this.#clear();
    else if (isTouch(event) && this.#shownTime !== undefined) this.#keepTapped(plot);
    this.#host.requestUpdate();
  };

  readonly #leave = (): void => {
    this.#clear();
    this.#host.requestUpdate();
  };

  /** Keeps the read-out at the point that was tapped until something else is pressed: a finger cannot stay. */
  #keepTapped(plot: Element): void {
    this.#moveToTime(readAt(this.#chart.layout, this.#shownTime as number)?.time ?? (this.#shownTime as number));
    this.#tapped?.abort();
    this.#tapped = new AbortController();
    const { signal } = this.#tapped;
    const press = (event: Event) => event.composedPath().includes(plot) || this.#leave();
    plot.ownerDocument.addEventListener('pointerdown', press, { capture: true, signal });
  }

  #clear(): void {
    this.#tapped?.abort();
    this.#pointer = this.#time = this.#dragFrom = undefined;
  }

  readonly #resume = (): void => {
    this.#time = undefined;
    this.#chart.resume();
  };

  readonly #key = (event: Event, plot: Element): void => {
    const { ctrlKey, metaKey, altKey, key } = event as KeyboardEvent;
    const action = this.#actions[key];
    if (ctrlKey || metaKey || altKey || isForControl(event, plot) || action === undefined) return;
    event.preventDefault();
    action();
    this.#host.requestUpdate();
  };

  readonly #handlers: Readonly<Record<string, (event: Event, plot: Element, x: number) => unknown>> = {
    pointerdown: this.#down,
    pointermove: (event, plot, x) => isForControl(event, plot) || this.#moveTo(x),
    pointerup: this.#up,
    pointercancel: this.#leave,
    pointerleave: (event) => isTouch(event) || this.#leave(), // A finger leaves with every tap
    blur: this.#leave,
    dblclick: this.#resume,
    keydown: this.#key,
  };

  readonly #actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => this.#step(-1),
    ArrowRight: () => this.#step(1),
    Home: () => this.#moveToTime(this.#shown.first),
    End: () => this.#moveToTime(this.#shown.last),
    '+': () => this.#zoomBy(0.5),
    '=': () => this.#zoomBy(0.5),
    '-': () => this.#zoomBy(2),
    Escape: this.#resume,
  };

  get #shown(): Extent {
    const { window } = this.#chart.layout;
    return { first: window.from, last: endOf(window) };
  }

  #timeAt(x: number): number {
    const { layout, ratio } = this.#chart;
    return layout.timeAt(x * ratio + layout.plot.left);
  }

  #moveTo(x: number): void {
    const { layout, ratio } = this.#chart;
    this.#pointer = Math.min(layout.plot.width / ratio, Math.max(0, x));
    this.#time = undefined;
    this.#host.requestUpdate();
  }

  #moveToTime(time: number): void {
    this.#pointer = undefined;
    this.#time = time;
  }

  #step(direction: 1 | -1): void {
    const shown = this.#shown;
    const time = this.#shownTime;
    const next = time === undefined ? shown.last : nextTime(this.#chart.layout, time, direction);
    if (next !== undefined && next >= shown.first && next <= shown.last) this.#moveToTime(next);
  }

  /** Zooms around the crosshair, else at the right edge. */
  #zoomBy(factor: number): void {
    const { first, last } = this.#shown;
    const fixed = this.#shownTime ?? last;
    this.#chart.zoom({ first: fixed - (fixed - first) * factor, last: fixed + (last - fixed) * factor });
  }
}

/** CSS pixels that a pointer moves before it is a drag; a finger shakes by half as much. */
const MEANT = 6;

function isTouch(event: Event): boolean {
  return (event as PointerEvent).pointerType === 'touch';
}

/** Whether an event belongs to a control on the plot. An event that waited for the gestures does not, and has no target. */
function isForControl({ target, currentTarget }: Event, plot: Element): boolean {
  return currentTarget !== null && target !== plot;
}
