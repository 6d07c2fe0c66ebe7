import type { ConfigMessage, RelayMessage, ViewerMessage } from '../../core/messages.js';
import type { Link, LinkListener, LinkState } from '../link/link.js';
import { LONGEST_TIMEOUT } from '../link/timeout.js';
import { messagesOf, RecordingError } from './recording-file.js';
import { type Picture, type RecordedStep, Timeline } from './recording-timeline.js';

/**
 * Plays a recorded stream in place of a link to a relay: to a hub it is one, whose relay sends again what it once sent.
 * To seek is to connect anew, to a relay that is at another moment.
 */
export class Recording implements Link {
  readonly retryAt = undefined;
  readonly #listener: LinkListener;
  readonly #timeline = new Timeline();
  readonly #released = new AbortController();
  readonly #watchers = new Set<() => void>();
  /** Widgets that are looked at, and those among them that have not been sent yet. */
  readonly #watched = new Set<string>();
  readonly #unsent = new Set<string>();
  #link: LinkState = 'connecting';
  #problem: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #index = 0;
  #isToSend = false;
  #speed = 1;
  #isPlaying = true;
  /** The position, and when it was there. */
  #position = 0;
  #since = 0;
  /** Begins anew after the end. */
  loop = false;

  constructor(url: string, listener: LinkListener) {
    this.#listener = listener;
    void this.#load(url);
  }

