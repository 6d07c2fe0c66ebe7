import type { Collection } from '../core/collection.js';
import type {
  ConfigMessage,
  Limits,
  PipelineState,
  RelayMessage,
  SubscribedMessage,
  SyncMessage,
  WidgetConfig,
} from '../core/messages.js';
import { Connection, type ConnectionOptions } from './link/connection.js';
import type { Link, LinkListener, LinkState } from './link/link.js';
import { isRecording, relayUrl } from './link/relay-url.js';
import { authorization, type Token } from './link/token.js';
import { Mirror } from './mirror/mirror.js';
import type { Recording } from './recording/recording.js';
import { RowRate } from './row-rate.js';
import { Subscriptions } from './subscriptions.js';

export type { ConnectionOptions } from './link/connection.js';
export type { LinkState } from './link/link.js';
export type { Token } from './link/token.js';

/** What is known of a relay and its pipeline at one moment. */
export interface Status {
  readonly link: LinkState;
  /** While there is no link: when the next attempt starts, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;
  /** While there is no link: why, and what would mend it. */
  readonly problem: string | undefined;
  /** Of the pipeline, as of the newest step. */
  readonly state: PipelineState;
  /** Why the pipeline failed. */
  readonly message: string | undefined;
  /** Time of the newest commit by the relay's clock, in milliseconds since the epoch; 0: none. */
  readonly commit: number;
  /** The relay's clock less ours, in milliseconds. */
  readonly clockSkew: number;
  /** Steps a second that the relay grants. */
  readonly rate: number;
  /** Changed rows a second in the widgets that are watched. */
  readonly rowsPerSecond: number;
}

/** One widget of a relay, for as long as it is looked at. */
export interface Watch {
  /** `undefined` until the first load, and after a logout; another one when the columns change. */
  readonly collection: Collection | undefined;
  /** How the relay sends the widget; `undefined` until it has said so. */
  readonly mode: SubscribedMessage['mode'] | undefined;
  /** Why the relay does not send it. */
  readonly error: string | undefined;
  /** Whether what changes is held back. */
  readonly paused: boolean;
  /** Changes of rows that are held back. */
  readonly waiting: number;
  close(): void;
}

/**
 * Told of each step, once all have been told who show what it changed.
 *
 * @param isDrawn Whether it changed something that is not paused.
 * @param received By the page's clock, in milliseconds since the epoch.
 */
export type StepObserver = (sync: SyncMessage, isDrawn: boolean, received: number) => void;

