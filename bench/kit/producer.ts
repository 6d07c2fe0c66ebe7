import { randomUUID } from 'node:crypto';
import type { ConfigMessage, FeedReply } from '../../src/core/messages.js';
import { TestProducer } from '../../test/kit/producer.js';

/** The part of a commit message that says what changes, as JSON. */
export type Changes = string | Buffer;

/** Takes commits to a relay, or to something that is measured beside it. */
export interface CommitSender {
  /** Whether a commit may be sent now; if not, its changes should wait and be conflated. */
  readonly isFree: boolean;
  /** Resolves when there is room for a commit. */
  room(): Promise<void>;
  /** @param time Milliseconds since the epoch. */
  commit(changes: Changes, time: number): void;
  /** Resolves when all commits have been taken. */
  settled(): Promise<void>;
  close(): void;
}

/**
 * A producer for load: keeps the window of the protocol, comes back after a lost link, and sends again what was not
 * acknowledged. Its changes are JSON already, so that it costs the machine little.
 */
export class Producer implements CommitSender {
  readonly #url: string;
  readonly #config: ConfigMessage;
  readonly #run = randomUUID();
  /** The link that the relay has taken; none while it is made. */
  #link: TestProducer | undefined;
  #isClosed = false;
  #seq = 0;
  #unacknowledged: { readonly seq: number; readonly message: Changes }[] = [];
  #changed = () => {};
  readonly #pings = setInterval(() => this.#link?.send({ type: 'ping' }), PING_EVERY);

  private constructor(url: string, config: ConfigMessage) {
    this.#url = url;
    this.#config = config;
  }

  /** @param url Where the relay serves; it may become another process, but not another address. */
  static async open(url: string, config: ConfigMessage): Promise<Producer> {
    const producer = new Producer(url, config);
    producer.#connect();
    await producer.room();
    return producer;
  }

  get isFree(): boolean {
    return this.#link !== undefined && this.#unacknowledged.length < MOST_UNACKNOWLEDGED;
  }

  room(): Promise<void> {
    return this.#until(() => this.isFree);
  }

  settled(): Promise<void> {
    return this.#until(() => this.#link !== undefined && this.#unacknowledged.length === 0);
  }

  commit(changes: Changes, time: number): void {
    const seq = ++this.#seq;
    const head = `{"type":"commit","seq":${seq},"time":${time},"changes":`;
    const message =
      typeof changes === 'string' ? `${head}${changes}}` : Buffer.concat([Buffer.from(head), changes, END]);
    this.#unacknowledged.push({ seq, message });
    this.#link?.send(message);
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pings);
    this.#link?.socket.close();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async #connect(): Promise<void> {
    const comeBack = () => setTimeout(() => this.#isClosed || this.#connect(), RETRY_AFTER);
    const way = { perMessageDeflate: false };
    const link = await TestProducer.link(this.#url, { run: this.#run, way }).catch(() => undefined);
    if (link === undefined) {
      comeBack();
      return;
    }
    link.onReply = (reply) => this.#receive(link, reply);
    link.onClose = () => {
      this.#link = undefined;
      comeBack();
    };
    link.send({ type: 'open', run: this.#run, resume: false });
  }

  #receive(link: TestProducer, reply: FeedReply): void {
    if (reply.type === 'ready') {
      if (this.#seq === 0) link.send(this.#config);
      this.#acknowledged(reply.ack);
      for (const { message } of this.#unacknowledged) link.send(message);
      this.#link = link;
    } else if (reply.type === 'ack') {
      if (reply.refused !== undefined) throw new Error(`the relay refused rows: ${JSON.stringify(reply.refused)}`);
      this.#acknowledged(reply.seq);
    } else if (reply.code !== 'busy' && reply.code !== 'restart') {
      throw new Error(`the relay refused the producer: ${reply.message}`);
    }
    this.#changed();
  }

  #acknowledged(seq: number): void {
    this.#unacknowledged = this.#unacknowledged.filter((one) => one.seq > seq);
  }
}

const END = Buffer.from('}');
const MOST_UNACKNOWLEDGED = 4;
/** Milliseconds. */
const RETRY_AFTER = 250;
const PING_EVERY = 5000;
