import type { ReactiveControllerHost } from 'lit';
import { ownX } from '../look/client-pixels.js';
import type { ChartGestures, GesturedChart } from './gestures.js';

/** Loads the gestures of a plot with the first event of pointer or keys, and hands that to them: none is lost. */
export class PlotEvents {
  gestures: ChartGestures | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #chart: GesturedChart;
  #early: { readonly event: Event; readonly x: number }[] = [];

  constructor(host: ReactiveControllerHost, chart: GesturedChart) {
    this.#host = host;
    this.#chart = chart;
  }

  readonly handle = (event: Event): void => {
    const plot = event.currentTarget as Element;
    const x = event instanceof PointerEvent ? ownX(event) : 0; // Read now: an event that waits forgets its target
    if (part !== undefined) this.#begin(part).handle(event, plot, x);
    else if (event.target === plot) void this.#load(event, plot, x);
  };

  async #load(event: Event, plot: Element, x: number): Promise<void> {
    if (SCROLLS.test((event as KeyboardEvent).key)) event.preventDefault();
    if (this.#early.push({ event, x }) > 1) return;
    try {
      part ??= await import('./gestures.js');
    } catch {
      this.#early = []; // the relay does not answer now; the next event asks again
      return;
    }
    const gestures = this.#begin(part);
    for (const one of this.#early) gestures.handle(one.event, plot, one.x);
  }

  #begin({ ChartGestures }: Part): ChartGestures {
    this.gestures ??= new ChartGestures(this.#host, this.#chart);
    return this.gestures;
  }
}

type Part = typeof import('./gestures.js');
let part: Part | undefined;

/** The keys that would scroll the page while the gestures are loaded. */
const SCROLLS = /^(Arrow(Left|Right)|Home|End)$/;
