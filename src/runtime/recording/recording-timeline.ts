import type { ConfigMessage, RelayMessage, SyncMessage } from '../../core/messages.js';
import { Mirror } from '../mirror/mirror.js';

/** One step of a recording: the messages that one `sync` made visible. */
export interface RecordedStep {
  /** Milliseconds since the first step. */
  readonly time: number;
  /** All but the `sync` itself. */
  readonly messages: readonly RelayMessage[];
  readonly sync: SyncMessage;
  /** Rows and keys in it. */
  readonly size: number;
}

/**
 * A recording as steps in time, and the widgets as they were at any of them.
 *
 *     steps         ┃ ┃┃  ┃ ┃ ┃┃┃ ┃    ┃ ┃
 *     checkpoints   ●         ●          ●       first loads now and then: rows are never copied, only referred to
 *
 * A moment is made from the last checkpoint before it and the steps since, so that going back in a long recording is as
 * quick as in a short one.
 */
export class Timeline {
  readonly steps: RecordedStep[] = [];
  readonly #checkpoints: { readonly index: number; readonly messages: readonly RelayMessage[] }[] = [];
  /** After all messages so far. */
  readonly #end = new Moment();
  #messages: RelayMessage[] = [];
  #size = 0;
  #sinceCheckpoint = 0;
  #begin = 0;
  /** Each moment is asked for several times. */
  #newest: { readonly index: number; readonly moment: Moment } | undefined;

  /** Milliseconds from the first to the last step. */
  get duration(): number {
    return this.steps.at(-1)?.time ?? 0;
  }

  /** The widgets that were recorded. */
  get widgets(): readonly string[] {
    return this.#end.widgets;
  }

  add(message: RelayMessage): void {
    this.#end.take(message);
    if (message.type === 'rows') this.#size += (message.up?.length ?? 0) + (message.del?.length ?? 0);
    if (message.type === 'sync') this.#endStep(message);
    else this.#messages.push(message);
  }

  #endStep(sync: SyncMessage): void {
    if (this.steps.length === 0) this.#begin = sync.time;
    // The clock of a relay may have been set back.
    const time = Math.max(this.duration, sync.time - this.#begin);
    this.steps.push({ time, messages: this.#messages, sync, size: this.#size });
    this.#sinceCheckpoint += this.#size;
    this.#messages = [];
    this.#size = 0;
    // In the middle of a first load a checkpoint would lack the pieces that have come.
    if (this.#sinceCheckpoint < CHECKPOINT_EVERY || this.#end.isLoading) return;
    this.#sinceCheckpoint = 0;
    this.#checkpoints.push({ index: this.steps.length - 1, messages: this.#end.firstLoads(sync) });
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

  /** The widgets right after a step. */
  momentAt(index: number): Moment {
    if (this.#newest?.index !== index) this.#newest = { index, moment: this.#makeMoment(index) };
    return this.#newest.moment;
  }

  #makeMoment(index: number): Moment {
    const moment = new Moment();
    const checkpoint = this.#checkpoints.findLast((one) => one.index <= index);
    for (const message of checkpoint?.messages ?? []) moment.take(message);
    for (let i = (checkpoint?.index ?? -1) + 1; i <= index; i++) {
      const step = this.steps[i];
      for (const message of step?.messages ?? []) moment.take(message);
      if (step !== undefined) moment.take(step.sync);
    }
    return moment;
  }
}

/** Rows: twice as many and a jump takes twice as long, half as many and the checkpoints take twice the memory. */
const CHECKPOINT_EVERY = 20_000;

/** The widgets of a recording as they were at one time, in mirrors such as a page has. */
export class Moment {
  config: ConfigMessage | undefined;
  readonly #mirrors = new Map<string, Mirror>();

  get widgets(): readonly string[] {
    return [...this.#mirrors.keys()];
  }

  /** Whether the first load of a widget has begun and not ended. */
  get isLoading(): boolean {
    return [...this.#mirrors.values()].some((mirror) => mirror.isLoading);
  }

  take(message: RelayMessage): void {
    switch (message.type) {
      case 'config':
        this.config = message;
        break;
      case 'subscribed': {
        const mirror = this.#mirrors.get(message.widget) ?? new Mirror(message.widget);
        this.#mirrors.set(message.widget, mirror);
        mirror.subscribed(message);
        break;
      }
      case 'rows':
        this.#mirrors.get(message.widget)?.rows(message);
        break;
      case 'sync':
        for (const mirror of this.#mirrors.values()) mirror.step(message.position, this.#columnsOf(mirror.widget));
    }
  }

  /** The messages by which a relay sends a widget to a viewer that has nothing of it. */
  firstLoad(widget: string, position: number): RelayMessage[] {
    const { mode = 'waiting', collection } = this.#mirrors.get(widget) ?? {};
    const subscribed: RelayMessage = { type: 'subscribed', widget, mode, from: 0 };
    if (mode !== 'full') return [subscribed];
    return [subscribed, { type: 'rows', widget, from: 0, to: position, up: [...(collection?.rows() ?? [])] }];
  }

  /** The messages that make this moment anew. */
  firstLoads(sync: SyncMessage): RelayMessage[] {
    const config = this.config === undefined ? [] : [this.config];
    return [...config, ...this.widgets.flatMap((widget) => this.firstLoad(widget, sync.position)), sync];
  }

  #columnsOf(widget: string) {
    const widgets = this.config?.widgets ?? {};
    return Object.hasOwn(widgets, widget) ? widgets[widget]?.columns : undefined;
  }
}
