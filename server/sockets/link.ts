import type { Socket } from 'node:net';
import { type RawData, WebSocket } from 'ws';
import type { Audit } from '../admission/audit.js';
import { MessageRate } from '../admission/message-rate.js';
import type { RelayOptions } from '../options.js';

/** Takes what comes over a link, whatever dialect is spoken on it. */
export interface Listener {
  receive(data: Buffer): void;
  closed(): void;
}

export interface LinkOptions {
  readonly ws: WebSocket;
  /** The connection below. */
  readonly socket: Socket;
  /** The owner, and a name for the link: for the log. */
  readonly client: string;
  readonly name: string;
  readonly audit: Audit;
  readonly options: Pick<RelayOptions, 'maxBuffered' | 'messagesPerSecond'>;
}

/** One WebSocket link: sends and receives, watches whether the other side still lives, and ends. */
export class Link {
  readonly #ws: WebSocket;
  readonly #socket: Socket;
  readonly #client: string;
  readonly #name: string;
  readonly #audit: Audit;
  readonly #maxBuffered: number;
  readonly #controlRate: MessageRate;
  /** Something came since the last ping. */
  #isAlive = true;

  constructor({ ws, socket, client, name, audit, options }: LinkOptions) {
    this.#ws = ws;
    this.#socket = socket;
    this.#client = client;
    this.#name = name;
    this.#audit = audit;
    this.#maxBuffered = options.maxBuffered;
    this.#controlRate = new MessageRate(options.messagesPerSecond);
  }

  get #isOpen(): boolean {
    return this.#ws.readyState === WebSocket.OPEN;
  }

  /** Hands over what comes from now on. What the listener throws ends this link alone. */
  listen(listener: Listener): void {
    this.#ws.on('message', (data: RawData) => {
      // After a close of ours nothing that comes counts.
      if (!this.#isOpen) return;
      this.#isAlive = true;
      this.#attempt(() => listener.receive(data as Buffer));
    });
    this.#ws.on('ping', () => this.#countControl());
    this.#ws.on('pong', () => this.#countControl());
    // Always followed by `close`, which is enough.
    this.#ws.on('error', (error: Error & { code?: string }) => {
      if (error.code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') this.#audit.limited('message_size', this.#client);
    });
    this.#ws.on('close', () => this.#attempt(() => listener.closed()));
  }

  #attempt(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.fail(error);
    }
  }

  #countControl(): void {
    this.#isAlive = true;
    if (!this.#isOpen || this.#controlRate.take()) return;
    this.#audit.limited('messages', this.#client);
    this.cut(1008, 'too_many_messages');
  }

  /** Sends a text message; one of bytes is UTF-8. */
  send(message: string | Buffer): void {
    if (!this.#isOpen) return;
    this.#ws.send(message, TEXT);
    this.#cutUnread();
  }

  /** Sends text messages; resolves when they have been handed to the system, or never will be. */
  sendAll(messages: readonly string[]): Promise<void> {
    const last = messages.at(-1);
    return new Promise((resolve) => {
      if (!this.#isOpen || last === undefined) return void resolve();
      this.cork();
      for (const message of messages.slice(0, -1)) this.#ws.send(message, TEXT);
      this.#ws.send(last, TEXT, () => resolve());
      this.uncork();
      this.#cutUnread();
    });
  }

  /** Lets what is sent until `uncork` go as one write: a system call costs as much as all else that a step does. */
  cork(): void {
    this.#socket.cork();
  }

  uncork(): void {
    this.#socket.uncork();
  }

  /** Cuts a link that acknowledges what it does not read: else all of it would be kept here. */
  #cutUnread(): void {
    if (this.#ws.bufferedAmount <= this.#maxBuffered || !this.#isOpen) return;
    this.#audit.limited('unread_frames', this.#client);
    this.terminate();
  }

  pause(): void {
    this.#ws.pause();
  }

  resume(): void {
    this.#ws.resume();
  }

  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  /** Ends it at once, without reading what else comes. */
  cut(code: number, reason: string): void {
    this.#ws.close(code, reason);
    this.#ws.pause();
    setTimeout(() => this.#ws.terminate(), CUT_WITHIN).unref();
  }

  /** Ends it after an error of ours. */
  fail(error: unknown): void {
    this.#audit.failed(this.#name, error);
    this.cut(1011, 'the relay failed');
  }

  terminate(): void {
    this.#ws.terminate();
  }

  /** Pings the other side, or cuts it if it has been silent since the last ping. */
  ping(): void {
    if (this.#isAlive) this.#ws.ping();
    else this.terminate();
    this.#isAlive = false;
  }
}

const TEXT = { binary: false };
/**
 * Milliseconds that a link which is cut has to read why. Half: far clients see a reset. Twice: links that are cut for
 * what they do to the relay stay twice as long.
 */
const CUT_WITHIN = 1_000;
