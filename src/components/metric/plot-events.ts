import type { ReactiveControllerHost } from 'lit';
import type { ChartGestures, GesturedChart } from './gestures.js';

/** Loads the gestures of a plot with the first event of pointer or keys, and hands that to them: none is lost. */
export class PlotEvents {
  gestures: ChartGestures | undefined;
  readonly #host: ReactiveControllerHost;
  readonly #chart: GesturedChart;
  #early: Event[] = [];

  constructor(host: ReactiveControllerHost, chart: GesturedChart) {
    this.#host = host;
    this.#chart = chart;
  }

  readonly handle = (event: Event): void => {
    const plot = event.currentTarget as Element;
    if (part !== undefined) this.#begin(part).handle(event, plot);
    else if (event.target === plot) void this.#load(event, plot);
  };

  async #load(event: Event, plot: Element): Promise<void> {
    if (SCROLLS.test((event as KeyboardEvent).key)) event.preventDefault();
    if (this.#early.push(event) > 1) return;
    try {
      part ??= await import('./gestures.js');
    } catch {
      this.#early = []; // the relay does not answer now; the next event asks again
      return;
    }
    const gestures = this.#begin(part);
    for (const one of this.#early) gestures.handle(one, plot);
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
