import type {
  ConfigMessage,
  ErrorMessage,
  Limits,
  RelayMessage,
  SyncMessage,
  ViewerMessage,
  WidgetConfig,
} from '../core/messages.js';
import { Mirror } from './mirror/mirror.js';
import { Pauses } from './pauses.js';
import { RowRate } from './row-rate.js';
import { type SubscribedWindow, SubscribedWindows } from './subscribed-windows.js';
import { type Allowed, Subscriptions } from './subscriptions.js';
import { type MirrorWatchOptions, type Watch, watchMirror } from './watch.js';

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
 * The page's copy of a relay: its config, the state of its pipeline, and the rows of the widgets that are watched, whole
 * or through windows.
 *
 *     watch         ──▶ mirrors, windows ──▶ subscribe
 *     rows, window  ──▶ mirrors, windows ── sync ──▶ those who watch
 */
export class Replica {
  readonly #listener: ReplicaListener;
  /** Holds until the relay has sent its limits. */
  readonly #usual: Allowed;
  readonly #mirrors = new Map<string, Mirror>();
  readonly #pauses = new Pauses();
  /** The windows on rows of the widgets. */
  readonly windows = new SubscribedWindows();
  readonly #subscriptions = new Subscriptions(
    () => this.#all,
    (message) => this.#listener.send(message),
  );
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
    return this.#mirrors.size > 0 || this.windows.size > 0;
  }

  get isPaused(): boolean {
    return this.#pauses.isAll;
  }

  /** Whether nothing that is watched goes on: all is paused, or each widget by itself. */
  get isStill(): boolean {
    const watched = [...this.#mirrors.values()].filter(({ isWanted }) => isWanted);
    return this.isPaused || (watched.length > 0 && watched.every((mirror) => mirror.isPaused));
  }

  get pausedWidgets(): ReadonlySet<string> {
    return this.#pauses.widgets;
  }

  /** Changes of rows that are held back. @param widget Default: all that are watched. */
  waitingIn(widget?: string): number {
    const all = this.#all.filter((one) => widget === undefined || one.widget === widget);
    return all.reduce((sum, { waiting }) => sum + waiting, 0);
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

  /** Calls back after each step that changed the widget's rows. */
  watch(widget: string, listener: (watch: Watch) => void, options: MirrorWatchOptions): Watch {
    return watchMirror(this.#mirrors.get(widget) ?? this.#newMirror(widget), listener, options);
  }

  openWindow(window: SubscribedWindow): void {
    this.windows.add(window);
    if (this.#pauses.has(window.widget)) window.pause();
  }

  /** On an open link: asks for the widgets that are watched, and lets go of the others. */
  settle(): void {
    this.#subscriptions.settle(this.#allowed, this.#epoch);
  }

  /** Forgets the rows of widgets that nobody watches. */
  sweep(): void {
    for (const { widget, isWanted } of this.#mirrors.values()) if (!isWanted) this.#mirrors.delete(widget);
  }

  /** There is a new link, on which nothing was sent yet. */
  opened(): void {
    this.#isLoggedOut = false;
    this.#clockSkew = Number.NEGATIVE_INFINITY;
    for (const one of this.#all) one.detach();
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
        for (const mirror of this.#mirrors.values()) mirror.declared(this.widget(mirror.widget)?.columns);
        this.#listener.changed();
        break;
      case 'subscribed': {
        if (message.sub !== undefined) {
          this.windows.received(message)?.notify();
          this.settle();
          break;
        }
        const mirror = this.#mirrors.get(message.widget);
        mirror?.subscribed(message);
        mirror?.notify();
        break;
      }
      case 'rows':
        this.#mirrors.get(message.widget)?.rows(message);
        break;
      case 'window':
      case 'found':
        this.windows.received(message);
        break;
      case 'sync':
        this.#step(message);
        break;
      case 'error':
        this.#refused(message);
        break;
    }
  }

  /** Forgets all that the relay has shown, which is not for this page any more. */
  loggedOut(): void {
    this.#isLoggedOut = true;
    this.#epoch = undefined;
    this.#forgetPipeline();
    for (const one of this.#all) {
      one.forget();
      one.notify();
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

  get #all(): (Mirror | SubscribedWindow)[] {
    return [...this.#mirrors.values(), ...this.windows.all];
  }

  get #allowed(): Allowed {
    return this.#limits ?? this.#usual;
  }

  #refused(error: ErrorMessage): void {
    const mirror = error.sub === undefined ? this.#mirrors.get(error.widget ?? '') : undefined;
    mirror?.refused(error.message);
    const one = mirror ?? this.windows.received(error);
    if (one === undefined) return;
    if (error.code === 'too_many_subscriptions') this.#subscriptions.refuse(one, this.#allowed);
    else if (!one.isWanted) this.#subscriptions.drop(one);
    one.notify();
  }

  #newMirror(widget: string): Mirror {
    const mirror = new Mirror(widget);
    this.#mirrors.set(widget, mirror);
    if (this.#pauses.has(widget)) mirror.pause();
    return mirror;
  }

  #applyPauses(): void {
    for (const one of this.#all) {
      if (this.#pauses.has(one.widget)) one.pause();
      else one.resume(this.widget(one.widget)?.columns);
      one.notify();
    }
    this.#listener.changed();
  }

  #step(sync: SyncMessage): void {
    const received = Date.now();
    const touched: (Mirror | SubscribedWindow)[] = [];
    for (const one of this.#all) {
      const rows = one.step(sync.position, this.widget(one.widget)?.columns);
      if (rows === undefined) continue;
      touched.push(one);
      if (!one.isPaused) this.#rowRate.add(rows);
    }
    const before = this.#sync;
    this.#sync = sync;
    // The message that travelled fastest shows the clocks' difference best.
    this.#clockSkew = Math.max(this.#clockSkew, sync.time - received);
    for (const one of touched) one.notify();
    const isDrawn = touched.some(({ isPaused, isWanted }) => !isPaused && isWanted);
    this.#listener.stepped(sync, isDrawn, received);
    if (this.windows.size > 0) this.settle();
    if (before?.state !== sync.state || before.message !== sync.message || before.rate !== sync.rate) {
      this.#listener.changed();
    }
  }
}
