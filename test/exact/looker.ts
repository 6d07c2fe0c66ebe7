import { WebSocket } from 'ws';
import type { FilterTerm } from '../../src/core/filter.js';
import { type RelayMessage, VIEWER_SUBPROTOCOL, type WindowRequest } from '../../src/core/messages.js';
import type { SortTerm } from '../../src/core/order.js';
import { FaultProxy } from '../kit/fault-proxy.js';
import type { Random } from '../kit/random.js';
import { SeenWindow } from '../kit/seen-window.js';
import type { SeenPart } from './window-oracle.js';

/** What it showed after a step: all its windows that are there. */
export interface SeenWindows {
  readonly epoch: string;
  readonly position: number;
  readonly parts: readonly SeenPart[];
}

interface Asked {
  readonly request: WindowRequest;
  /** Frozen as it was shown: what is new to it is nothing but that. */
  readonly keeps: boolean;
}

interface Look {
  readonly widget: string;
  readonly sub: number;
  asked: Asked;
  rev: number;
  /** The request with which it was opened last. */
  opened: number;
  seen: SeenWindow;
  /** The request of the last frame. */
  shown: number | undefined;
}

const WIDGETS = ['small', 'wide', 'seldom', 'events', 'late'];
const WHOLE: WindowRequest = {
  ...{ sort: null, filter: null, offset: 0, limit: 12, anchor: null, lead: 0, freeze: false },
};

/** A viewer that looks through windows, with a client of its own that comes back when its link is lost. */
export class Looker {
  readonly proxy: FaultProxy;
  readonly #random: Random;
  readonly #fail: (error: Error) => void;
  readonly #looks: Look[];
  readonly #asked = new Map<number, Asked>();
  #socket: WebSocket | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;
  #isClosed = false;
  #epoch = '';
  #frames = 0;
  #rev = 0;
  /** Steps that are not yet compared with the oracle. */
  seen: SeenWindows[] = [];
  newest: SeenWindows | undefined;

