/** Faults of links and programs while the data goes through, each counted. */
export const FAULTS = [
  'cut',
  'freeze',
  'slow',
  'fragment',
  'pace',
  'hide',
  'pause',
  'kill',
  're-send',
  'take-over',
  'in turn',
  'config change',
  'refusal',
  'floor',
  'over the limit',
  'below the limit again',
  'new epoch',
] as const;

export type Fault = (typeof FAULTS)[number];

/** Counts what a run of many seeds did and found. */
export class Report {
  readonly faults = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]));
  seeds = 0;
  commits = 0;
  steps = 0;
  /** Widgets at a step, each compared with the oracle. */
  compared = 0;
  /** Windows at a step, each compared with it. */
  windows = 0;
  /** First loads in place of what was there, in the same epoch. */
  restarts = 0;
  bytes = 0;
  /** Longest time from quiet to the last viewer's being exact, in milliseconds. */
  longest = 0;

  count(fault: Fault, times = 1): void {
    this.faults.set(fault, (this.faults.get(fault) ?? 0) + times);
  }

  /** Kinds of faults that were never made, of which a run says nothing. */
  get missing(): Fault[] {
    return FAULTS.filter((fault) => this.faults.get(fault) === 0);
  }

  get text(): string {
    const { seeds, commits, steps, compared, windows, restarts, bytes, longest } = this;
    const faults = [...this.faults].map(([fault, count]) => `${fault} ${count}`).join(', ');
    const sizes = `${commits} commits, ${steps} steps of viewers (${(bytes / 1e6).toFixed(0)} MB), ${restarts} restarts`;
    return [
      `${seeds} seeds: ${sizes}, ${compared} widgets and ${windows} windows compared with the oracle`,
      `faults: ${faults}`,
      `longest from quiet to exact: ${longest.toFixed(0)} ms`,
    ].join('\n');
  }
}
