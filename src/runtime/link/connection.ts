import { type RelayMessage, VIEWER_SUBPROTOCOL, type ViewerMessage } from '../../core/messages.js';
import { backOff } from './back-off.js';
import type { Diagnosis } from './diagnosis.js';
import type { Link, LinkListener, LinkState } from './link.js';
import { liveUrl } from './relay-url.js';
import { LONGEST_TIMEOUT } from './timeout.js';
import { authorization, clean, type Token, tokenOf } from './token.js';

export interface ConnectionOptions {
  /** For a relay that asks for credentials, from a page or program that has not logged in. */
  readonly token?: Token | undefined;
  /** Where there is no global one, as in Node 20: that of the `ws` package. */
  readonly WebSocket?: unknown;
}

/**
 * A link to one relay that comes back by itself.
 *
 *     try ──▶ open ──▶ lost ──▶ wait ──▶ try        each with a socket of its own; a former one is no longer heard
 *
 * The delays have jitter, honour the relay's `retryAfter`, and are cut short when the network is there again.
 */
export class Connection implements Link {
  readonly #relay: string;
  readonly #listener: LinkListener;
  readonly #WebSocket: typeof WebSocket;
  readonly #released = new AbortController();
  #link: LinkState = 'connecting';
  #retryAt: number | undefined;
  #problem: string | undefined;
  #failures = 0;
  #retryAfter = 0;
  #openedAt: number | undefined;
  /** Whether rows may have come, which a logout takes back. */
  #hasShown = false;
  #isLoggedOut = false;
  #heardAt = 0;
  #heartbeat = 15_000;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #frames = 0;
  /** Ends the wait before the next try, or a try that takes too long. */
  #timer: ReturnType<typeof setTimeout> | undefined;
  #socket: WebSocket | undefined;
  #token: Token | undefined;

  constructor(relay: string, listener: LinkListener, options: ConnectionOptions = {}) {
    this.#relay = relay;
    this.#listener = listener;
    this.#WebSocket = (options.WebSocket ?? globalThis.WebSocket) as typeof WebSocket;
    this.#token = options.token;
    this.#try();
    const { signal } = this.#released;
    globalThis.addEventListener?.('online', () => (this.#link === 'open' ? this.#lost() : this.#tryNow()), { signal });
    globalThis.document?.addEventListener('visibilitychange', () => this.#visibilityChanged(), { signal });
  }

  get link(): LinkState {
    return this.#link;
  }

  get retryAt(): number | undefined {
    return this.#retryAt;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  send(message: ViewerMessage): void {
    if (this.#link === 'open') this.#socket?.send(JSON.stringify(message));
  }

  authorize(token: Token): void {
    this.#token = token;
    if (this.#link !== 'open') this.#try();
  }

  close(): void {
    this.#released.abort();
    this.#drop();
  }

  #try(): void {
    this.#drop();
    this.#retryAt = undefined;
    const timer = setTimeout(() => this.#lost(), OPEN_WITHIN);
    this.#timer = timer;
    // A token that is to be had first may come when this try is over.
    if (typeof this.#token !== 'function') this.#open(clean(this.#token));
    else void tokenOf(this.#token).then((token) => this.#timer === timer && this.#open(token));
  }

  #open(token: string | undefined): void {
    const protocols = token === undefined ? VIEWER_SUBPROTOCOL : [VIEWER_SUBPROTOCOL, `streamviz.token.${token}`];
    try {
      this.#socket = new this.#WebSocket(liveUrl(this.#relay), protocols);
    } catch {
      // The browser forbids it. Not told at once: who opens a connection does not have it yet.
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#lost());
      return;
    }
    this.#socket.onopen = () => this.#opened();
    this.#socket.onmessage = ({ data }) => this.#received(String(data));
    // What a page's policy forbids has an error and no close.
    this.#socket.onerror = () => this.#lost();
    this.#socket.onclose = ({ code, reason }) => {
      this.#lost();
      if (code === 1008 && reason === LOGGED_OUT) this.#loggedOut(this.#loggedOutWords);
    };
  }

  /** Lets go of the socket, which is not heard any more, and of what is waited for. */
  #drop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    this.#timer = undefined;
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket === undefined) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => {}; // Without a listener Node would throw it
    socket.close();
  }

  #opened(): void {
    clearTimeout(this.#timer);
    this.#link = 'open';
    this.#hasShown = true;
    this.#isLoggedOut = false;
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
      this.#lost();
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
    this.#drop();
    const wasOpen = this.#openedAt !== undefined;
    if (this.#openedAt !== undefined && Date.now() - this.#openedAt > STEADY) this.#failures = 0;
    this.#openedAt = undefined;
    const delay = backOff(++this.#failures, this.#retryAfter);
    this.#retryAt = Date.now() + delay;
    this.#timer = setTimeout(() => this.#try(), delay);
    if (this.#link === 'open') this.#link = 'reconnecting';
    if (!wasOpen) void this.#diagnose();
    this.#listener.linkChanged();
  }

  async #diagnose(): Promise<void> {
    const relay = this.#relay;
    const absent = (): Diagnosis => ({
      refused: false,
      problem: `No relay answers at ${relay}: start it, or correct src.`,
    });
    // Often the relay that is away is also where the part would come from.
    const { refused, problem, unauthorized } = await import('./diagnosis.js')
      .then(async (part) => part.diagnose(relay, await authorization(this.#token)))
      .catch(absent);
    if (this.#link === 'open' || this.#released.signal.aborted) return;
    if (unauthorized && (this.#hasShown || this.#isLoggedOut)) {
      this.#loggedOut(this.#token === undefined ? this.#loggedOutWords : problem);
      return;
    }
    this.#link = refused ? 'refused' : 'reconnecting';
    this.#problem = problem;
    this.#listener.linkChanged();
  }

  /** It is tried again all the same: whoever logs in again in another tab is shown everything here, too. */
  #loggedOut(problem: string): void {
    this.#link = 'refused';
    this.#problem = problem;
    this.#isLoggedOut = true;
    if (this.#hasShown) this.#listener.loggedOut();
    this.#hasShown = false;
    this.#listener.linkChanged();
  }

  get #loggedOutWords(): string {
    return `Logged out: log in again at ${this.#relay}`;
  }

  /** Looks for silence; a page that was frozen has its messages still to come and gets a last second for them. */
  #watch(isLastChance = false): void {
    clearTimeout(this.#watchdog);
    const left = 2.5 * this.#heartbeat - (Date.now() - this.#heardAt);
    if (left > 0) this.#watchdog = setTimeout(() => this.#watch(), Math.min(left, LONGEST_TIMEOUT));
    else if (!isLastChance) this.#watchdog = setTimeout(() => this.#watch(true), LAST_CHANCE);
    else this.#lost();
  }

  #visibilityChanged(): void {
    if (this.#link === 'open') {
      this.send({ type: 'pace', rate: document.hidden ? HIDDEN_RATE : VISIBLE_RATE });
      this.#watch();
    } else if (!document.hidden) this.#tryNow();
  }

  /** Does not wait for the next try; a try that goes on goes on. */
  #tryNow(): void {
    if (this.#socket === undefined) this.#try();
  }
}

/** The reason of a close by which the relay says that a session has ended. */
const LOGGED_OUT = 'logged out';

/** Steps a second. */
const VISIBLE_RATE = 30;
const HIDDEN_RATE = 0.5;

/** Milliseconds. */
const STEADY = 5000;
const LAST_CHANCE = 1000;
const OPEN_WITHIN = 10_000;
