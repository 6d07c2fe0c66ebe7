import { WebSocket } from 'ws';
import type { RelayMessage } from '../../src/core/messages.js';
import { Hub, type Watch } from '../../src/runtime/hub.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import { type Picture, pictureOf } from './oracle.js';

/** All that a viewer showed after a step. */
export interface Seen {
  readonly epoch: string;
  readonly position: number;
  readonly widgets: ReadonlyMap<string, Picture>;
}

/** How far the viewer is with one widget, by the messages on its link. */
type Phase = 'loading' | 'loaded' | 'joined' | 'waiting' | 'window';

/**
 * A page: our own runtime, on a link of its own that can be troubled. It takes down what the collections hold after
 * each step; its own knowledge of the protocol says only which of them are at the step's position.
 */
export class Viewer {
  readonly proxy: FaultProxy;
  readonly hub: Hub;
  readonly #fail: (error: Error) => void;
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
  bytes = 0;
  /** The last messages, for whoever has to find out what went wrong. */
  readonly lastMessages: string[] = [];

  private constructor(proxy: FaultProxy, fail: (error: Error) => void) {
    this.proxy = proxy;
    this.#fail = fail;
    VIEWERS.set(hostOf(proxy.url), this);
    this.hub = Hub.at(proxy.url, { WebSocket: Tapped });
  }

  static async open(port: () => number, widgets: readonly string[], fail: (error: Error) => void): Promise<Viewer> {
    const viewer = new Viewer(await FaultProxy.before(port), fail);
    for (const widget of widgets) viewer.watch(widget);
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
    const watch = this.hub.watch(widget, () => {
      if (this.#isHalf) this.#fail(new Error(`widget "${widget}" changed between two steps`));
    });
    this.#watches.set(widget, watch);
  }

  unwatch(widget: string): void {
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
    // Nothing was seen yet of an epoch that has just begun.
    if (this.newest?.epoch === this.#epoch) this.#takeDown(this.newest.position);
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
    this.#note('open');
  }

  /** One message, before and after the runtime has it. */
  received(message: RelayMessage, bytes: number, pass: () => void): void {
    this.bytes += bytes;
    this.#note(message.type);
    this.#isHalf = message.type === 'rows';
    pass();
    this.#isHalf = false;
    if (message.type === 'hello') this.#epoch = message.epoch;
    else if (message.type === 'subscribed') this.#subscribed(message.widget, message.mode, message.from);
    else if (message.type === 'rows' && this.#phases.get(message.widget) === 'loading') {
      if (message.more !== true) this.#phases.set(message.widget, 'loaded');
    } else if (message.type === 'sync') {
      for (const [widget, phase] of this.#phases) if (phase === 'loaded') this.#phases.set(widget, 'joined');
      this.steps++;
      this.#takeDown(message.position);
    }
  }

  #note(what: string): void {
    if (this.lastMessages.push(what) > 12) this.lastMessages.shift();
  }

  #subscribed(widget: string, mode: 'full' | 'window' | 'waiting', from: number): void {
    if (mode === 'full' && from === 0 && this.#phases.get(widget) === 'joined') this.restarts++;
    this.#phases.set(widget, mode !== 'full' ? mode : from === 0 ? 'loading' : 'joined');
  }

  #takeDown(position: number): void {
    const widgets = new Map<string, Picture>();
    for (const [widget, { collection }] of this.#watches) {
      if (this.#phases.get(widget) !== 'joined' || this.#paused.has(widget) || collection === undefined) continue;
      widgets.set(widget, pictureOf(collection.columns, collection.rows()));
    }
    this.newest = { epoch: this.#epoch, position, widgets };
    this.seen.push(this.newest);
  }
}

/** Viewers by where they connect: a hub outlives its viewer, and another viewer may get the port. */
const VIEWERS = new Map<string, Viewer>();

function hostOf(url: string): string {
  return new URL(url).host;
}

/** A WebSocket whose messages a viewer sees, each before and after the runtime has dealt with it. */
class Tapped extends WebSocket {
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
