/** Counts what the relay has done since it started. */
export class Metrics {
  commits = 0;
  rows = 0;
  refusals = 0;
  frames = 0;
  bytes = 0;
  steps = 0;
  encodings = 0;
  /** Views that were made for windows, and windows that are open. */
  views = 0;
  windows = 0;
  /** Passwords that were given. */
  readonly logins = { ok: 0, failed: 0 };
  /** Refusals by reason, and how often somebody reached each limit. */
  readonly refused = new Map<string, number>();
  readonly limits = new Map<string, number>();
  /** Errors of the relay itself. */
  failures = 0;
  /** First loads that were made, by widget. */
  readonly firstLoads = new Map<string, number>();

  firstLoadMade(widget: string): void {
    this.firstLoads.set(widget, (this.firstLoads.get(widget) ?? 0) + 1);
  }

  /** Gives all of it as OpenMetrics text. @param now The readings of this moment. */
  render(now: Readings): string {
    const lines: string[] = [];
    const family = (name: string, type: 'counter' | 'gauge', help: string, value: number) => {
      const sample = type === 'counter' ? `streamviz_${name}_total` : `streamviz_${name}`;
      lines.push(`# TYPE streamviz_${name} ${type}`, `# HELP streamviz_${name} ${help}`, `${sample} ${value}`);
    };
    family('commits', 'counter', 'Commits taken from producers.', this.commits);
    family('rows', 'counter', 'Rows upserted or deleted by commits.', this.rows);
    family('refusals', 'counter', 'Changes of a widget refused because they broke a rule.', this.refusals);
    family('steps', 'counter', 'Steps that viewers were brought forward.', this.steps);
    family('frames', 'counter', 'Frames sent to viewers.', this.frames);
    family('sent_bytes', 'counter', 'Bytes of frames sent to viewers.', this.bytes);
    family('encodings', 'counter', 'Sets of frames that were made; each may go to many viewers.', this.encodings);
    family('views', 'counter', 'Sorted and filtered views that were made for windows.', this.views);
    const by = (label: string, name: string, help: string, values: Iterable<readonly [string, number]>) => {
      lines.push(`# TYPE streamviz_${name} counter`, `# HELP streamviz_${name} ${help}`);
      for (const [value, count] of values) lines.push(`streamviz_${name}_total{${label}="${value}"} ${count}`);
    };
    by('result', 'logins', 'Logins by the form, and wrong passwords of any kind.', Object.entries(this.logins));
    by('reason', 'refused', 'Requests and links that were refused.', this.refused);
    by('limit', 'limits', 'Times that somebody reached a limit.', this.limits);
    family('failures', 'counter', 'Errors of the relay itself; its log has them.', this.failures);
    by(
      'widget',
      'first_loads',
      'Snapshots that were made for first loads; each may go to many viewers.',
      this.firstLoads,
    );
    family('viewers', 'gauge', 'Viewers that are connected.', now.viewers);
    family('windows', 'gauge', 'Windows that viewers have open.', this.windows);
    family('kept_views', 'gauge', 'Sorted and filtered views that are kept.', now.views);
    family('producers', 'gauge', 'Producers that are connected.', now.producers);
    family('position', 'gauge', 'Position of the newest change.', now.position);
    family('collected_rows', 'gauge', 'Rows held, of all widgets.', now.rows);
    by('widget', 'trimmed_rows', 'Rows that the limit of a log or a series made leave for newer ones.', now.trimmed);
    family('degraded', 'gauge', 'Whether the log cannot be written.', now.degraded ? 1 : 0);
    return `${lines.join('\n')}\n# EOF\n`;
  }
}

export interface Readings {
  readonly viewers: number;
  readonly views: number;
  readonly producers: number;
  readonly position: number;
  readonly rows: number;
  /** By widget. */
  readonly trimmed: readonly (readonly [widget: string, rows: number])[];
  readonly degraded: boolean;
}
