import type {
  ConfigMessage,
  Limits,
  RelayMessage,
  SyncMessage,
  ViewerMessage,
  WidgetConfig,
} from '../core/messages.js';
import { Mirror } from './mirror/mirror.js';
import { Pauses } from './pauses.js';
import { RowRate } from './row-rate.js';
import { type Allowed, Subscriptions } from './subscriptions.js';
import { type Watch, watchMirror } from './watch.js';

export interface ReplicaListener {
  send(message: ViewerMessage): void;
  /** The config, the state of the pipeline or a pause is another one. */
  changed(): void;
  /** A step has ended, and those who watch what it changed were called. */
  stepped: StepObserver;
}

/**
 * @param isDrawn Whether the step changed something that is not paused.
 * @param received By the page's clock, in milliseconds since the epoch.
 */
export type StepObserver = (sync: SyncMessage, isDrawn: boolean, received: number) => void;

/**
 * The page's copy of a relay: its config, the state of its pipeline, and the rows of the widgets that are watched.
 *
 *     watch ──▶ mirrors ──▶ subscribe
 *     rows  ──▶ mirrors ── sync ──▶ those who watch
 */
export class Replica {
  readonly #listener: ReplicaListener;
  /** Holds until the relay has sent its limits. */
  readonly #usual: Allowed;
  readonly #mirrors = new Map<string, Mirror>();
  readonly #pauses = new Pauses();
  readonly #subscriptions = new Subscriptions(this.#mirrors, {
    subscribe: (mirror) => this.#subscribe(mirror),
    unsubscribe: (widget) => this.#listener.send({ type: 'unsubscribe', widget }),
  });
  #rowRate = new RowRate();
  #epoch: string | undefined;
  #limits: Limits | undefined;
  #config: ConfigMessage | undefined;
  #sync: SyncMessage | undefined;
  #clockSkew = 0;
  #isLoggedOut = false;

  constructor(usual: Allowed, listener: ReplicaListener) {
    this.#usual = usual;
    this.#listener = listener;
  }

  get config(): ConfigMessage | undefined {
    return this.#config;
  }

  get limits(): Limits | undefined {
    return this.#limits;
  }

  /** The newest step. */
  get sync(): SyncMessage | undefined {
    return this.#sync;
  }

  /** The relay's clock less ours, in milliseconds. */
  get clockSkew(): number {
    return this.#clockSkew;
  }

  get rowsPerSecond(): number {
    return this.#rowRate.perSecond();
  }

  get isLoggedOut(): boolean {
    return this.#isLoggedOut;
  }

  get isWatched(): boolean {
    return this.#mirrors.size > 0;
  }

  get isPaused(): boolean {
    return this.#pauses.isAll;
  }

  /** Whether nothing that is watched goes on: all is paused, or each widget by itself. */
  get isStill(): boolean {
    const watched = [...this.#mirrors.values()].filter(({ listeners }) => listeners.size > 0);
    return this.isPaused || (watched.length > 0 && watched.every((mirror) => mirror.isPaused));
  }

  get pausedWidgets(): ReadonlySet<string> {
    return this.#pauses.widgets;
  }

  /** Changes of rows that are held back, in all widgets that are watched. */
  get waiting(): number {
    return [...this.#mirrors.values()].reduce((sum, { waiting }) => sum + waiting, 0);
  }

  widget(id: string): WidgetConfig | undefined {
    const widgets = this.#config?.widgets;
    return widgets !== undefined && Object.hasOwn(widgets, id) ? widgets[id] : undefined;
  }

  pause(widget?: string): void {
    this.#pauses.add(widget);
    this.#applyPauses();
  }

  resume(widget?: string): void {
    if (widget === undefined) this.#pauses.clear();
    else this.#pauses.delete(widget, Object.keys(this.#config?.widgets ?? {}));
    this.#applyPauses();
  }

  /** Calls back after each step that changed the widget's rows. @param closed Called when the watch is closed. */
  watch(widget: string, listener: (watch: Watch) => void, closed: () => void): Watch {
    return watchMirror(this.#mirrors.get(widget) ?? this.#newMirror(widget), listener, closed);
  }

  /** On an open link: asks for the widgets that are watched, and lets go of the others. */
  settle(): void {
    this.#subscriptions.settle(this.#allowed);
  }

  /** Forgets the rows of widgets that nobody watches. */
  sweep(): void {
    for (const { widget, listeners } of this.#mirrors.values()) if (listeners.size === 0) this.#mirrors.delete(widget);
  }

  /** There is a new link, on which nothing was sent yet. */
  opened(): void {
    this.#isLoggedOut = false;
    this.#clockSkew = Number.NEGATIVE_INFINITY;
    for (const mirror of this.#mirrors.values()) mirror.detach();
    this.#subscriptions.clear();
    this.settle();
  }

  received(message: RelayMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.epoch !== this.#epoch) for (const mirror of this.#mirrors.values()) mirror.forgetPosition();
        this.#epoch = message.epoch;
        this.#limits = message.limits;
        this.settle();
        break;
      case 'config':
        this.#config = message;
        for (const mirror of this.#mirrors.values()) if (this.widget(mirror.widget) === undefined) mirror.undeclared();
        this.#listener.changed();
        break;
      case 'subscribed': {
        const mirror = this.#mirrors.get(message.widget);
        mirror?.subscribed(message);
        mirror?.notify();
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
        mirror?.notify();
        break;
      }
    }
  }

  /** Forgets all that the relay has shown, which is not for this page any more. */
  loggedOut(): void {
    this.#isLoggedOut = true;
    this.#epoch = undefined;
    this.#forgetPipeline();
    for (const mirror of this.#mirrors.values()) {
      mirror.forget();
      mirror.notify();
    }
  }

  /** Ends all of it; the next who watches begins anew. */
  close(): void {
    this.#subscriptions.clear();
    this.#pauses.clear();
    this.#forgetPipeline();
  }

  #forgetPipeline(): void {
    this.#config = this.#sync = undefined;
    this.#rowRate = new RowRate();
  }

  get #allowed(): Allowed {
    return this.#limits ?? this.#usual;
  }

  #subscribe({ widget, after }: Mirror): void {
    const resume = after === undefined || this.#epoch === undefined ? {} : { epoch: this.#epoch, after };
    this.#listener.send({ type: 'subscribe', widget, ...resume });
  }

  #newMirror(widget: string): Mirror {
    const mirror = new Mirror(widget);
    this.#mirrors.set(widget, mirror);
    if (this.#pauses.has(widget)) mirror.pause();
    return mirror;
  }

  #applyPauses(): void {
    for (const mirror of this.#mirrors.values()) {
      if (this.#pauses.has(mirror.widget)) mirror.pause();
      else mirror.resume(this.widget(mirror.widget)?.columns);
      mirror.notify();
    }
    this.#listener.changed();
  }

  #step(sync: SyncMessage): void {
    const received = Date.now();
    const touched: Mirror[] = [];
    for (const mirror of this.#mirrors.values()) {
      const rows = mirror.step(sync.position, this.widget(mirror.widget)?.columns);
      if (rows === undefined) continue;
      touched.push(mirror);
      if (!mirror.isPaused) this.#rowRate.add(rows);
    }
    const before = this.#sync;
    this.#sync = sync;
    // The message that travelled fastest shows the clocks' difference best.
    this.#clockSkew = Math.max(this.#clockSkew, sync.time - received);
    for (const mirror of touched) mirror.notify();
    const isDrawn = touched.some(({ isPaused, listeners }) => !isPaused && listeners.size > 0);
    this.#listener.stepped(sync, isDrawn, received);
    if (before?.state !== sync.state || before.message !== sync.message || before.rate !== sync.rate) {
      this.#listener.changed();
    }
  }
}
