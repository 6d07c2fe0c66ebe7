import ReconnectingWebSocket from 'partysocket/ws';
import { type RelayMessage, VIEWER_SUBPROTOCOL, type ViewerMessage } from '../core/messages.js';
import { diagnose } from './diagnosis.js';
import { liveUrl } from './relay-url.js';

export type LinkState = 'connecting' | 'open' | 'reconnecting' | 'refused';

export interface ConnectionOptions {
  /** Where there is no global one, as in Node 20: that of the `ws` package. */
  readonly WebSocket?: unknown;
}

export interface ConnectionListener {
  /** The link is open: what was sent on an earlier one is forgotten. */
  opened(): void;
  received(message: RelayMessage): void;
  /** `link`, `retryAt` or `problem` changed. */
  linkChanged(): void;
}

/**
 * A link to one relay that comes back by itself.
 *
 * The delays are ours and not the library's: they have jitter, honour the relay's `retryAfter`, and can be cut short
 * when the network is there again. Every attempt asks for its URL and gets it when its time has come.
 */
export class Connection {
  readonly #relay: string;
  readonly #listener: ConnectionListener;
  readonly #socket: ReconnectingWebSocket;
  readonly #released = new AbortController();
  #link: LinkState = 'connecting';
  #retryAt: number | undefined;
  #problem: string | undefined;
  #failures = 0;
  #retryAfter = 0;
  #openedAt: number | undefined;
  #heardAt = 0;
  #heartbeat = 15_000;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #frames = 0;
  #endWait: (() => void) | undefined;

  constructor(relay: string, listener: ConnectionListener, options: ConnectionOptions = {}) {
    this.#relay = relay;
    this.#listener = listener;
    this.#socket = new ReconnectingWebSocket(() => this.#nextAttempt(), VIEWER_SUBPROTOCOL, {
      ...(options.WebSocket === undefined ? {} : { WebSocket: options.WebSocket }),
      minReconnectionDelay: 0,
      maxReconnectionDelay: 0,
      connectionTimeout: 10_000,
      maxEnqueuedMessages: 0,
    });
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = ({ data }) => this.#received(String(data));
    this.#socket.onclose = () => this.#lost();
    const { signal } = this.#released;
    globalThis.addEventListener?.('online', () => this.#reconnect(), { signal });
    globalThis.document?.addEventListener('visibilitychange', () => this.#visibilityChanged(), { signal });
  }

  get link(): LinkState {
    return this.#link;
  }

  /** While there is no link: when the next attempt starts, in milliseconds since the epoch. */
  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  /** While there is no link: why, and what would mend it. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Sends on the open link; without one the message is dropped, for `opened` begins anew. */
  send(message: ViewerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#released.abort();
    clearTimeout(this.#watchdog);
    this.#endWait?.();
    this.#socket.onclose = null;
    this.#socket.close();
  }

  async #nextAttempt(): Promise<string> {
    const delay = (this.#retryAt ?? 0) - Date.now();
    if (delay > 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, delay);
        this.#endWait = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#endWait = undefined;
    return liveUrl(this.#relay);
  }

  #opened(): void {
    this.#link = 'open';
    this.#retryAt = undefined;
    this.#problem = undefined;
    this.#retryAfter = 0;
    this.#openedAt = Date.now();
    this.#heardAt = Date.now();
    this.#frames = 0;
    this.#watch();
    if (globalThis.document?.hidden) this.send({ type: 'pace', rate: HIDDEN_RATE });
    this.#listener.opened();
    this.#listener.linkChanged();
  }

  #received(text: string): void {
    this.#heardAt = Date.now();
    let message: RelayMessage;
    try {
      message = JSON.parse(text) as RelayMessage;
    } catch {
      this.#reconnect();
      return;
    }
    if (message.type === 'hello') {
      this.#heartbeat = message.heartbeat;
      this.#watch();
    }
    if (message.type === 'error') {
      this.#retryAfter = message.retryAfter ?? 0;
      if (message.widget === undefined) this.#problem = message.message;
    }
    // First, so that a page's own listener that throws does not hold up the relay.
    if (message.type === 'rows' || message.type === 'window' || message.type === 'sync') {
      this.send({ type: 'ack', frames: ++this.#frames });
    }
    this.#listener.received(message);
  }

  #lost(): void {
    clearTimeout(this.#watchdog);
    const wasOpen = this.#openedAt !== undefined;
    if (this.#openedAt !== undefined && Date.now() - this.#openedAt > STEADY) this.#failures = 0;
    this.#openedAt = undefined;
    this.#retryAt = Date.now() + this.#backOff(++this.#failures);
    if (this.#link === 'open') this.#link = 'reconnecting';
    if (!wasOpen) void this.#diagnose();
    this.#listener.linkChanged();
  }

  #backOff(failures: number): number {
    const delay = Math.min(FIRST_DELAY * 2 ** (failures - 1), LONGEST_DELAY);
    return Math.max(delay * (0.5 + Math.random()), this.#retryAfter * (1 + 0.2 * Math.random()));
  }

  async #diagnose(): Promise<void> {
    const { refused, problem } = await diagnose(this.#relay);
    if (this.#link === 'open' || this.#released.signal.aborted) return;
    this.#link = refused ? 'refused' : 'reconnecting';
    this.#problem = problem;
    this.#listener.linkChanged();
  }

  /** Looks for silence; a page that was frozen has its messages still to come and gets a last second for them. */
  #watch(isLastChance = false): void {
    clearTimeout(this.#watchdog);
    const left = 2.5 * this.#heartbeat - (Date.now() - this.#heardAt);
    if (left > 0) this.#watchdog = setTimeout(() => this.#watch(), left);
    else if (!isLastChance) this.#watchdog = setTimeout(() => this.#watch(true), LAST_CHANCE);
    else this.#reconnect();
  }

  #visibilityChanged(): void {
    if (this.#link === 'open') {
      this.send({ type: 'pace', rate: document.hidden ? HIDDEN_RATE : VISIBLE_RATE });
      this.#watch();
    } else if (!document.hidden) this.#endWait?.();
  }

  /** Tries again at once. */
  #reconnect(): void {
    this.#retryAt = undefined;
    if (this.#endWait !== undefined) {
      this.#endWait();
      return;
    }
    this.#socket.reconnect();
  }
}

/** Steps a second. */
const VISIBLE_RATE = 30;
const HIDDEN_RATE = 0.5;

/** Milliseconds. */
const FIRST_DELAY = 500;
const LONGEST_DELAY = 10_000;
const STEADY = 5000;
const LAST_CHANCE = 1000;
