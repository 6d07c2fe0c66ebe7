import { FEED_SUBPROTOCOL, type FeedReply, type ProducerMessage } from '../core/messages.js';
import { type Loss, ReconnectingSocket } from '../runtime/link/reconnecting-socket.js';

export interface PublisherLinkOptions {
  readonly url: string;
  readonly token: string;
  readonly WebSocket: unknown;
  /** A link is there; it has not been greeted yet. */
  readonly onOpen: () => void;
  readonly onReply: (reply: FeedReply) => void;
  /** There is none any more, or again none; it is tried again after a while. */
  readonly onLost: (why: string) => void;
}

/** A link to a relay's `/feed`, which comes back by itself. */
export class PublisherLink {
  readonly #options: PublisherLinkOptions;
  readonly #socket: ReconnectingSocket;
  #pinger: ReturnType<typeof setInterval> | undefined;
  /** Why the relay refused this link. */
  #refusal = '';

  constructor(options: PublisherLinkOptions) {
    this.#options = options;
    const { url, token, WebSocket } = options;
    this.#socket = new ReconnectingSocket({
      url,
      // A page cannot set a header, so the token goes where it can: never into the address.
      protocols: async () => [FEED_SUBPROTOCOL, `streamviz.token.${token}`],
      WebSocket,
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#received(JSON.parse(text) as FeedReply),
      onLost: (loss) => this.#lost(loss),
    });
  }

  send(message: ProducerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    clearInterval(this.#pinger);
    this.#socket.close();
  }

  #opened(): void {
    this.#pinger = setInterval(() => this.send({ type: 'ping' }), PING);
    this.#options.onOpen();
  }

  #received(reply: FeedReply): void {
    if (reply.type === 'error' && reply.widget === undefined) {
      this.#refusal = reply.message;
      this.#socket.retryAfter = reply.retryAfter ?? 0;
    }
    this.#options.onReply(reply);
  }

  #lost({ error = '' }: Loss): void {
    clearInterval(this.#pinger);
    const why = this.#refusal || error;
    this.#refusal = '';
    this.#options.onLost(why);
  }
}

/** Milliseconds. */
const PING = 5000;
