import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import { type ConfigMessage, FEED_SUBPROTOCOL, type FeedReply } from '../../src/core/messages.js';
import { TOKEN } from './relay.js';

/** The part of a commit message that says what changes. */
export type Changes = string;

/**
 * A producer for load: keeps the window of the protocol, comes back after a lost link, and sends again what was not
 * acknowledged. Its changes are text already, so that it costs the machine little.
 */
export class Producer {
  readonly #url: string;
  readonly #run = randomUUID();
  readonly #config: ConfigMessage;
  #socket: WebSocket | undefined;
  #isReady = false;
  #isClosed = false;
  #seq = 0;
  #unacknowledged: { readonly seq: number; readonly message: string }[] = [];
  #told: () => void = () => {};
  readonly #pings = setInterval(() => this.#isReady && this.#socket?.send('{"type":"ping"}'), PING_EVERY);

  /** @param url Of the relay; it may change its process, but not its address. */
  constructor(url: string, config: ConfigMessage) {
    this.#url = url;
    this.#config = config;
    this.#connect();
  }

  /** Whether a commit may be sent now; if not, its changes should wait and be conflated. */
  get isFree(): boolean {
    return this.#isReady && this.#unacknowledged.length < MOST_UNACKNOWLEDGED;
  }

  get isIdle(): boolean {
    return this.#isReady && this.#unacknowledged.length === 0;
  }

  /** Commits that were sent. */
  get commits(): number {
    return this.#seq;
  }

  commit(changes: Changes, time: number): void {
    const seq = ++this.#seq;
    const message = `{"type":"commit","seq":${seq},"time":${time},"changes":${changes}}`;
    this.#unacknowledged.push({ seq, message });
    this.#socket?.send(message);
  }

  /** Resolves when the condition holds, looked at after each reply. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await new Promise<void>((resolve) => {
        this.#told = resolve;
      });
    }
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#pings);
    this.#socket?.close();
  }

  #connect(): void {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const socket = new WebSocket(`${this.#url.replace('http', 'ws')}feed`, FEED_SUBPROTOCOL, { headers });
    this.#socket = socket;
    socket.on('open', () => socket.send(JSON.stringify({ type: 'open', run: this.#run, resume: false })));
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as FeedReply));
    socket.on('error', () => {}); // always followed by `close`
    socket.on('close', () => {
      this.#isReady = false;
      if (!this.#isClosed) setTimeout(() => this.#connect(), RETRY_AFTER);
    });
  }

  #receive(reply: FeedReply): void {
    if (reply.type === 'ready') {
      if (this.#seq === 0) this.#socket?.send(JSON.stringify(this.#config));
      this.#acknowledged(reply.ack);
      for (const { message } of this.#unacknowledged) this.#socket?.send(message);
      this.#isReady = true;
    } else if (reply.type === 'ack') {
      if (reply.refused !== undefined) throw new Error(`the relay refused rows: ${JSON.stringify(reply.refused)}`);
      this.#acknowledged(reply.seq);
    } else if (reply.code !== 'busy' && reply.code !== 'restart') {
      throw new Error(`the relay refused the producer: ${reply.message}`);
    }
    this.#told();
  }

  #acknowledged(seq: number): void {
    this.#unacknowledged = this.#unacknowledged.filter((one) => one.seq > seq);
  }
}

const MOST_UNACKNOWLEDGED = 4;
/** Milliseconds. */
const RETRY_AFTER = 250;
const PING_EVERY = 5000;
