import type { Extent } from '../../chart/axes/window.js';
import type { SceneLine } from '../../chart/layout.js';
import { lineText } from '../../text/line-text.js';
import { quantityText } from '../../text/quantity.js';
import type { ValueSettings } from '../value/value-settings.js';

export interface Summarised {
  readonly title: string;
  readonly lines: readonly SceneLine[];
  readonly extent: Extent;
  readonly settings: ValueSettings;
  /** The step of the vertical axis. */
  readonly step: number;
  readonly timeWords: (time: number) => string;
}

/** A chart in one sentence, for screen readers; renewed seldom, so that they are not kept talking. */
export class MetricSummary {
  #words = '';
  #at = Number.NEGATIVE_INFINITY;

  /** @param now Milliseconds. */
  words({ title, lines, extent, settings, step, timeWords }: Summarised, now: number): string {
    if (now - this.#at <= KEPT || lines.length === 0) return this.#words;
    const newest = lines.map(({ name, series }) => {
      const value = series.values.at(-1) ?? Number.NaN;
      return `${name} ${quantityText(lineText(value, [value], step, settings.column), settings.unit)}`.trim();
    });
    this.#words = `${title} from ${timeWords(extent.first)} to ${timeWords(extent.last)}. ${newest.join(', ')}.`;
    this.#at = now;
    return this.#words;
  }

  /** Forgets the sentence, which is about other data. */
  reset(): void {
    this.#words = '';
    this.#at = Number.NEGATIVE_INFINITY;
  }
}

/** Milliseconds; a sentence takes about half of it to be spoken. */
const KEPT = 10_000;
