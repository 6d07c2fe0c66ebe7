import { callListeners } from '../../core/call-listeners.js';
import type { ConfigMessage, RelayMessage, ViewerMessage } from '../../core/messages.js';
import type { Link, LinkListener, LinkState } from '../link/link.js';
import { LONGEST_TIMEOUT } from '../link/timeout.js';
import { messagesOf, RecordingError } from './recording-file.js';
import { type Moment, type RecordedStep, Timeline } from './recording-timeline.js';

/**
 * Plays a recorded stream. To a hub it is a link like any other, whose relay sends again what it once sent; seeking is
 * a new link to a relay that is at another moment.
 */
export class Recording implements Link {
  readonly retryAt = undefined;
  readonly #listener: LinkListener;
  readonly #timeline = new Timeline();
  readonly #released = new AbortController();
  readonly #playbackListeners = new Set<() => void>();
  /** The widgets that are subscribed, and those among them that have not been sent yet. */
  readonly #subscribed = new Set<string>();
  readonly #unsent = new Set<string>();
  #link: LinkState = 'connecting';
  #problem: string | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #index = 0;
  #isSendScheduled = false;
  #speed = 1;
  #isPlaying = true;
  /** The position at a time, and that time. */
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
    const elapsed = this.#isPlaying && this.#link === 'open' ? (performance.now() - this.#since) * this.#speed : 0;
    return Math.min(this.#position + elapsed, this.duration);
  }

  /** Milliseconds. */
  get duration(): number {
    return this.#timeline.duration;
  }

  get isPlaying(): boolean {
    return this.#isPlaying;
  }

  /** Whether it stands before its end. */
  get isPaused(): boolean {
    return !this.#isPlaying && (this.#link !== 'open' || this.position < this.duration);
  }

  get speed(): number {
    return this.#speed;
  }

  /** Recorded seconds a second. */
  set speed(speed: number) {
    if (speed === this.#speed || !(speed > 0)) return;
    this.#settlePosition();
    this.#speed = speed;
    this.#scheduleNextStep();
  }

  /** Plays on; from the beginning, if it is at its end. */
  play(): void {
    if (this.#isPlaying) return;
    this.#isPlaying = true;
    if (this.#position >= this.duration) this.seek(0);
    else this.#scheduleNextStep();
  }

  pause(): void {
    this.#settlePosition();
    this.#isPlaying = false;
    this.#scheduleNextStep();
  }

  /** @param position Milliseconds since the beginning, or the nearest that there is. */
  seek(position: number): void {
    this.#position = Math.min(Math.max(position, 0), this.duration);
    this.#since = performance.now();
    if (this.#link !== 'open') return;
    this.#show(this.#timeline.indexAt(this.#position));
    this.#scheduleNextStep();
  }

  /** Calls back when it begins to play, pauses, or is set to another position. */
  subscribe(listener: () => void): () => void {
    this.#playbackListeners.add(listener);
    return () => this.#playbackListeners.delete(listener);
  }

  /** Takes subscriptions; other messages have no meaning here. */
  send(message: ViewerMessage): void {
    if (message.type === 'unsubscribe' && message.widget !== undefined) this.#subscribed.delete(message.widget);
    if (message.type !== 'subscribe' || message.sub !== undefined) return; // It has whole widgets, and no windows
    this.#subscribed.add(message.widget);
    this.#unsent.add(message.widget);
    this.#scheduleSend();
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
    const { config } = this.#timeline.momentAt(index);
    if (config !== undefined) this.#forward(config);
    this.#listener.linkChanged();
    this.#scheduleSend();
  }

  /** Together with what else is asked for now. */
  #scheduleSend(): void {
    if (this.#isSendScheduled) return;
    this.#isSendScheduled = true;
    queueMicrotask(() => this.#sendUnsent());
  }

  #sendUnsent(): void {
    this.#isSendScheduled = false;
    const step = this.#timeline.steps[this.#index];
    if (this.#released.signal.aborted || step === undefined) return;
    const moment = this.#timeline.momentAt(this.#index);
    for (const widget of this.#unsent) if (this.#subscribed.has(widget)) this.#sendWidget(widget, moment, step);
    this.#unsent.clear();
    this.#sync(step);
  }

  #sendWidget(widget: string, moment: Moment, { sync }: RecordedStep): void {
    const { widgets } = this.#timeline;
    if (widgets.includes(widget)) {
      for (const message of moment.firstLoad(widget, sync.position)) this.#listener.received(message);
      return;
    }
    const message = `widget "${widget}" is not in this recording; it has: ${widgets.join(', ') || 'none'}`;
    this.#listener.received({ type: 'error', code: 'unknown_widget', message, widget });
  }

  /** Sends all steps up to now, in one. */
  #advance(): void {
    const last = this.#timeline.indexAt(this.position);
    const passed = this.#timeline.steps.slice(this.#index + 1, last + 1);
    const newest = passed.at(-1);
    if (newest !== undefined) {
      if (passed.reduce((sum, { size }) => sum + size, 0) > MANY_ROWS) this.#show(last);
      else {
        this.#index = last;
        for (const { messages } of passed) for (const message of messages) this.#forward(message);
        if (!this.#isSendScheduled) this.#sync(newest);
      }
    }
    this.#scheduleNextStep();
  }

  /** Leaves out that a link was resumed: whatever was lost in between is in the frames that follow. */
  #forward(message: RelayMessage): void {
    const isForHub =
      message.type === 'config' ||
      ((message.type === 'rows' || (message.type === 'subscribed' && message.from === 0)) &&
        this.#subscribed.has(message.widget) &&
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

  /** Makes the present position the one from which it goes on. */
  #settlePosition(): void {
    this.#position = this.position;
    this.#since = performance.now();
  }

  #scheduleNextStep(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#link !== 'open' || !this.#isPlaying) {
      this.#notify();
      return;
    }
    const next = this.#timeline.steps[this.#index + 1]?.time;
    if (next === undefined) this.#end();
    else {
      const wait = Math.max((next - this.position) / this.#speed, FRAME);
      this.#timer = setTimeout(() => this.#advance(), Math.min(wait, LONGEST_TIMEOUT));
    }
    this.#notify();
  }

  #end(): void {
    this.#settlePosition();
    if (this.loop && this.duration > 0) this.#timer = setTimeout(() => this.seek(0), PAUSE_AT_END);
    else this.#isPlaying = false;
  }

  #notify(): void {
    callListeners(this.#playbackListeners);
  }
}

/** Milliseconds. */
const FRAME = 16;
/** The rest before it begins anew, so that its end can be seen. */
const PAUSE_AT_END = 1000;
/** More at once are shown as a moment of their own. */
const MANY_ROWS = 5000;