/**
 * Everything a page has from one relay: one connection, however many elements look at it, opened by the first
 * subscriber and closed after the last. It keeps no rows of widgets that nobody watches, and draws nothing.
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
  readonly #mirrors = new Map<string, Mirror>();
  readonly #subscriptions = new Subscriptions(this.#mirrors, {
    subscribe: (mirror) => this.#subscribe(mirror),
    unsubscribe: (widget) => this.#connection?.send({ type: 'unsubscribe', widget }),
  });
  #rowRate = new RowRate();
  #connection: Link | undefined;
  #playback: Recording | undefined;
  #epoch: string | undefined;
  #limits: Limits | undefined;
  #config: ConfigMessage | undefined;
  #sync: SyncMessage | undefined;
  #clockSkew = 0;
  #sweep: ReturnType<typeof setTimeout> | undefined;
  #isLoggedOut = false;
  #isPaused = false;
  readonly #paused = new Set<string>();

  private constructor(url: string, options: ConnectionOptions) {
    this.url = url;
    this.#options = options;
  }

  get status(): Status {
    return {
      link: this.#connection?.link ?? 'connecting',
      retryAt: this.#connection?.retryAt,
      problem: this.#connection?.problem,
      state: this.#sync?.state ?? 'waiting',
      message: this.#sync?.message,
      commit: this.#sync?.commit ?? 0,
      clockSkew: this.#clockSkew,
      rate: this.#sync?.rate ?? 0,
      rowsPerSecond: this.#rowRate.perSecond(),
    };
  }

  /** Whether the relay showed what it has, and does not any more. */
  get isLoggedOut(): boolean {
    return this.#isLoggedOut;
  }

  /** What the relay sends at most; `undefined` until it has said so. */
  get limits(): Limits | undefined {
    return this.#limits;
  }

  /** The dashboard's description; `undefined` until the relay has sent it. */
  get config(): ConfigMessage | undefined {
    return this.#config;
  }

  /** How the recording is played that stands in place of a relay; `undefined` until it is loaded. */
  get playback(): Recording | undefined {
    return this.#playback;
  }

  /** The description of one widget. */
  widget(id: string): WidgetConfig | undefined {
    const widgets = this.#config?.widgets;
    return widgets !== undefined && Object.hasOwn(widgets, id) ? widgets[id] : undefined;
  }

  /** Whether what changes is held back in all widgets. */
  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Changes of rows that are held back, in all widgets that are watched. */
  get waiting(): number {
    return [...this.#mirrors.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  /** The widgets that are paused by themselves, not with all. */
  get pausedWidgets(): ReadonlySet<string> {
    return this.#paused;
  }

  /** Holds back what changes in one widget, or in all, from all who watch it; a picture that is not there yet comes. */
  pause(widget?: string): void {
    if (widget === undefined) this.#isPaused = true;
    else this.#paused.add(widget);
    this.#pauseMirrors();
  }

  /** Shows what was held back, in one step, and goes on: in one widget, the others stay paused; or in all. */
  resume(widget?: string): void {
    if (widget === undefined) {
      this.#isPaused = false;
      this.#paused.clear();
    } else {
      if (this.#isPaused) for (const id of Object.keys(this.#config?.widgets ?? {})) this.#paused.add(id);
      this.#isPaused = false;
      this.#paused.delete(widget);
    }
    this.#pauseMirrors();
  }

  #pauseMirrors(): void {
    for (const mirror of this.#mirrors.values()) {
      if (this.#isPaused || this.#paused.has(mirror.widget)) mirror.pause();
      else mirror.resume(this.widget(mirror.widget)?.columns);
      tellAll(mirror.listeners);
    }
    this.#tell();
  }

  /**
   * Calls back when the config or the status changed, until the returned function is called. The time of the newest
   * commit and the rows a second change all the time and are not told: look when you draw.
   */
  subscribe(listener: () => void): () => void {
    const tell = () => listener();
    this.#listeners.add(tell);
    this.#open();
    return () => {
      this.#listeners.delete(tell);
      this.#sweepSoon();
    };
  }

  /** Brings the rows of one widget; calls back after each step that touched them. */
  watch(widget: string, listener: (watch: Watch) => void): Watch {
    const tell = () => listener(watch);
    const mirror = this.#mirrors.get(widget) ?? this.#newMirror(widget);
    mirror.listeners.add(tell);
    this.#open();
    const watch: Watch = {
      get collection() {
        return mirror.collection;
      },
      get mode() {
        return mirror.mode;
      },
      get error() {
        return mirror.error;
      },
      get paused() {
        return mirror.isPaused;
      },
      get waiting() {
        return mirror.waiting;
      },
      close: () => {
        mirror.listeners.delete(tell);
        this.#sweepSoon();
      },
    };
    this.#settle();
    return watch;
  }

  /** For those who measure: does not open the connection. Gives the function that ends it. */
  observe(observer: StepObserver): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  /** Asks for something that the relay serves besides, such as `export/orders.csv`. */
  async fetch(path: string): Promise<Response> {
    return fetch(this.url + path, { headers: await authorization(this.#options.token) });
  }

  /** A relay has one token: who gives none uses that of the others, and the last that is given is the newest. */
  #authorize(token: Token | undefined): void {
    if (token === undefined || token === this.#options.token) return;
    this.#options = { ...this.#options, token };
    this.#connection?.authorize?.(token);
  }

  /** Whether a token is needed, as far as is known here. */
  get hasToken(): boolean {
    return this.#options.token !== undefined;
  }

  #newMirror(widget: string): Mirror {
    const mirror = new Mirror(widget);
    this.#mirrors.set(widget, mirror);
    if (this.#isPaused || this.#paused.has(widget)) mirror.pause();
    return mirror;
  }

  #open(): void {
    clearTimeout(this.#sweep);
    if (this.#connection !== undefined) return;
    const listener: LinkListener = {
      opened: () => this.#opened(),
      received: (message) => this.#received(message),
      loggedOut: () => this.#forget(),
      linkChanged: () => this.#tell(),
    };
    if (isRecording(this.url)) this.#openRecording(listener);
    else this.#connection = new Connection(this.url, listener, this.#options);
  }

  #openRecording(listener: LinkListener): void {
    const loading: Link = { link: 'connecting', retryAt: undefined, problem: undefined, send() {}, close() {} };
    const put = (link: () => Link) => {
      if (this.#connection === loading) this.#connection = link();
      this.#tell();
    };
    this.#connection = loading;
    import('./recording/recording.js').then(
      (part) => put(() => (this.#playback = new part.Recording(this.url, listener))),
      ({ message }) => put(() => ({ ...loading, link: 'refused', problem: `The player did not load: ${message}` })),
    );
  }

  #opened(): void {
    this.#isLoggedOut = false;
    this.#clockSkew = Number.NEGATIVE_INFINITY;
    for (const mirror of this.#mirrors.values()) mirror.detach();
    this.#subscriptions.clear();
    this.#settle();
  }

  /** What the relay has shown is not to be seen here any more. */
  #forget(): void {
    this.#isLoggedOut = true;
    this.#epoch = this.#config = this.#sync = undefined;
    this.#rowRate = new RowRate();
    for (const mirror of this.#mirrors.values()) {
      mirror.forget();
      tellAll(mirror.listeners);
    }
  }

  get #allowed() {
    return this.#limits ?? (isRecording(this.url) ? UNLIMITED : USUAL);
  }

  #settle(): void {
    if (this.#connection?.link === 'open') this.#subscriptions.settle(this.#allowed);
  }

  #subscribe({ widget, after }: Mirror): void {
    const resume = after === undefined || this.#epoch === undefined ? {} : { epoch: this.#epoch, after };
    this.#connection?.send({ type: 'subscribe', widget, ...resume });
  }

  #received(message: RelayMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.epoch !== this.#epoch) for (const mirror of this.#mirrors.values()) mirror.forgetPosition();
        this.#epoch = message.epoch;
        this.#limits = message.limits;
        this.#settle();
        break;
      case 'config':
        this.#config = message;
        this.#tell();
        break;
      case 'subscribed': {
        const mirror = this.#mirrors.get(message.widget);
        mirror?.subscribed(message);
        tellAll(mirror?.listeners ?? []);
        break;
      }
      case 'rows':
        this.#mirrors.get(message.widget)?.rows(message);
        break;
      case 'sync':
        this.#step(message);
        break;
      case 'error': {
        const mirror = message.widget === undefined ? undefined : this.#mirrors.get(message.widget);
        mirror?.refused(message.message);
        if (mirror && message.code === 'too_many_subscriptions') this.#subscriptions.refuse(mirror, this.#allowed);
        tellAll(mirror?.listeners ?? []);
        break;
      }
    }
  }

  #step(sync: SyncMessage): void {
    const received = Date.now();
    const touched: Mirror[] = [];
    for (const mirror of this.#mirrors.values()) {
      const rows = mirror.step(sync.position, this.widget(mirror.widget)?.columns);
      if (rows === undefined) continue;
      touched.push(mirror);
      this.#rowRate.add(rows);
    }
    const before = this.#sync;
    this.#sync = sync;
    // The answer that travelled fastest tells the clocks' difference best.
    this.#clockSkew = Math.max(this.#clockSkew, sync.time - received);
    for (const mirror of touched) tellAll(mirror.listeners);
    const isDrawn = touched.some(({ isPaused, listeners }) => !isPaused && listeners.size > 0);
    for (const observer of this.#observers) observer(sync, isDrawn, received);
    if (before?.state !== sync.state || before.message !== sync.message || before.rate !== sync.rate) this.#tell();
  }

  #tell(): void {
    tellAll(this.#listeners);
  }

  /** Lets go of what nobody looks at; not at once, so that an element can be moved. */
  #sweepSoon(): void {
    clearTimeout(this.#sweep);
    this.#sweep = setTimeout(() => {
      for (const { widget, listeners } of this.#mirrors.values())
        if (listeners.size === 0) this.#mirrors.delete(widget);
      this.#settle();
      if (this.#mirrors.size === 0 && this.#listeners.size === 0) this.#close();
    }, GRACE);
  }

  #close(): void {
    this.#subscriptions.clear();
    this.#connection?.close();
    this.#connection = this.#playback = undefined;
    this.#config = undefined;
    this.#sync = undefined;
    this.#rowRate = new RowRate();
    this.#isPaused = false;
    this.#paused.clear();
  }
}

/** Milliseconds. */
const GRACE = 500;

/** Until a relay has said what it allows. */
const USUAL = { maxSubscriptions: 64, messagesPerSecond: 100 };
const UNLIMITED = { maxSubscriptions: Number.POSITIVE_INFINITY, messagesPerSecond: Number.POSITIVE_INFINITY };

function tellAll(listeners: Iterable<() => void>): void {
  for (const listener of [...listeners]) listener();
}
