import assert from 'node:assert/strict';
import { type ClientOptions, WebSocket } from 'ws';
import { Collection } from '../../src/core/collection.js';
import {
  type ConfigMessage,
  type ErrorMessage,
  type HelloMessage,
  type RelayMessage,
  type RowsMessage,
  type SyncMessage,
  VIEWER_SUBPROTOCOL,
  type ViewerMessage,
  type WindowRequest,
} from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { SeenWindow } from './seen-window.js';
import { opened, Waiting } from './waiting.js';

export interface Resume {
  readonly epoch: string;
  readonly after: number;
}

/** One widget as a viewer has it. */
export interface Seen {
  mode: 'full' | 'window' | 'waiting' | undefined;
  collection: Collection | undefined;
  /** A first load that is not complete, or waits for its `sync`. */
  loading: { readonly rows: KeyedRow[]; isWhole: boolean } | undefined;
  pending: RowsMessage[];
}

/** A viewer in Node: small, and strict about what the relay may send. */
export class TestViewer extends Waiting {
  readonly socket: WebSocket;
  /** Everything that came, in its order. */
  readonly messages: RelayMessage[] = [];
  readonly widgets = new Map<string, Seen>();
  /** By their numbers. */
  readonly windows = new Map<number, SeenWindow>();
  hello: HelloMessage | undefined;
  config: ConfigMessage | undefined;
  sync: SyncMessage | undefined;
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Called at the end of each step, when it has been applied. */
  onStep = () => {};
  /** Frames that want an acknowledgement. */
  frames = 0;
  bytes = 0;
  /** While false, frames are applied but not acknowledged. */
  acknowledges = true;

  private constructor(url: string, options: ClientOptions) {
    super();
    this.socket = new WebSocket(`${url.replace('http', 'ws')}live`, VIEWER_SUBPROTOCOL, options);
    this.socket.on('message', (data: Buffer) => this.#receive(data));
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.look();
    });
  }

  /**
   * @param url Of the relay, as it gives it when it listens.
   * @param way How the link is made, where it is not a plain one.
   */
  static async connect(
    url: string,
    headers: Readonly<Record<string, string>> = {},
    way: ClientOptions = {},
  ): Promise<TestViewer> {
    const viewer = new TestViewer(url, { ...way, headers });
    await opened(viewer.socket);
    await viewer.until(() => viewer.config !== undefined, 'a config');
    return viewer;
  }

  /** The position of the last step; 0: none. */
  get position(): number {
    return this.sync?.position ?? 0;
  }

  get resume(): Resume {
    return { epoch: this.hello?.epoch ?? '', after: this.position };
  }

  get errors(): ErrorMessage[] {
    return this.messages.filter((message) => message.type === 'error');
  }

  /** Whether a widget is at the position of the last step: not while its first load is on its way. */
  isWhole(widget: string): boolean {
    const seen = this.widgets.get(widget);
    return seen?.mode === 'full' && seen.collection !== undefined && seen.loading === undefined;
  }

  /** Rows of a widget, in its order. */
  rows(widget: string): KeyedRow[] {
    return [...(this.widgets.get(widget)?.collection?.rows() ?? [])];
  }

  send(message: ViewerMessage | object): void {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  /** @param known What an earlier viewer had of the widget, to resume from. */
  subscribe(widget: string, resume?: Resume, known?: Collection): void {
    this.widgets.set(widget, { mode: undefined, collection: known, loading: undefined, pending: [] });
    this.send({ type: 'subscribe', widget, ...resume });
  }

  /** Subscribes, and waits until the widget is there. */
  async load(widget: string): Promise<KeyedRow[]> {
    this.subscribe(widget);
    await this.until(() => this.isWhole(widget), `rows of ${widget}`);
    return this.rows(widget);
  }

  /** Opens a window, or another one of the same number. */
  askWindow(widget: string, window: Partial<WindowRequest>, { sub = 1, rev = 1 } = {}): SeenWindow {
    const seen = this.windows.get(sub) ?? new SeenWindow();
    this.windows.set(sub, seen);
    this.send({ type: 'subscribe', widget, sub, rev, window: { offset: 0, limit: 10, ...window } });
    return seen;
  }

  /** Opens a window, and waits until it is there. */
  async open(widget: string, window: Partial<WindowRequest> = {}, numbers?: { sub: number }): Promise<SeenWindow> {
    const seen = this.askWindow(widget, window, numbers);
    await this.until(() => seen.last !== undefined, `a window of ${widget}`);
    return seen;
  }

  /** Changes a window, and waits for the answer. */
  async move(changes: Partial<WindowRequest>, { sub = 1, rev = 2 } = {}): Promise<SeenWindow> {
    const seen = this.windows.get(sub) as SeenWindow;
    this.send({ type: 'window', sub, rev, ...changes });
    await this.until(() => seen.last?.rev === rev, `the answer ${rev} of window ${sub}`);
    return seen;
  }

  /** Acknowledges all that came, as of now and from now on. */
  acknowledge(): void {
    this.acknowledges = true;
    this.send({ type: 'ack', frames: this.frames });
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => this.closed !== undefined, 'the end of the link');
  }

  #receive(data: Buffer): void {
    const message = JSON.parse(data.toString()) as RelayMessage;
    this.messages.push(message);
    this.bytes += data.length;
    switch (message.type) {
      case 'hello':
        this.hello = message;
        break;
      case 'config':
        this.config = message;
        break;
      case 'subscribed': {
        if (message.sub !== undefined) {
          this.windows.get(message.sub)?.answered(message);
          break;
        }
        const seen = this.widgets.get(message.widget);
        if (seen === undefined) break;
        seen.mode = message.mode;
        seen.pending = [];
        seen.loading = message.mode === 'full' && message.from === 0 ? { rows: [], isWhole: false } : undefined;
        break;
      }
      case 'rows':
        this.#count(data);
        this.#rows(message);
        break;
      case 'window':
        this.#count(data);
        this.windows.get(message.sub)?.take(message);
        break;
      case 'sync':
        this.#count(data);
        this.#step(message);
        break;
    }
    this.look();
  }

  #count(data: Buffer): void {
    assert.ok(data.length <= 65536, `a frame has ${data.length} bytes`);
    this.frames++;
    if (this.acknowledges) this.send({ type: 'ack', frames: this.frames });
  }

  #rows(frame: RowsMessage): void {
    const seen = this.widgets.get(frame.widget);
    if (seen?.mode === undefined) return;
    const { loading } = seen;
    if (loading === undefined || loading.isWhole) seen.pending.push(frame);
    else {
      assert.equal(frame.from, 0);
      loading.rows.push(...(frame.up ?? []));
      loading.isWhole = frame.more !== true;
    }
  }

  #step(sync: SyncMessage): void {
    this.sync = sync;
    for (const [widget, seen] of this.widgets) {
      if (seen.loading?.isWhole) {
        seen.collection = new Collection({ columns: this.config?.widgets[widget]?.columns ?? [] });
        seen.collection.replace(seen.loading.rows, sync.position);
        seen.loading = undefined;
      }
      for (const { up = [], del = [], to } of seen.pending) {
        assert.equal(to, sync.position, 'a step is of one position');
        seen.collection?.apply({ up, del }, to);
      }
      seen.pending = [];
    }
    for (const window of this.windows.values()) window.step(sync.position);
    this.onStep();
  }
}
