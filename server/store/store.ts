import type { ConfigMessage, WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import { restoreCollection, saveCollection } from '../../src/core/traced-collection.js';
import type { LoggedState } from '../log/commit-log.js';
import type { CommitEntry, ConfigEntry, EndEntry, LogEntry, OpenEntry, Refusal } from '../log/log-entry.js';
import type { SavedState } from '../log/saved-state.js';
import { refusalsOf } from './commit-checks.js';
import type { Run } from './run.js';
import { isTable, newCollection, sameLimit, sameShape, type Widget } from './widget.js';

export interface StoreOptions {
  readonly maxRows: number;
  readonly maxFullRows: number;
}

/**
 * The state of the relay: its widgets with their rows, the config, the run and the position. It changes only by the log's
 * entries, applied in their order; the same entries make the same state, down to the positions.
 */
export class Store implements LoggedState {
  /** Positions are comparable only within one epoch. */
  epoch = '';
  readonly #options: StoreOptions;
  readonly #widgets = new Map<string, Widget>();
  #config: Omit<ConfigMessage, 'widgets'> = { type: 'config' };
  #run: Run | undefined;
  #position = 0;
  #configPosition = 0;
  #commitTime = 0;
  #commitAge: number | undefined;

  constructor(options: StoreOptions) {
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

  #open({ run, resume }: OpenEntry): void {
    this.#run = { id: run, resume, seq: 0, settled: resume, ended: undefined };
    if (!resume) for (const widget of this.#widgets.values()) widget.inherited = true;
  }

  #declare({ config: { widgets, ...config } }: ConfigEntry): void {
    const run = this.#run?.id ?? '';
    const position = this.#position + 1;
    const before = this.#configText();
    const former = new Map(this.#widgets);
    this.#widgets.clear();
    for (const [id, declared] of Object.entries(widgets)) {
      this.#widgets.set(id, this.#redeclare(former.get(id), id, declared, run, position));
    }
    for (const [id, widget] of former) {
      if (!this.#widgets.has(id) && widget.run !== run) this.#widgets.set(id, widget);
    }
    this.#config = config;
    const isNew = [...this.#widgets].some(([id, { collection }]) => collection !== former.get(id)?.collection);
    if (isNew || this.#configText() !== before) this.#configPosition = this.#position = position;
  }

  #redeclare(known: Widget | undefined, id: string, config: WidgetConfig, run: string, position: number): Widget {
    if (known === undefined || known.config.error !== undefined || !sameShape(known.config.columns, config.columns)) {
      return {
        id,
        config,
        run,
        collection: newCollection(config, position),
        inherited: false,
        retracted: 0,
        trimmed: 0,
      };
    }
    const widget = { ...known, config, run };
    if (!sameLimit(known.config, config)) {
      widget.collection = newCollection(config, position);
      widget.collection.replace(known.collection.rows(), position);
      widget.trimmed += widget.collection.retention?.trimmed ?? 0;
    }
    return widget;
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
    widget.trimmed += (collection.retention?.trimmed ?? 0) - before;
    return isChanged;
  }

  #changeRows(
    widget: Widget,
    up: NonNullable<WidgetChange['up']>,
    del: readonly string[],
    position: number,
    at: number,
  ): boolean {
    const { collection } = widget;
    if (collection.floor === position) {
      // This very commit has emptied it.
      collection.replace(up, position);
      return collection.size > 0;
    }
    if (del.some((key) => collection.has(key))) widget.retracted = position;
    return collection.apply({ up, del }, position, at);
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
        widget.collection.replace([], position);
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

  save(): SavedState {
    return {
      position: this.#position,
      configPosition: this.#configPosition,
      commitTime: this.#commitTime,
      ...(this.#commitAge === undefined ? {} : { commitAge: this.#commitAge }),
      run: this.#run && { ...this.#run },
      config: this.#config,
      widgets: [...this.#widgets.values()].map(({ collection, ...widget }) => ({
        ...widget,
        collection: saveCollection(collection),
      })),
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
    for (const widget of saved.widgets) {
      const collection = newCollection(widget.config, 0);
      restoreCollection(collection, widget.collection);
      this.#widgets.set(widget.id, { ...widget, collection });
    }
  }
}