  private constructor(proxy: FaultProxy, random: Random, fail: (error: Error) => void) {
    this.proxy = proxy;
    this.#random = random;
    this.#fail = fail;
    this.#looks = random.some(4, (): Look => {
      const widget = random.pick(WIDGETS);
      const asked = { request: WHOLE, keeps: false };
      return { widget, sub: ++this.#rev, rev: 0, opened: 0, asked, seen: new SeenWindow(), shown: undefined };
    });
    this.#connect();
  }

  static async open(port: () => number, random: Random, fail: (error: Error) => void): Promise<Looker> {
    return new Looker(await FaultProxy.before(port), random, fail);
  }

  /** The widgets of its windows that are not at their last request. */
  get unanswered(): string[] {
    return this.#looks.filter(({ rev, shown }) => rev !== shown).map(({ widget }) => widget);
  }

  get widgets(): string[] {
    return this.#looks.map(({ widget }) => widget);
  }

  /** Asks otherwise of one of its windows. */
  move(): void {
    const random = this.#random;
    const look = random.pick(this.#looks);
    const { request } = look.asked;
    const scroll = () => ({ offset: random.int(0, 30) });
    const changes = random.pick<() => Partial<WindowRequest>>([
      scroll,
      scroll,
      () => ({ limit: random.int(1, 20) }),
      () => ({ sort: this.#sort() }),
      () => ({ filter: this.#filter() }),
      () => ({ anchor: `k${random.int(0, 40)}`, lead: random.int(0, 5) }),
      () => ({ freeze: request.freeze !== true }),
    ])();
    const isAnswered = look.shown === look.rev;
    // Whether what is shown is what is asked for is known only when it was answered.
    const moves = changes.freeze === true && !isAnswered ? { ...changes, ...scroll() } : changes;
    const anchor = moves.offset === undefined ? {} : { anchor: null };
    const keeps = Object.keys(moves).length === 1 && moves.freeze === true;
    this.#ask(look, { request: { ...request, ...anchor, ...moves }, keeps }, moves);
  }

  cut(): void {
    this.#socket?.terminate();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#again);
    this.#socket?.terminate();
    this.proxy.close();
  }

  #sort(): SortTerm[] | null {
    const random = this.#random;
    const column = () => random.pick(['text', '__proto__', '__proto__', random.chance(0.1) ? 'more' : 'text']);
    const term = (): SortTerm => [column(), random.pick(['asc', 'desc'])];
    return random.chance(0.2) ? null : random.some(random.int(0, 2), term);
  }

  #filter(): FilterTerm[] | null {
    const random = this.#random;
    const term = random.pick<() => FilterTerm>([
      () => ['__proto__', '>=', random.int(0, 5)],
      () => ['__proto__', 'in', [random.int(0, 5), random.int(0, 5)]],
      () => ['*', 'contains', random.pick(['x', '3'])],
    ]);
    return random.chance(0.2) ? null : random.some(random.int(0, 2), () => term());
  }

  #ask(look: Look, asked: Asked, changes: Partial<WindowRequest>): void {
    look.asked = asked;
    look.rev = ++this.#rev;
    this.#asked.set(look.rev, asked);
    this.#send({ type: 'window', sub: look.sub, rev: look.rev, ...changes });
  }

  #subscribe(look: Look, request: WindowRequest): void {
    look.asked = { request, keeps: false };
    look.rev = ++this.#rev;
    look.opened = look.rev;
    look.shown = undefined;
    look.seen = new SeenWindow();
    this.#asked.set(look.rev, look.asked);
    const { widget, sub, rev } = look;
    this.#send({ type: 'subscribe', widget, sub, rev, window: request });
  }

  #connect(): void {
    const socket = new WebSocket(`${this.proxy.url.replace('http', 'ws')}live`, VIEWER_SUBPROTOCOL);
    this.#socket = socket;
    this.#frames = 0;
    socket.on('error', () => {});
    socket.on('open', () => {
      for (const look of this.#looks) this.#subscribe(look, look.asked.request);
    });
    socket.on('message', (data) => this.#attempt(() => this.#receive(JSON.parse(String(data)) as RelayMessage)));
    socket.on('close', () => {
      for (const look of this.#looks) look.shown = undefined;
      if (!this.#isClosed) this.#again = setTimeout(() => this.#connect(), 20);
    });
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#fail(error as Error);
    }
  }

  #send(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #receive(message: RelayMessage): void {
    const look = 'sub' in message ? this.#looks.find(({ sub }) => sub === message.sub) : undefined;
    if (message.type === 'window' || message.type === 'sync') this.#send({ type: 'ack', frames: ++this.#frames });
    if (message.type === 'hello') this.#epoch = message.epoch;
    else if (message.type === 'sync') this.#step(message.position);
    else if (look === undefined) return;
    else if (message.type === 'window') {
      // A frame of the window that had its number before may be on its way.
      if (message.rev >= look.opened) look.seen.take(message);
    } else if (message.type === 'subscribed') {
      look.seen.answered(message);
      look.shown = undefined;
    } else if (message.type === 'error') {
      // A column is there no longer: the window may have ended, or go on as it was.
      if (message.code !== 'bad_sort' && message.code !== 'unknown_sub') throw new Error(message.message);
      this.#subscribe(look, WHOLE);
    }
  }

  #step(position: number): void {
    const parts: SeenPart[] = [];
    for (const look of this.#looks) {
      const { seen, widget } = look;
      const before = look.shown === undefined ? undefined : seen.order;
      seen.step(position);
      const { last } = seen;
      if (last === undefined) continue;
      const asked = this.#asked.get(last.rev) as Asked;
      const isKept = asked.request.freeze === true && before !== undefined && (last.rev === look.shown || asked.keeps);
      const frozen = isKept ? before : undefined;
      look.shown = last.rev;
      const { offset, total, matching, rows: size = matching, moved } = last;
      parts.push({ widget, request: asked.request, offset, total, matching, size, moved, rows: seen.rows, frozen });
    }
    this.newest = { epoch: this.#epoch, position, parts };
    this.seen.push(this.newest);
  }
}
