import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type ClientOptions, WebSocket } from 'ws';
import {
  type AckMessage,
  type CommitMessage,
  type ConfigMessage,
  type ErrorMessage,
  FEED_SUBPROTOCOL,
  type FeedReply,
  type ReadyMessage,
} from '../../src/core/messages.js';
import { TOKEN } from './relay-process.js';
import { opened, Waiting } from './waiting.js';

export interface ProducerOptions {
  /** Default: that of the relays of the tests. */
  readonly token?: string;
  readonly run?: string;
  readonly resume?: boolean;
  /** Default: that of a producer. `[]`: none, as in the plain dialect. */
  readonly subprotocol?: string | [];
  /** How the link is made, where it is not a plain one. */
  readonly way?: ClientOptions;
}

/** One link of a producer, which keeps the relay's replies; the producers of all tests and benches stand on it. */
export class TestProducer extends Waiting {
  readonly socket: WebSocket;
  readonly run: string;
  readonly replies: FeedReply[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Called with each reply, when it has been taken down. */
  onReply: (reply: FeedReply) => void = () => {};
  /** Called when the link is over. */
  onClose = () => {};
  #seq = 0;

  private constructor(url: string, options: ProducerOptions) {
    super();
    const { token = TOKEN, run = randomUUID(), subprotocol = FEED_SUBPROTOCOL, way = {} } = options;
    this.run = run;
    const headers = { Authorization: `Bearer ${token}` };
    this.socket = new WebSocket(`${url.replace('http', 'ws')}feed`, subprotocol, { ...way, headers });
    this.socket.on('message', (data: Buffer) => {
      const reply = JSON.parse(data.toString()) as FeedReply;
      this.replies.push(reply);
      this.onReply(reply);
      this.look();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.onClose();
      this.look();
    });
  }

  /** A link over which nothing has been sent yet. */
  static async link(url: string, options: ProducerOptions = {}): Promise<TestProducer> {
    const producer = new TestProducer(url, options);
    await opened(producer.socket);
    return producer;
  }

  /** A link whose run feeds the relay; tries again while the relay still has the link of another. */
  static async open(url: string, options: ProducerOptions = {}): Promise<TestProducer> {
    const producer = await TestProducer.link(url, options);
    await producer.ask({ type: 'open', run: producer.run, resume: options.resume ?? false });
    if (producer.error?.code === 'busy') return TestProducer.open(url, options);
    assert.ok(producer.ready, producer.error?.message);
    producer.#seq = producer.ready.ack;
    return producer;
  }

  /** The first reply to an `open`. */
  get ready(): ReadyMessage | undefined {
    return this.replies.find((reply) => reply.type === 'ready');
  }

  get error(): ErrorMessage | undefined {
    return this.replies.find((reply) => reply.type === 'error');
  }

  get acks(): AckMessage[] {
    return this.replies.filter((reply) => reply.type === 'ack');
  }

  /** @param message An object, or JSON that was made beforehand. */
  send(message: object | string | Buffer): void {
    const isMade = typeof message === 'string' || Buffer.isBuffer(message);
    this.socket.send(isMade ? message : JSON.stringify(message), { binary: false });
  }

  /**
   * Sends what is answered: `open`, or the last piece of a commit.
   *
   * @param patience Milliseconds, where more are needed than usual.
   * @returns The answer; `undefined` if the link closed.
   */
  async ask(message: object | string | Buffer, patience?: number): Promise<FeedReply | undefined> {
    const count = this.replies.length;
    this.send(message);
    await this.until(() => this.replies.length > count || this.closed !== undefined, 'a reply', patience);
    return this.replies[count];
  }

  declare(widgets: ConfigMessage['widgets'] | object, rest: object = {}): void {
    this.send({ type: 'config', ...rest, widgets });
  }

  /** Sends a commit and waits until the relay has it. */
  async commit(changes: CommitMessage['changes'], time = Date.now()): Promise<AckMessage> {
    const seq = ++this.#seq;
    this.send({ type: 'commit', seq, time, changes });
    return this.acknowledged(seq);
  }

  async acknowledged(seq: number): Promise<AckMessage> {
    let found: AckMessage | undefined;
    const isThere = () => {
      found = this.acks.find((ack) => ack.seq >= seq);
      return found !== undefined || this.closed !== undefined;
    };
    await this.until(isThere, `the acknowledgement of ${seq}`);
    assert.ok(found, `the link closed before ${seq} was acknowledged: ${JSON.stringify(this.error)}`);
    return found;
  }

  /** Ends the run. */
  async end(error?: string): Promise<void> {
    this.send({ type: 'end', ...(error === undefined ? {} : { error }) });
    await this.close();
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.until(() => this.closed !== undefined, 'the end of the link');
  }
}
