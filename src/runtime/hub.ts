import { callListeners } from '../core/call-listeners.js';
import type { ConfigMessage, Limits, PipelineState, WidgetConfig } from '../core/messages.js';
import { Connection, type ConnectionOptions } from './link/connection.js';
import type { Link, LinkListener, LinkState } from './link/link.js';
import { isRecording, relayUrl } from './link/relay-url.js';
import { authorization, type Token } from './link/token.js';
import type { Recording } from './recording/recording.js';
import { Replica, type StepObserver } from './replica.js';
import type { SubscribedWindow } from './subscribed-windows.js';
import { UNLIMITED, USUAL } from './subscriptions.js';
import type { Watch, WatchOptions } from './watch.js';

export type { ConnectionOptions } from './link/connection.js';
export type { LinkState } from './link/link.js';
export type { Token } from './link/token.js';
export type { StepObserver } from './replica.js';
export type { Watch } from './watch.js';

/** The state of a relay and its pipeline at one moment. */
export interface Status {
  readonly link: LinkState;
  /** While there is no link: when the next attempt starts, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;
  /** While there is no link: why, and what would mend it. */
  readonly problem: string | undefined;
  /** The pipeline's, as of the newest step. */
  readonly state: PipelineState;
  /** Why the pipeline failed. */
  readonly message: string | undefined;
  /** Time of the newest commit by the relay's clock, in milliseconds since the epoch; 0: none. */
  readonly commit: number;
  /** The relay's clock less ours, in milliseconds. */
  readonly clockSkew: number;
  /** Steps a second that the relay grants. */
  readonly rate: number;
  /** Changed rows a second in the widgets that are watched and not paused. */
  readonly rowsPerSecond: number;
}

/**
 * Everything a page has from one relay: one link, however many elements look at it, opened by the first subscriber and
 * closed after the last. It keeps no rows of widgets that nobody watches, and draws nothing. It alone knows which widgets
 * are paused, for all who look at them.
 */
export class Hub {
  static readonly #hubs = new Map<string, Hub>();

  /** The hub of a relay: the same for every spelling of its address. */
  static at(src: string, options: ConnectionOptions = {}): Hub {
    const url = relayUrl(src);
    const known = Hub.#hubs.get(url);
    if (known !== undefined) {
      known.#authorize(options.token);
      return known;
    }
    const hub = new Hub(url, options);
    Hub.#hubs.set(url, hub);
    return hub;
  }

  readonly url: string;
  #options: ConnectionOptions;
  readonly #listeners = new Set<() => void>();
  readonly #observers = new Set<StepObserver>();
  readonly #replica: Replica;
  #link: Link | undefined;
  #playback: Recording | undefined;
  #sweep: ReturnType<typeof setTimeout> | undefined;

