import type { ConfigMessage, RelayMessage, RowsMessage, SubscribedMessage, SyncMessage } from '../../core/messages.js';
import type { KeyedRow } from '../../core/values.js';

/** What one `sync` made visible. */
export interface RecordedStep {
  /** Milliseconds since the first step. */
  readonly time: number;
  /** All but the `sync` itself. */
  readonly messages: readonly RelayMessage[];
  readonly sync: SyncMessage;
  /** Rows and keys in it. */
  readonly size: number;
}

/** All that was to be seen at one step. */
export interface Picture {
  readonly config: ConfigMessage | undefined;
  readonly widgets: ReadonlyMap<string, WidgetPicture>;
}

/**
 * A recording as steps in time, and the picture at any of them.
 *
 *     steps         ┃ ┃┃  ┃ ┃ ┃┃┃ ┃    ┃ ┃
 *     checkpoints   ●         ●          ●       a picture now and then: rows are never copied, only referred to
 *
 * A picture is the last checkpoint before it and the steps since, so that going back in a long recording is as quick as
 * in a short one.
 */
export class Timeline {
  readonly steps: RecordedStep[] = [];
  readonly #checkpoints: { readonly index: number; readonly state: State }[] = [];
  readonly #state = new State();
  #messages: RelayMessage[] = [];
  #size = 0;
  #sinceCheckpoint = 0;
  #begin = 0;
  /** Each moment is asked for several times. */
  #newest: { readonly index: number; readonly picture: Picture } | undefined;

  /** Milliseconds from the first to the last step. */
  get duration(): number {
    return this.steps.at(-1)?.time ?? 0;
  }

  /** The widgets that were recorded. */
  get widgets(): readonly string[] {
    return [...this.#state.widgets.keys()];
  }

  add(message: RelayMessage): void {
    this.#state.take(message);
    if (message.type === 'rows') this.#size += (message.up?.length ?? 0) + (message.del?.length ?? 0);
    if (message.type !== 'sync') {
      this.#messages.push(message);
      return;
    }
    if (this.steps.length === 0) this.#begin = message.time;
    // The clock of a relay may have been set back.
    const time = Math.max(this.duration, message.time - this.#begin);
    this.steps.push({ time, messages: this.#messages, sync: message, size: this.#size });
    this.#sinceCheckpoint += this.#size;
    this.#messages = [];
    this.#size = 0;
    if (this.#sinceCheckpoint < CHECKPOINT_EVERY) return;
    this.#sinceCheckpoint = 0;
    this.#checkpoints.push({ index: this.steps.length - 1, state: this.#state.copy() });
  }

  /** The last step at or before a time. */
  indexAt(time: number): number {
    let low = 0;
    let high = this.steps.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.steps[middle]?.time ?? 0) <= time) low = middle;
      else high = middle;
    }
    return low;
  }

  pictureAt(index: number): Picture {
    if (this.#newest?.index !== index) this.#newest = { index, picture: this.#picture(index) };
    return this.#newest.picture;
  }

  #picture(index: number): Picture {
    const checkpoint = this.#checkpoints.findLast((one) => one.index <= index);
    const state = checkpoint?.state.copy() ?? new State();
    for (let i = (checkpoint?.index ?? -1) + 1; i <= index; i++) {
      const step = this.steps[i];
      for (const message of step?.messages ?? []) state.take(message);
      if (step !== undefined) state.take(step.sync);
    }
    return state;
  }
}

/** Rows. */
const CHECKPOINT_EVERY = 20_000;

class State implements Picture {
  readonly widgets = new Map<string, WidgetPicture>();
  config: ConfigMessage | undefined;

  take(message: RelayMessage): void {
    switch (message.type) {
      case 'config':
        this.config = message;
        break;
      case 'subscribed': {
        const widget = this.widgets.get(message.widget) ?? new WidgetPicture();
        this.widgets.set(message.widget, widget);
        widget.subscribed(message);
        break;
      }
      case 'rows':
        this.widgets.get(message.widget)?.apply(message);
        break;
      case 'sync':
        for (const widget of this.widgets.values()) widget.step();
    }
  }

  copy(): State {
    const copy = new State();
    copy.config = this.config;
    for (const [id, widget] of this.widgets) copy.widgets.set(id, widget.copy());
    return copy;
  }
}

/** One widget's rows by key, in order of first appearance, which is also a `Map`'s. */
class WidgetPicture {
  mode: SubscribedMessage['mode'] = 'waiting';
  rows = new Map<string, KeyedRow>();
  #loading: Map<string, KeyedRow> | undefined;
  #isWhole = false;

  subscribed({ mode, from }: SubscribedMessage): void {
    this.mode = mode;
    this.#loading = from === 0 && mode === 'full' ? new Map() : undefined;
    this.#isWhole = false;
  }

  apply({ up = [], del = [], more }: RowsMessage): void {
    const rows = this.#loading ?? this.rows;
    for (const key of del) rows.delete(key);
    for (const row of up) rows.set(row[0], row);
    if (more !== true) this.#isWhole = true;
  }

  step(): void {
    if (this.#loading === undefined || !this.#isWhole) return;
    this.rows = this.#loading;
    this.#loading = undefined;
  }

  copy(): WidgetPicture {
    const copy = new WidgetPicture();
    copy.mode = this.mode;
    copy.rows = new Map(this.rows);
    copy.#loading = this.#loading && new Map(this.#loading);
    copy.#isWhole = this.#isWhole;
    return copy;
  }
}
