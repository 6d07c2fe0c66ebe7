import { WebSocket } from 'ws';
import type { RelayMessage, SubscribedMessage, ViewerMessage } from '../../src/core/messages.js';
import { Hub, type Watch } from '../../src/runtime/hub.js';
import type { WindowOptions } from '../../src/runtime/windows/windowed-widget.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import type { Random } from '../kit/random.js';
import { type Picture, pictureOf } from './oracle.js';
import { PageWindow, type Request, SIGHT } from './page-window.js';
import type { SeenPart } from './window-oracle.js';

/** All that a viewer showed after a step. */
export interface Seen {
  readonly epoch: string;
  readonly position: number;
  readonly widgets: ReadonlyMap<string, Picture>;
  /** Windows on those that are too large to come whole. */
  readonly parts: readonly SeenPart[];
  /** How each widget is sent, unless all rows are wanted, however many there are. */
  readonly phases: ReadonlyMap<string, Phase>;
}

export interface Looks {
  readonly widgets: readonly string[];
  /** Brings all rows, however many there are. */
  readonly all: boolean;
  /** How tables are looked at that are too large to come whole. */
  readonly view: WindowOptions;
}

/** How far the viewer is with one widget, by the messages on its link. `loaded`: all came but the `sync`. */
export type Phase = 'loading' | 'loaded' | 'joined' | 'waiting' | 'window';

/**
 * A page: our own runtime, on a link of its own that can be troubled. It takes down what the collections hold after
 * each step; its own knowledge of the protocol says only which of them are at the step's position.
 */
export class Viewer {
  readonly proxy: FaultProxy;
  readonly hub: Hub;
  readonly #fail: (error: Error) => void;
  readonly #all: boolean;
  readonly #view: WindowOptions;
  readonly #windows = new Map<string, PageWindow>();
  /** What was sent last for each window, by its number. */
  readonly #requests = new Map<number, Request>();
  readonly #watches = new Map<string, Watch>();
  readonly #paused = new Set<string>();
  readonly #phases = new Map<string, Phase>();
  #socket: WebSocket | undefined;
  #epoch = '';
  #isHalf = false;
  /** Steps that are not yet compared with the oracle. */
  seen: Seen[] = [];
  newest: Seen | undefined;
  steps = 0;
  /** First loads in place of what was there, though the epoch is the same. */
  restarts = 0;
  /** How often a widget became too large to come whole, and small enough again. */
  over = 0;
  back = 0;
  bytes = 0;
  /** The last messages, for whoever has to find out what went wrong. */
  readonly lastMessages: string[] = [];

  private constructor(proxy: FaultProxy, { all, view }: Looks, fail: (error: Error) => void) {
    this.proxy = proxy;
    this.#all = all;
    this.#view = view;
    this.#fail = fail;
    VIEWERS.set(hostOf(proxy.url), this);
    this.hub = Hub.at(proxy.url, { WebSocket: Tapped });
  }

  static async open(port: () => number, looks: Looks, fail: (error: Error) => void): Promise<Viewer> {
    const viewer = new Viewer(await FaultProxy.before(port), looks, fail);
    for (const widget of looks.widgets) viewer.watch(widget);
    return viewer;
  }

  get isOpen(): boolean {
    return this.hub.status.link === 'open';
  }