  get link(): LinkState {
    return this.#link;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  /** Milliseconds since its beginning. */
  get position(): number {
    const gone = this.#isPlaying && this.#link === 'open' ? (performance.now() - this.#since) * this.#speed : 0;
    return Math.min(this.#position + gone, this.duration);
  }

  /** Milliseconds. */
  get duration(): number {
    return this.#timeline.duration;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Recorded seconds a second. */
  set speed(speed: number) {
    if (speed === this.#speed || !(speed > 0)) return;
    this.#rest();
    this.#speed = speed;
    this.#goOn();
  }

  /** From the beginning, if it is at its end. */
  play(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    if (this.#position >= this.duration) this.seek(0);
    else this.#goOn();
  }

  pause(): void {
    this.#rest();
    this.#isPlaying = false;
    this.#goOn();
  }

  /** @param position Milliseconds since the beginning, or the nearest that there is. */
  seek(position: number): void {
    this.#position = Math.min(Math.max(position, 0), this.duration);
    this.#since = performance.now();
    if (this.#link !== 'open') return;
    this.#show(this.#timeline.indexAt(this.#position));
    this.#goOn();
  }

  /** Calls back when it begins to play, pauses, or is set to another position. */
  subscribe(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** What a relay would understand; the rest has no meaning here. */
  send(message: ViewerMessage): void {
    if (message.type === 'unsubscribe' && message.widget !== undefined) this.#watched.delete(message.widget);
    if (message.type !== 'subscribe') return;
    this.#watched.add(message.widget);
    this.#unsent.add(message.widget);
    this.#sendSoon();
  }

  close(): void {
    this.#released.abort();
    clearTimeout(this.#timer);
  }

  async #load(url: string): Promise<void> {
    const { signal } = this.#released;
    try {
      for await (const message of messagesOf(url, signal)) {
        if (signal.aborted) return;
        this.#timeline.add(message);
      }
      if (this.#timeline.steps.length === 0) {
        throw new RecordingError(`The recording ${url} is empty: record for longer; it must have a "sync" line.`);
      }
    } catch (error) {
      if (signal.aborted) return;
      this.#link = 'refused';
      this.#problem = (error as Error).message;
      this.#listener.linkChanged();
      return;
    }
    this.#link = 'open';
    this.seek(this.#position);
  }

  /** Sends a whole moment, as at the beginning of a link. */
  #show(index: number): void {
    this.#index = index;
    this.#listener.opened();
    const { config } = this.#timeline.pictureAt(index);
    if (config !== undefined) this.#forward(config);
    this.#listener.linkChanged();
    this.#sendSoon();
  }

  /** Together with what else is asked for now. */
  #sendSoon(): void {
    if (this.#isToSend) return;
    this.#isToSend = true;
    queueMicrotask(() => this.#sendUnsent());
  }

  #sendUnsent(): void {
    this.#isToSend = false;
    const step = this.#timeline.steps[this.#index];
    if (this.#released.signal.aborted || step === undefined) return;
    const picture = this.#timeline.pictureAt(this.#index);
    for (const widget of this.#unsent) if (this.#watched.has(widget)) this.#sendWidget(widget, picture);
    this.#unsent.clear();
    this.#sync(step);
  }

  #sendWidget(widget: string, { widgets }: Picture): void {
    const recorded = widgets.get(widget);
    if (recorded === undefined && !this.#timeline.widgets.includes(widget)) {
      const message = `widget "${widget}" is not in this recording; it has: ${this.#timeline.widgets.join(', ') || 'none'}`;
      this.#listener.received({ type: 'error', code: 'unknown_widget', message, widget });
      return;
    }
    const mode = recorded?.mode ?? 'waiting';
    this.#listener.received({ type: 'subscribed', widget, mode, from: 0 });
    if (recorded === undefined || mode !== 'full') return;
    const to = this.#timeline.steps[this.#index]?.sync.position ?? 0;
    this.#listener.received({ type: 'rows', widget, from: 0, to, up: [...recorded.rows.values()] });
  }

  /** All steps up to now, in one. */
  #advance(): void {
    const last = this.#timeline.indexAt(this.position);
    const due = this.#timeline.steps.slice(this.#index + 1, last + 1);
    const newest = due.at(-1);
    if (newest !== undefined) {
      if (due.reduce((sum, { size }) => sum + size, 0) > MANY_ROWS) this.#show(last);
      else {
        this.#index = last;
        for (const { messages } of due) for (const message of messages) this.#forward(message);
        if (!this.#isToSend) this.#sync(newest);
      }
    }
    this.#goOn();
  }

  /** Not that a link was resumed: what was lost in between is in the frames that follow. */
  #forward(message: RelayMessage): void {
    const isForHub =
      message.type === 'config' ||
      ((message.type === 'rows' || (message.type === 'subscribed' && message.from === 0)) &&
        this.#watched.has(message.widget) &&
        !this.#unsent.has(message.widget));
    if (isForHub) this.#listener.received(message.type === 'config' ? this.#recordedOf(message) : message);
  }

  /** A dashboard without the widgets that were not recorded. */
  #recordedOf(config: ConfigMessage): ConfigMessage {
    const recorded = Object.entries(config.widgets).filter(([id]) => this.#timeline.widgets.includes(id));
    return { ...config, widgets: Object.fromEntries(recorded) };
  }

  #sync({ sync }: RecordedStep): void {
    this.#listener.received({ ...sync, time: Date.now() });
  }

  /** Where it is now becomes where it goes on from. */
  #rest(): void {
    this.#position = this.position;
    this.#since = performance.now();
  }

  #goOn(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#link !== 'open' || !this.#isPlaying) {
      this.#tell();
      return;
    }
    const next = this.#timeline.steps[this.#index + 1]?.time;
    if (next === undefined) this.#end();
    else {
      const wait = Math.max((next - this.position) / this.#speed, FRAME);
      this.#timer = setTimeout(() => this.#advance(), Math.min(wait, LONGEST_TIMEOUT));
    }
    this.#tell();
  }

  #end(): void {
    this.#rest();
    if (this.loop && this.duration > 0) this.#timer = setTimeout(() => this.seek(0), PAUSE_AT_END);
    else this.#isPlaying = false;
  }

  #tell(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }
}

/** Milliseconds. */
const FRAME = 16;
/** Before it begins anew, so that its end can be seen. */
const PAUSE_AT_END = 1000;
/** More at once are shown as a moment of their own. */
const MANY_ROWS = 5000;
