import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { type ConfigMessage, FEED_SUBPROTOCOL, type FeedReply } from '../../src/core/messages.js';
import { TOKEN } from './served.js';

/** Where commits go. */
export interface CommitSender {
  /** @param changes As JSON. @param time Milliseconds since the epoch. */
  commit(changes: Buffer, time: number): Promise<void>;
  /** Resolves when all have been taken. */
  done(): Promise<void>;
  close(): void;
}

/** A producer of commits that are encoded beforehand, so that it costs little itself. */
export class Producer implements CommitSender {
  readonly #socket: WebSocket;
  #seq = 0;
  #acknowledged = 0;
  #isAcknowledged = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  static async open(url: string, config: ConfigMessage): Promise<Producer> {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const options = { headers, perMessageDeflate: false };
    const socket = new WebSocket(`${url.replace('http', 'ws')}feed`, FEED_SUBPROTOCOL, options);
    const producer = new Producer(socket);
    socket.on('message', (data: Buffer) => producer.#receive(JSON.parse(data.toString()) as FeedReply));
    await once(socket, 'open');
    socket.send(JSON.stringify({ type: 'open', run: randomUUID(), resume: false }));
    socket.send(JSON.stringify(config));
    return producer;
  }

  /** Resolves when there is room for a commit, as the protocol has it. */
  async room(): Promise<void> {
    await this.#until(() => this.#seq - this.#acknowledged < MOST_UNACKNOWLEDGED);
  }

  async commit(changes: Buffer, time: number): Promise<void> {
    await this.room();
    const head = `{"type":"commit","seq":${++this.#seq},"time":${time},"changes":`;
    this.#socket.send(Buffer.concat([Buffer.from(head), changes, END]), { binary: false });
  }

  async done(): Promise<void> {
    await this.#until(() => this.#acknowledged === this.#seq);
  }

  close(): void {
    this.#socket.close();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#isAcknowledged = resolve;
      });
    }
  }

  #receive(reply: FeedReply): void {
    if (reply.type === 'error') throw new Error(`${reply.code}: ${reply.message}`);
    if (reply.type !== 'ack') return;
    if (reply.refused !== undefined) throw new Error(JSON.stringify(reply.refused));
    this.#acknowledged = reply.seq;
    this.#isAcknowledged();
  }
}

const MOST_UNACKNOWLEDGED = 4;
const END = Buffer.from('}');
