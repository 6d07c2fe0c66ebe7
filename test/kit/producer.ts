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
import { opened, Waiting } from './waiting.js';

export interface ProducerOptions {
  readonly token: string;
  readonly run?: string;
  readonly resume?: boolean;
  /** How the link is made, where it is not a plain one. */
  readonly way?: ClientOptions;
}

export class TestProducer extends Waiting {
  readonly socket: WebSocket;
  readonly run: string;
  readonly replies: FeedReply[] = [];
  closed: { readonly code: number; readonly reason: string } | undefined;
  #seq = 0;

  private constructor(url: string, { token, run = randomUUID(), way = {} }: ProducerOptions) {
    super();
    this.run = run;
    const headers = { Authorization: `Bearer ${token}` };
    this.socket = new WebSocket(`${url.replace('http', 'ws')}feed`, FEED_SUBPROTOCOL, { ...way, headers });
    this.socket.on('message', (data: Buffer) => {
      this.replies.push(JSON.parse(data.toString()) as FeedReply);
      this.look();
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) };
      this.look();
    });
  }

  /** A link that has not said anything yet. */
  static async link(url: string, options: ProducerOptions): Promise<TestProducer> {
    const producer = new TestProducer(url, options);
    await opened(producer.socket);
    return producer;
  }

  /** A link whose run feeds the relay; tries again while the relay still has the link of another. */
  static async open(url: string, options: ProducerOptions): Promise<TestProducer> {
    const producer = await TestProducer.link(url, options);
    producer.send({ type: 'open', run: producer.run, resume: options.resume ?? false });
    await producer.until(() => producer.ready !== undefined || producer.closed !== undefined, '"ready"');
    if (producer.error?.code === 'busy') return TestProducer.open(url, options);
    assert.ok(producer.ready, producer.error?.message);
    producer.#seq = producer.ready.ack;
    return producer;
  }

  get ready(): ReadyMessage | undefined {
    return this.replies.find((reply) => reply.type === 'ready');
  }

  get error(): ErrorMessage | undefined {
    return this.replies.find((reply) => reply.type === 'error');
  }

  get acks(): AckMessage[] {
    return this.replies.filter((reply) => reply.type === 'ack');
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
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
