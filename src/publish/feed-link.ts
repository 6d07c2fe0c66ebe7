import { FEED_SUBPROTOCOL, type FeedReply, type ProducerMessage } from '../core/messages.js';
import { backOff } from '../runtime/link/back-off.js';

export interface FeedLinkOptions {
  readonly url: string;
  readonly token: string;
  readonly WebSocket: typeof WebSocket;
  /** A link is there; it has not been greeted yet. */
  readonly onOpen: () => void;
  readonly onReply: (reply: FeedReply) => void;
  /** There is none any more, or again none; it is tried again after a while. */
  readonly onLost: (why: string) => void;
}

/** A WebSocket to a relay's `/feed` that is opened again whenever it is lost. */
export class FeedLink {
  readonly #options: FeedLinkOptions;
  #socket: WebSocket | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #pinger: ReturnType<typeof setInterval> | undefined;
  #failures = 0;
  #retryAfter = 0;
  #reason = '';

  constructor(options: FeedLinkOptions) {
    this.#options = options;
    this.#connect();
  }

  send(message: ProducerMessage): void {
    this.#socket?.send(JSON.stringify(message));
  }

  close(): void {
    clearTimeout(this.#timer);
    clearInterval(this.#pinger);
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  #connect(): void {
    const { url, token, WebSocket, onOpen, onReply } = this.#options;
    this.#reason = '';
    // A page cannot set a header, so the token goes where it can: never into the address.
    const socket = new WebSocket(url, [FEED_SUBPROTOCOL, `streamviz.token.${token}`]);
    this.#socket = socket;
    socket.onopen = () => {
      this.#pinger = setInterval(() => this.send({ type: 'ping' }), PING);
      onOpen();
    };
    socket.onmessage = ({ data }) => {
      const reply = JSON.parse(String(data)) as FeedReply;
      if (reply.type === 'ready') this.#failures = this.#retryAfter = 0;
      if (reply.type === 'error' && reply.widget === undefined) {
        this.#reason = reply.message;
        this.#retryAfter = reply.retryAfter ?? 0;
      }
      onReply(reply);
    };
    // That of the ws package tells what the relay answered; browsers keep it to themselves.
    socket.onerror = (event) => (this.#reason ||= (event as Partial<ErrorEvent>).message ?? '');
    socket.onclose = () => this.#lost();
  }

  #lost(): void {
    this.close();
    this.#timer = setTimeout(() => this.#connect(), backOff(++this.#failures, this.#retryAfter));
    this.#options.onLost(this.#reason);
  }
}

/** Milliseconds. */
const PING = 5000;
