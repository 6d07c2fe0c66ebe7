/** The steps of an update on its way, in their order. */
export const LEGS = ['pipeline', 'relay', 'network', 'page'] as const;
export type Leg = (typeof LEGS)[number];

/** The milliseconds that one update took on each leg; an unknown leg is absent. */
export type Sample = { readonly [L in Leg]?: number | undefined };

export interface Quantiles {
  readonly p50: number;
  readonly p95: number;
}

export interface Latency {
  readonly legs: { readonly [L in Leg]?: Quantiles };
  /** All known legs together. */
  readonly total: Quantiles;
  /** The number of updates that were measured. */
  readonly updates: number;
  /** The pipeline's clock is ahead of the relay's, so that the relay's leg is unknown. */
  readonly isAhead: boolean;
}

/** The latency of the newest updates: a bounded number of them, none older than `SECONDS`. */
export class LatencyWindow {
  #samples: { readonly at: number; readonly sample: Sample }[] = [];

  /** @param at When the update came, in milliseconds, as `now` below. */
  add(sample: Sample, at: number): void {
    this.#samples.push({ at, sample });
    if (this.#samples.length > 2 * MOST_SAMPLES) this.#samples = this.#samples.slice(-MOST_SAMPLES);
  }

  clear(): void {
    this.#samples = [];
  }

  /** `undefined` if no update came within the time. */
  latency(now: number): Latency | undefined {
    this.#samples = this.#samples.filter(({ at }) => now - at < SECONDS * 1000).slice(-MOST_SAMPLES);
    const samples = this.#samples.map(({ sample }) => sample);
    if (samples.length === 0) return undefined;
    const of = (leg: Leg) => samples.map((sample) => sample[leg]).filter((ms) => ms !== undefined);
    const relay = of('relay');
    const isAhead = relay.length > 0 && quantilesOf(relay).p50 < -CLOCK_ERROR;
    const known = LEGS.filter((leg) => of(leg).length > 0 && !(leg === 'relay' && isAhead));
    const sums = samples.map((sample) => known.reduce((sum, leg) => sum + (sample[leg] ?? 0), 0));
    return {
      legs: Object.fromEntries(known.map((leg) => [leg, quantilesOf(of(leg))])),
      total: quantilesOf(sums),
      updates: samples.length,
      isAhead,
    };
  }
}

/** Names the leg to look at, in a sentence: the one that takes most of the time, if one does. */
export function verdictOf({ legs, total }: Latency): string {
  const of = (leg: Leg) => legs[leg]?.p50 ?? 0;
  const leg = LEGS.reduce((a, b) => (of(b) > of(a) ? b : a));
  const share = `${Math.round(of(leg))} of ${Math.round(total.p50)} ms`;
  return of(leg) > total.p50 / 2
    ? `${SUBJECTS[leg]} takes most of the time: ${share}.`
    : `No step stands out; the longest is ${SUBJECTS[leg].toLowerCase()}: ${share}.`;
}

const SUBJECTS: Readonly<Record<Leg, string>> = {
  pipeline: 'The pipeline',
  relay: 'The relay',
  network: 'The network',
  page: 'This page',
};

function quantilesOf(values: readonly number[]): Quantiles {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (q: number) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
  return { p50: at(0.5), p95: at(0.95) };
}

/** The time for which an update counts. */
export const SECONDS = 30;
const MOST_SAMPLES = 500;
/** Milliseconds by which two readings of one clock may differ, each cut to whole ones. */
const CLOCK_ERROR = 2;
