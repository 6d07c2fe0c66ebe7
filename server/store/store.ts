import type { ConfigMessage, WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { inSlices } from '../cooperative/time-slices.js';
import type { LoggedState } from '../log/commit-log.js';
import type { CommitEntry, ConfigEntry, EndEntry, LogEntry, OpenEntry, Refusal } from '../log/log-entry.js';
import type { SavedState } from '../log/saved-state.js';
import { refusalsOf } from './commit-checks.js';
import { type Acknowledged, type Former, hasLostRows, withRun } from './former.js';
import { byArrival, keysToRenew, newestReading } from './readings.js';
import type { Run } from './run.js';
import { restoredFormer, restoredWidget, savedFormer, savedWidgets } from './saved-widgets.js';
import { copiedCollection, hasReadings, isTable, newCollection, redeclared, type Widget } from './widget.js';

/**
 * The state of the relay: its widgets with their rows, the config, the run and the position. It changes only by the log's
 * entries, applied in their order; the same entries make the same state, down to the positions.
 */
export class Store implements LoggedState {
  /** Positions are comparable only within one epoch. */
  epoch = '';
  readonly #options: { readonly maxRows: number; readonly maxFullRows: number };
  readonly #widgets = new Map<string, Widget>();
  #config: Omit<ConfigMessage, 'widgets'> = { type: 'config' };
  #run: Run | undefined;
  #former: Former | undefined;
  #acknowledged: Acknowledged = new Map();
  #position = 0;
  #configPosition = 0;
  #commitTime = 0;
  #commitAge: number | undefined;

  constructor(options: { maxRows: number; maxFullRows: number }) {
    this.#options = options;
  }

  get position(): number {
    return this.#position;
  }

  /** The position of the last change of the config. */
  get configPosition(): number {
    return this.#configPosition;
  }

  /** The producer's time of the newest commit, in milliseconds since the epoch; 0: none. */
  get commitTime(): number {
    return this.#commitTime;
  }

  /** Milliseconds from the oldest change of the newest commit to its time, if its producer sent them. */
  get commitAge(): number | undefined {
    return this.#commitAge;
  }

  get run(): Readonly<Run> | undefined {
    return this.#run;
  }

  /** Whether the run has committed nothing yet, and the state before it would be back without it. */
  get hasFormer(): boolean {
    return this.#former !== undefined;
  }

  /** The last `seq` of a run before the present one; 0 if what it committed is not there any more. */
  acknowledgedTo(run: string): number {
    return this.#acknowledged.get(run) ?? 0;
  }

  get widgets(): ReadonlyMap<string, Readonly<Widget>> {
    return this.#widgets;
  }

  /** Gives the config as viewers get it, with the fields that only the relay knows. */
  configMessage(): ConfigMessage {
    const shown = [...this.#widgets.values()].map((widget): [string, WidgetConfig] => [
      widget.id,
      {
        ...widget.config,
        rows: widget.collection.size,
        mode: this.modeOf(widget),
        ...(widget.trimmed > 0 ? { trimmed: widget.trimmed } : {}),
      },
    ]);
    return { ...this.#config, widgets: Object.fromEntries(shown) };
  }

  modeOf({ config, collection }: Readonly<Widget>): 'full' | 'window' {
    return isTable(config) && collection.size > this.#options.maxFullRows ? 'window' : 'full';
  }

  /** Finds the widgets of a commit that break a rule. The state must not change meanwhile. */
  refusals(changes: Readonly<Record<string, WidgetChange>>): Promise<Refusal[]> {
    const { maxRows } = this.#options;
    return refusalsOf(changes, { widgets: this.#widgets, run: this.#run, maxRows });
  }

  apply(entry: LogEntry): void {
    switch (entry.type) {
      case 'open':
        this.#open(entry);
        break;
      case 'withdraw':
        this.#withdraw();
        break;
      case 'config':
        this.#declare(entry);
        break;
      case 'commit':
        this.#commit(entry);
        break;
      case 'end':
        this.#end(entry);
        break;
    }
  }

  #open({ run, resume, seq = 0 }: OpenEntry): void {
    const former = this.#run;
    const isBack = seq > 0;
    if (former !== undefined && former.seq > 0) {
      const [widgets, config, acknowledged] = [new Map(this.#widgets), this.#config, this.#acknowledged];
      this.#former = { run: former, config, widgets, acknowledged };
      this.#acknowledged = withRun(acknowledged, former);
    }
    this.#run = { id: run, resume, seq, settled: resume || isBack, ended: undefined };
    for (const [id, widget] of this.#widgets) {
      this.#widgets.set(id, { ...widget, inherited: this.#run.settled ? widget.inherited : true });
    }
  }

  /** Brings back the state before the run. Its widgets begin anew for viewers that were shown others in their place. */
  #withdraw(): void {
    const former = this.#former;
    if (former === undefined) return;
    const position = this.#position + 1;
    const before = this.#configText();
    const shown = new Map(this.#widgets);
    this.#widgets.clear();
    for (const [id, widget] of former.widgets) {
      const isShown = shown.get(id)?.collection === widget.collection;
      this.#widgets.set(id, isShown ? widget : { ...widget, collection: copiedCollection(widget, position) });
    }
    this.#former = undefined;
    this.#run = { ...former.run, ended: undefined };
    this.#config = former.config;
    this.#acknowledged = former.acknowledged;
    this.#configChanged(shown, before);
  }

  #declare({ config: { widgets, ...config } }: ConfigEntry): void {
    const run = this.#run?.id ?? '';
    const position = this.#position + 1;
    const before = this.#configText();
    const former = new Map(this.#widgets);
    this.#widgets.clear();
    for (const [id, declared] of Object.entries(widgets)) {
      const widget = redeclared(former.get(id), { id, config: declared, run, position });
      // One that was of another type had rows, but no reading.
      if (hasReadings(declared)) widget.reading ??= newestReading(widget.collection, undefined);
      this.#widgets.set(id, widget);
    }
    for (const [id, widget] of former) {
      if (!this.#widgets.has(id) && widget.run !== run) this.#widgets.set(id, widget);
    }
    this.#config = config;
    if (this.#former === undefined && hasLostRows(former, this.#widgets)) this.#acknowledged = new Map();
    this.#configChanged(former, before);
  }

  /** Begins the next position if viewers must be shown something else: another config, or a widget that begins anew. */
  #configChanged(widgets: ReadonlyMap<string, Readonly<Widget>>, text: string): void {
    const isNew = [...this.#widgets].some(([id, { collection }]) => collection !== widgets.get(id)?.collection);
    if (isNew || this.#configText() !== text) this.#configPosition = ++this.#position;
  }

  #commit({ seq, time, age, at, changes, refused }: CommitEntry): void {
    const position = this.#position + 1;
    let isConfigChanged = false;
    for (const { widget: id, code, message } of refused) {
      const widget = this.#widgets.get(id);
      if (widget === undefined || widget.config.error !== undefined) continue;
      widget.config = { ...widget.config, error: { code, message: `widget "${id}": ${message}` } };
      isConfigChanged = true;
    }
    const refusedIds = new Set(refused.map(({ widget }) => widget));
    this.#replaceFormer();
    const settled = this.#run?.settled === false ? this.#settle(position) : undefined;
    let isChanged = settled?.isChanged === true;
    for (const [id, change] of Object.entries(changes)) {
      const widget = this.#widgets.get(id);
      if (widget === undefined || refusedIds.has(id)) continue;
      if (this.#change(widget, change, position, at)) isChanged = true;
    }
    if (isConfigChanged || settled?.isConfigChanged) this.#configPosition = position;
    if (isChanged || this.#configPosition === position) this.#position = position;
    this.#commitTime = time;
    this.#commitAge = age;
    if (this.#run !== undefined) this.#run.seq = seq;
  }

  #change(widget: Widget, { up = [], del = [] }: WidgetChange, position: number, at: number): boolean {
    const { collection } = widget;
    const before = collection.retention?.trimmed ?? 0;
    const isChanged = this.#changeRows(widget, up, del, position, at);
    if (isChanged && hasReadings(widget.config)) widget.reading = newestReading(collection, widget.reading, up);
    widget.trimmed += (collection.retention?.trimmed ?? 0) - before;
    return isChanged;
  }

  #changeRows(widget: Widget, up: readonly KeyedRow[], del: readonly string[], position: number, at: number): boolean {
    const { collection, config } = widget;
    const rows = hasReadings(config) ? byArrival(up) : up;
    if (collection.floor === position) {
      // This very commit has emptied it.
      collection.replace(rows, position);
      return collection.size > 0;
    }
    if (del.some((key) => collection.has(key))) widget.retracted = position;
    const gone = hasReadings(config) ? [...del, ...keysToRenew(collection, rows)] : del;
    return collection.apply({ up: rows, del: gone }, position, at);
  }

  /** Forgets the state before the run: a commit stands in its place. */
  #replaceFormer(): void {
    const isReplaced = this.#run?.settled === false || hasLostRows(this.#former?.widgets ?? new Map(), this.#widgets);
    if (isReplaced) this.#acknowledged = new Map();
    this.#former = undefined;
  }

  /** Removes the rows that former runs left, at the first commit of a run that does not resume them. */
  #settle(position: number): { isChanged: boolean; isConfigChanged: boolean } {
    const run = this.#run as Run;
    const count = this.#widgets.size;
    let isChanged = false;
    for (const [id, widget] of this.#widgets) {
      if (widget.run !== run.id) this.#widgets.delete(id);
      else if (widget.inherited) {
        widget.inherited = false;
        if (widget.collection.size === 0) continue;
        widget.collection = newCollection(widget.config, position);
        widget.reading = undefined;
        isChanged = true;
      }
    }
    run.settled = true;
    return { isChanged, isConfigChanged: this.#widgets.size < count };
  }

  #end({ error }: EndEntry): void {
    const run = this.#run;
    if (run === undefined) return;
    if (!run.settled) {
      const position = this.#position + 1;
      const { isChanged, isConfigChanged } = this.#settle(position);
      if (isConfigChanged) this.#configPosition = position;
      if (isChanged || isConfigChanged) this.#position = position;
    }
    run.ended = error === undefined ? {} : { error };
  }

  /** Makes the config as a text, to compare it. */
  #configText(): string {
    const widgets = [...this.#widgets.values()].map(({ id, config }) => [id, config]);
    return JSON.stringify([this.#config, widgets]);
  }

  /** Saves in slices: a relay with a million rows must go on serving. */
  save(): Promise<SavedState> {
    return inSlices(this.saving());
  }

  /** The same in steps, one for each row. */
  *saving(): Generator<undefined, SavedState> {
    return {
      position: this.#position,
      configPosition: this.#configPosition,
      commitTime: this.#commitTime,
      ...(this.#commitAge === undefined ? {} : { commitAge: this.#commitAge }),
      run: this.#run && { ...this.#run },
      config: this.#config,
      widgets: yield* savedWidgets(this.#widgets.values()),
      ...(this.#acknowledged.size === 0 ? {} : { acknowledged: [...this.#acknowledged] }),
      ...(this.#former && { former: yield* savedFormer(this.#former, this.#widgets) }),
    };
  }

  restore(saved: SavedState): void {
    this.#position = saved.position;
    this.#configPosition = saved.configPosition;
    this.#commitTime = saved.commitTime;
    this.#commitAge = saved.commitAge;
    this.#run = saved.run && { ...saved.run };
    this.#config = saved.config;
    this.#widgets.clear();
    for (const widget of saved.widgets) this.#widgets.set(widget.id, restoredWidget(widget));
    this.#acknowledged = new Map(saved.acknowledged);
    this.#former = saved.former && restoredFormer(saved.former, this.#widgets);
  }
}
