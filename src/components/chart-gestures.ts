import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Extent } from './chart-window.js';

/** What the gestures need to know of the chart. Positions are CSS pixels from the left of the plot. */
export interface GestureTarget {
  timeAt(x: number): number;
  /** The next point after, or before, a time. */
  next(time: number, direction: 1 | -1): number | undefined;
  shown(): Extent;
  zoom(extent: Extent): void;
  /** Back to the live edge. */
  resume(): void;
}

/**
 * Pointer and keys on a plot: hover and arrows move the crosshair; drag, `+` and `-` zoom; Escape and a double click
 * resume. A crosshair of the pointer stays below the pointer while the chart moves; one of the keys stays at its point.
 */
export class ChartGestures implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #target: GestureTarget;
  #pointer: number | undefined;
  #time: number | undefined;
  #dragFrom: { readonly time: number; readonly x: number } | undefined;

  constructor(host: ReactiveControllerHost, target: GestureTarget) {
    this.#host = host;
    this.#target = target;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#pointer = this.#time = this.#dragFrom = undefined;
  }

  /** Where the crosshair is; `undefined` without one. */
  get time(): number | undefined {
    if (this.brush !== undefined) return undefined;
    return this.#pointer === undefined ? this.#time : this.#target.timeAt(this.#pointer);
  }

  /** Whether the keys hold it: then what it shows is also spoken. */
  get isByKey(): boolean {
    return this.#time !== undefined;
  }

  /** What is being dragged over; `undefined` until it is wide enough to be meant. */
  get brush(): Extent | undefined {
    if (this.#dragFrom === undefined || this.#pointer === undefined) return undefined;
    if (Math.abs(this.#pointer - this.#dragFrom.x) < MEANT) return undefined;
    const end = this.#target.timeAt(this.#pointer);
    return { first: Math.min(this.#dragFrom.time, end), last: Math.max(this.#dragFrom.time, end) };
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0 || event.target !== event.currentTarget) return;
    const x = positionOf(event);
    this.#dragFrom = { time: this.#target.timeAt(x), x };
    this.#moveTo(x);
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
  };

  readonly move = (event: PointerEvent): void => {
    this.#moveTo(positionOf(event));
  };

  readonly up = (): void => {
    const { brush } = this;
    this.#dragFrom = undefined;
    if (brush !== undefined) this.#target.zoom(brush);
    this.#host.requestUpdate();
  };

  readonly leave = (): void => {
    this.#pointer = this.#time = this.#dragFrom = undefined;
    this.#host.requestUpdate();
  };

  readonly resume = (): void => {
    this.#time = undefined;
    this.#target.resume();
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== event.currentTarget) return;
    const action = this.#actions[event.key];
    if (action === undefined) return;
    event.preventDefault();
    action();
    this.#host.requestUpdate();
  };

  readonly #actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => this.#step(-1),
    ArrowRight: () => this.#step(1),
    Home: () => this.#moveToTime(this.#target.shown().first),
    End: () => this.#moveToTime(this.#target.shown().last),
    '+': () => this.#zoomBy(0.5),
    '=': () => this.#zoomBy(0.5),
    '-': () => this.#zoomBy(2),
    Escape: () => this.resume(),
  };

  #moveTo(x: number): void {
    this.#pointer = x;
    this.#time = undefined;
    this.#host.requestUpdate();
  }

  #moveToTime(time: number): void {
    this.#pointer = undefined;
    this.#time = time;
  }

  #step(direction: 1 | -1): void {
    const shown = this.#target.shown();
    const time = this.time;
    const next = time === undefined ? shown.last : this.#target.next(time, direction);
    if (next !== undefined && next >= shown.first && next <= shown.last) this.#moveToTime(next);
  }

  /** Around the crosshair, else at the right edge. */
  #zoomBy(factor: number): void {
    const { first, last } = this.#target.shown();
    const fixed = this.time ?? last;
    this.#target.zoom({ first: fixed - (fixed - first) * factor, last: fixed + (last - fixed) * factor });
  }
}

/** CSS pixels that a pointer moves before it is a drag. */
const MEANT = 6;

function positionOf(event: PointerEvent): number {
  const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
  return Math.min(width, Math.max(0, event.clientX - left));
}