  private constructor(url: string, options: ConnectionOptions) {
    this.url = url;
    this.#options = options;
    this.#replica = new Replica(isRecording(url) ? UNLIMITED : USUAL, {
      send: (message) => this.#link?.send(message),
      changed: () => this.#notify(),
      stepped: (...step) => callListeners(this.#observers, ...step),
    });
  }

  get status(): Status {
    const { sync, clockSkew, rowsPerSecond } = this.#replica;
    return {
      link: this.#link?.link ?? 'connecting',
      retryAt: this.#link?.retryAt,
      problem: this.#link?.problem,
      state: sync?.state ?? 'waiting',
      message: sync?.message,
      commit: sync?.commit ?? 0,
      clockSkew,
      rate: sync?.rate ?? 0,
      rowsPerSecond,
    };
  }

  /** Whether a logout has taken back everything that the relay had shown. */
  get isLoggedOut(): boolean {
    return this.#replica.isLoggedOut;
  }

  /** The most that the relay sends; `undefined` until it has sent it. */
  get limits(): Limits | undefined {
    return this.#replica.limits;
  }

  /** The dashboard's description; `undefined` until the relay has sent it. */
  get config(): ConfigMessage | undefined {
    return this.#replica.config;
  }

  /** The player of the recording that stands in place of a relay; `undefined` until it is loaded. */
  get playback(): Recording | undefined {
    return this.#playback;
  }

  /** The description of one widget. */
  widget(id: string): WidgetConfig | undefined {
    return this.#replica.widget(id);
  }

  /** Whether changes are held back in all widgets, or the recording stands. */
  get isPaused(): boolean {
    return this.#replica.isPaused || this.#playback?.isPaused === true;
  }

  /** Whether nothing that is watched goes on: all is paused, or each widget by itself. */
  get isStill(): boolean {
    return this.#replica.isStill || this.isPaused;
  }

  /** Changes of rows that are held back, in all widgets that are watched. */
  get waiting(): number {
    return this.#replica.waitingIn();
  }

  /** Changes of rows that are held back in one widget. */
  waitingIn(widget: string): number {
    return this.#replica.waitingIn(widget);
  }

  /** The widgets that are paused by themselves, not with all. */
  get pausedWidgets(): ReadonlySet<string> {
    return this.#replica.pausedWidgets;
  }

  /**
   * Holds back the changes of one widget, or of all, from all who watch it; its very first load is shown. A recording
   * is paused as a whole by its player, whose clock stands too.
   */
  pause(widget?: string): void {
    if (widget === undefined && this.#playback !== undefined) this.#playback.pause();
    else this.#replica.pause(widget);
  }

  /** Shows the held changes in one step, and goes on: in one widget, the others stay paused; or in all. */
  resume(widget?: string): void {
    if (widget === undefined && this.#playback?.isPaused) this.#playback.play();
    this.#replica.resume(widget);
  }

  /** Ends the wait for the next try of a lost link. */
  tryNow(): void {
    this.#link?.tryNow?.();
    this.#notify();
  }

  /**
   * Calls back when the config, the status or a pause changed, until the returned function is called. The time of the
   * newest commit and the rows a second change all the time, without a call: look when you draw.
   */
  subscribe(listener: () => void): () => void {
    const notify = () => listener();
    this.#listeners.add(notify);
    this.#open();
    return () => {
      this.#listeners.delete(notify);
      this.#scheduleSweep();
    };
  }

  /** Brings the rows of one widget; calls back after each step that touched them. */
  watch(widget: string, listener: (watch: Watch) => void, options: WatchOptions = {}): Watch {
    const watch = this.#replica.watch(widget, listener, { ...options, closed: () => this.#scheduleSweep() });
    this.#open();
    this.settle();
    return watch;
  }

  /** Brings a window on the rows of a widget, until the returned function is called. */
  openWindow(window: SubscribedWindow): () => void {
    this.#replica.openWindow(window);
    this.#open();
    this.settle();
    return () => {
      this.#replica.windows.delete(window);
      this.settle();
      this.#scheduleSweep();
    };
  }

  /** Sends what those that are subscribed ask for, as far as the relay takes it now. */
  settle(): void {
    if (this.#link?.link === 'open') this.#replica.settle();
  }

  /** Calls back after each step; does not open the link, for it is only measured. Gives the function that ends it. */
  observe(observer: StepObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Asks for something that the relay serves besides, such as `export/orders.csv`. */
  async fetch(path: string): Promise<Response> {
    return fetch(this.url + path, { headers: await authorization(this.#options.token) });
  }

  /** Whether a token was given here. */
  get hasToken(): boolean {
    return this.#options.token !== undefined;
  }

  /** A relay has one token, the last that was given; an element without one uses it too. */
  #authorize(token: Token | undefined): void {
    if (token === undefined || token === this.#options.token) return;
    this.#options = { ...this.#options, token };
    this.#link?.authorize?.(token);
  }

  #open(): void {
    if (this.#link !== undefined) return;
    const listener: LinkListener = {
      opened: () => this.#replica.opened(),
      received: (message) => this.#replica.received(message),
      loggedOut: () => this.#replica.loggedOut(),
      linkChanged: () => this.#notify(),
    };
    if (isRecording(this.url)) this.#openRecording(listener);
    else this.#link = new Connection(this.url, listener, this.#options);
  }

  #openRecording(listener: LinkListener): void {
    const loading: Link = { link: 'connecting', retryAt: undefined, problem: undefined, send() {}, close() {} };
    const put = (link: () => Link) => {
      if (this.#link === loading) this.#link = link();
      this.#notify();
    };
    this.#link = loading;
    import('./recording/recording.js').then(
      (part) => put(() => this.#follow(new part.Recording(this.url, listener))),
      ({ message }) => put(() => ({ ...loading, link: 'refused', problem: `The player did not load: ${message}` })),
    );
  }

  /** Takes over what was paused before the player was there, and notifies when it pauses and goes on. */
  #follow(playback: Recording): Link {
    this.#playback = playback;
    if (this.#replica.isPaused) {
      playback.pause();
      this.#replica.resume();
    }
    let { isPaused } = playback;
    playback.subscribe(() => {
      if (playback.isPaused === isPaused) return;
      isPaused = playback.isPaused;
      this.#notify();
    });
    return playback;
  }

  #notify(): void {
    callListeners(this.#listeners);
  }

  /** Lets go of what nobody looks at; not at once, so that an element can be moved. */
  #scheduleSweep(): void {
    clearTimeout(this.#sweep);
    this.#sweep = setTimeout(() => {
      this.#replica.sweep();
      this.settle();
      if (!this.#replica.isWatched && this.#listeners.size === 0) this.#close();
    }, GRACE);
  }

  #close(): void {
    this.#replica.close();
    this.#link?.close();
    this.#link = this.#playback = undefined;
  }
}

/** Milliseconds: more would keep a link that nobody uses, much fewer would end it while an element is moved. */
const GRACE = 500;