  get widgets(): string[] {
    return [...this.#watches.keys()];
  }

  phaseOf(widget: string): Phase | undefined {
    return this.#phases.get(widget);
  }

  watch(widget: string): void {
    if (this.#watches.has(widget)) return;
    const changed = ({ mode }: Watch) => {
      if (this.#isHalf) this.#fail(new Error(`widget "${widget}" changed between two steps`));
      if (mode === 'window' && !this.#windows.has(widget)) {
        this.#windows.set(widget, new PageWindow(this.hub, widget, this.#view, this.#requests));
      }
    };
    const watch = this.hub.watch(widget, changed, { all: this.#all });
    this.#watches.set(widget, watch);
  }

  unwatch(widget: string): void {
    this.#closeWindow(widget);
    this.#watches.get(widget)?.close();
    this.#watches.delete(widget);
  }

  pause(widget: string): void {
    this.#paused.add(widget);
    this.hub.pause(widget);
  }

  /** Goes on with all; what was held back must be all that was missed. */
  resume(): void {
    if (this.#paused.size === 0) return;
    this.#paused.clear();
    this.hub.resume();
    // Nothing was seen yet of an epoch that has just begun. How widgets are sent may be that of a step on its way.
    if (this.newest?.epoch === this.#epoch) this.#takeDown(this.newest.position, new Map());
  }

  /** Looks at other rows of a table that is too large to come whole. */
  scroll(random: Random): void {
    for (const window of this.#windows.values()) window.look(random.int(0, Math.max(0, window.total - SIGHT)));
  }

  /** Asks for so many steps a second; a hidden page asks for one in two seconds. */
  pace(rate: number): void {
    this.#socket?.send(JSON.stringify({ type: 'pace', rate }), () => {});
  }

  leave(): void {
    for (const widget of this.widgets) this.unwatch(widget);
  }

  close(): void {
    this.leave();
    this.proxy.close();
  }

  /** A new link: what was sent on the former one is void. */
  linked(socket: WebSocket): void {
    this.#socket = socket;
    this.#phases.clear();
    for (const window of this.#windows.values()) window.linked();
    this.#note('open');
  }

  sent(message: ViewerMessage): void {
    if (message.type === 'unsubscribe' && message.widget !== undefined) this.#phases.delete(message.widget);
    if (message.type === 'window') this.#requests.set(message.sub, message);
    if (message.type !== 'subscribe' || message.sub === undefined) return;
    this.#requests.set(message.sub, { ...message.window, rev: message.rev ?? 0 });
  }

  /** One message, before and after the runtime has it. */
  received(message: RelayMessage, bytes: number, pass: () => void): void {
    this.bytes += bytes;
    this.#note(message.type);
    this.#isHalf = message.type === 'rows';
    pass();
    this.#isHalf = false;
    for (const window of this.#windows.values()) window.received(message);
    if (message.type === 'hello') this.#epoch = message.epoch;
    else if (message.type === 'subscribed') this.#subscribed(message);
    else if (message.type === 'rows' && this.#phases.get(message.widget) === 'loading') {
      if (message.more !== true) this.#phases.set(message.widget, 'loaded');
    } else if (message.type === 'sync') {
      for (const [widget, phase] of this.#phases) if (phase === 'loaded') this.#phases.set(widget, 'joined');
      this.steps++;
      this.#takeDown(message.position, this.#phasesOfWatched);
    }
  }

  #note(what: string): void {
    if (this.lastMessages.push(what) > 12) this.lastMessages.shift();
  }

  #subscribed({ widget, sub, mode, from }: SubscribedMessage): void {
    if (sub !== undefined) return;
    const before = this.#phases.get(widget);
    if (mode === 'full' && from === 0 && before === 'joined') this.restarts++;
    if (mode === 'window' && before === 'joined') this.over++;
    if (mode === 'full' && before === 'window') this.back++;
    this.#phases.set(widget, mode !== 'full' ? mode : from === 0 ? 'loading' : 'loaded');
  }

  get #phasesOfWatched(): Map<string, Phase> {
    return new Map([...this.#phases].filter(([widget]) => !this.#all && this.#watches.has(widget)));
  }

  #takeDown(position: number, phases: ReadonlyMap<string, Phase>): void {
    const widgets = new Map<string, Picture>();
    for (const [widget, { collection }] of this.#watches) {
      if (this.#phases.get(widget) !== 'joined') continue;
      // As in a page, the window is there until all rows are.
      this.#closeWindow(widget);
      if (!this.#paused.has(widget) && collection !== undefined)
        widgets.set(widget, pictureOf(collection.columns, collection.rows()));
    }
    const windows = [...this.#windows.values()].filter(({ widget }) => !this.#paused.has(widget));
    const parts = windows.map(({ seen }) => seen).filter((seen) => seen !== undefined);
    this.newest = { epoch: this.#epoch, position, widgets, parts, phases };
    this.seen.push(this.newest);
  }

  #closeWindow(widget: string): void {
    this.#windows.get(widget)?.close();
    this.#windows.delete(widget);
  }
}

/** Viewers by where they connect: a hub outlives its viewer, and another viewer may get the port. */
const VIEWERS = new Map<string, Viewer>();

function hostOf(url: string): string {
  return new URL(url).host;
}

/** A WebSocket whose messages a viewer sees, each that comes before and after the runtime has dealt with it. */
class Tapped extends WebSocket {
  override send(...sent: [data: never]): void {
    VIEWERS.get(hostOf(this.url))?.sent(JSON.parse(sent[0]) as ViewerMessage);
    super.send(...sent);
  }

  override emit(event: string, ...values: unknown[]): boolean {
    const viewer = VIEWERS.get(hostOf(this.url));
    if (event === 'open') viewer?.linked(this);
    if (viewer === undefined || event !== 'message' || this.listenerCount('message') === 0)
      return super.emit(event, ...values);
    const text = String(values[0]);
    viewer.received(JSON.parse(text) as RelayMessage, text.length, () => super.emit(event, ...values));
    return true;
  }
}
