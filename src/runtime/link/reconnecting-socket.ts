import ReconnectingWebSocket, { CloseEvent as OwnCloseEvent } from 'partysocket/ws';
import { backOff, SHORTEST_DELAY } from './back-off.js';

export interface ReconnectingSocketOptions {
  readonly url: string;
  /** Gives the protocols of a try when it begins, so that a token may be another one each time. */
  readonly protocols: () => Promise<string[]>;
  /** Where there is no global one, as in Node 20: that of the `ws` package. */
  readonly WebSocket?: unknown;
  readonly onOpen: () => void;
  readonly onMessage: (text: string) => void;
  /** The link is gone, or did not come about; it is tried again at `retryAt`. */
  readonly onLost: (loss: Loss) => void;
}

/** Why there is no link, as far as that can be known. */
export interface Loss {
  /** The other side's close. */
  readonly code?: number;
  readonly reason?: string;
  /** The `ws` package says what was answered in place of an upgrade; browsers keep it to themselves. */
  readonly error?: string;
}

/**
 * A WebSocket that is opened again whenever it is lost. partysocket opens, times out and opens again; this decides when:
 *
 *     lost ──▶ its delay ──▶ our wait ──▶ protocols ──▶ try
 *              the floor     the rest of `backOff`
 *
 * partysocket's own delay has neither jitter nor a `retryAfter`. It is the floor under every try, so that a link that the
 * browser forbids is never tried in a loop; the provider of the protocols holds back the try for the rest of the time.
 *
 * Two behaviours of partysocket are relied on: where it ends a try or a link itself, its own `CloseEvent` comes before
 * `onerror`, so that one loss is counted once; and it asks for the protocols of the next try in a later task, after its
 * delay, so that a wait that begins in `onclose`, in `onerror` or after `reconnect()` still holds back that try.
 */
export class ReconnectingSocket {
  readonly #options: ReconnectingSocketOptions;
  readonly #socket: ReconnectingWebSocket;
  #wait = Promise.resolve();
  #endWait = () => {};
  #retryAt: number | undefined;
  #failures = 0;
  #openedAt: number | undefined;
  #isClosed = false;
  /** Milliseconds that the other side asks for before the next try; a link that opens ends it. */
  retryAfter = 0;

  constructor(options: ReconnectingSocketOptions) {
    this.#options = options;
    this.#socket = new ReconnectingWebSocket(options.url, () => this.#nextProtocols(), {
      WebSocket: options.WebSocket,
      connectionTimeout: OPEN_WITHIN,
      maxEnqueuedMessages: 0, // They would be out of date when a link is there
      minReconnectionDelay: SHORTEST_DELAY,
      maxReconnectionDelay: SHORTEST_DELAY,
      startClosed: true,
    });
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = ({ data }) => options.onMessage(String(data));
    this.#socket.onclose = (event) => {
      // partysocket's own closes were asked for here, or are followed by an error that says why.
      if (!(event instanceof OwnCloseEvent)) this.#lost(event);
    };
    this.#socket.onerror = ({ message }) => this.#lost({ error: message });
    this.#socket.reconnect();
  }

  /** While there is no link: when the next try starts, in milliseconds since the epoch. */
  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  /** Sends on the open link; without one the text is dropped. */
  send(text: string): void {
    this.#socket.send(text);
  }

  /** Ends the wait for the next try; a try that is under way goes on. */
  tryNow(): void {
    this.#endWait();
  }

  /** Ends the wait, and begins anew a try that is under way: its protocols are out of date. */
  tryAnew(): void {
    this.#endWait();
    this.#socket.close(); // Also stops the time of a try that has failed, which would end the next one
    this.#socket.reconnect();
  }

  /** Gives up an open link that does not work, and waits before the next try as after any loss. */
  giveUp(): void {
    this.#socket.reconnect(); // Asks for the protocols in a later task, which then waits
    this.#lost({});
  }

  close(): void {
    this.#isClosed = true;
    this.#endWait();
    this.#socket.close();
  }

  async #nextProtocols(): Promise<string[]> {
    await this.#wait;
    return this.#isClosed ? [] : this.#options.protocols();
  }

  #opened(): void {
    this.#openedAt = performance.now();
    this.retryAfter = 0;
    this.#options.onOpen();
  }

  #lost(loss: Loss): void {
    if (this.#isClosed) return;
    if (this.#openedAt !== undefined && performance.now() - this.#openedAt > STEADY) this.#failures = 0;
    this.#openedAt = undefined;
    const delay = backOff(++this.#failures, this.retryAfter);
    this.#retryAt = Date.now() + delay;
    this.#wait = new Promise((resolve) => {
      const timer = setTimeout(() => this.#endWait(), delay);
      this.#endWait = () => {
        clearTimeout(timer);
        this.#retryAt = undefined;
        resolve();
      };
    });
    this.#options.onLost(loss);
  }
}

/** Milliseconds. */
const OPEN_WITHIN = 10_000;
/** A link that held for longer was a good one: the delays begin anew. */
const STEADY = 5000;
