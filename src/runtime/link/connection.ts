import { type RelayMessage, VIEWER_SUBPROTOCOL, type ViewerMessage } from '../../core/messages.js';
import type { Diagnosis } from './diagnosis.js';
import type { Link, LinkListener, LinkState } from './link.js';
import { type Loss, ReconnectingSocket } from './reconnecting-socket.js';
import { liveUrl } from './relay-url.js';
import { isInSight, watchSight } from './sight.js';
import { LONGEST_TIMEOUT } from './timeout.js';
import { authorization, type Token, tokenOf } from './token.js';

export interface ConnectionOptions {
  /** For a relay that asks for credentials, from a page or program that has not logged in. */
  readonly token?: Token | undefined;
  /** Where there is no global one, as in Node 20: that of the `ws` package. */
  readonly WebSocket?: unknown;
}

/**
 * A link to one relay that comes back by itself: acknowledges frames, notices silence, keeps the pace of a hidden page,
 * and finds out why there is no link.
 */
export class Connection implements Link {
  readonly #relay: string;
  readonly #listener: LinkListener;
  readonly #socket: ReconnectingSocket;
  readonly #released = new AbortController();
  #link: LinkState = 'connecting';
  #problem: string | undefined;
  /** Whether rows may have come, which a logout takes back. */
  #hasShown = false;
  #isLoggedOut = false;
  #lastMessageAt = 0;
  #heartbeat = 15_000;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #frames = 0;
  /** Whether the relay was asked for the pace of a hidden page. */
  #isSlow = false;
  #token: Token | undefined;
  /** Aborted when the token is out of date. */
  #asking = new AbortController();

  constructor(relay: string, listener: LinkListener, options: ConnectionOptions = {}) {
    this.#relay = relay;
    this.#listener = listener;
    this.#token = options.token;
    this.#socket = new ReconnectingSocket({
      url: liveUrl(relay),
      protocols: () => this.#protocols(),
      WebSocket: options.WebSocket,
      onOpen: () => this.#opened(),
      onMessage: (text) => this.#received(text),
      onLost: (loss) => this.#lost(loss),
    });
    const { signal } = this.#released;
    globalThis.addEventListener?.('online', () => this.#networkReturned(), { signal });
    watchSight(() => this.#sightChanged(), signal);
  }

  get link(): LinkState {
    return this.#link;
  }

  get retryAt(): number | undefined {
    return this.#socket.retryAt;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  send(message: ViewerMessage): void {
    if (this.#link === 'open') this.#socket.send(JSON.stringify(message));
  }

  authorize(token: Token): void {
    this.#token = token;
    this.#asking.abort();
    this.#asking = new AbortController();
    if (this.#link !== 'open') this.#socket.tryAnew();
  }

  tryNow(): void {
    if (this.#link !== 'open') this.#socket.tryNow();
  }

  close(): void {
    this.#released.abort();
    this.#asking.abort();
    clearTimeout(this.#watchdog);
    this.#socket.close();
  }

  /** A page cannot set a header of a WebSocket, so the token goes where it can: never into the address. */
  async #protocols(): Promise<string[]> {
    const asked = this.#token;
    const token = await tokenOf(asked, this.#asking.signal);
    // Another one may have been given meanwhile.
    if (asked !== this.#token) return this.#protocols();
    return token === undefined ? [VIEWER_SUBPROTOCOL] : [VIEWER_SUBPROTOCOL, `streamviz.token.${token}`];
  }

  #opened(): void {
    this.#link = 'open';
    this.#hasShown = true;
    this.#isLoggedOut = false;
    this.#problem = undefined;
    this.#lastMessageAt = Date.now();
    this.#frames = 0;
    this.#watch();
    this.#isSlow = false;
    this.#keepPace();
    this.#listener.opened();
    this.#listener.linkChanged();
  }

  #received(text: string): void {
    this.#lastMessageAt = Date.now();
    let message: RelayMessage;
    try {
      message = JSON.parse(text) as RelayMessage;
    } catch {
      this.#socket.giveUp();
      return;
    }
    if (message.type === 'hello') {
      this.#heartbeat = message.heartbeat;
      this.#watch();
    }
    if (message.type === 'error') {
      this.#socket.retryAfter = message.retryAfter ?? 0;
      if (message.widget === undefined) this.#problem = message.message;
    }
    // First, so that a page's own listener that takes long does not hold up the relay.
    if (message.type === 'rows' || message.type === 'window' || message.type === 'sync') {
      this.send({ type: 'ack', frames: ++this.#frames });
    }
    this.#listener.received(message);
  }

  #lost({ code, reason }: Loss): void {
    clearTimeout(this.#watchdog);
    if (this.#link === 'open') this.#link = 'reconnecting';
    else void this.#diagnose();
    this.#listener.linkChanged();
    if (code === 1008 && reason === LOGGED_OUT) this.#loggedOut(this.#loggedOutProblem);
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
      this.#loggedOut(this.#token === undefined ? this.#loggedOutProblem : problem);
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

  get #loggedOutProblem(): string {
    return `Logged out: log in again at ${this.#relay}`;
  }

  /** Looks for silence; a page that was frozen has its messages still to come and gets a last second for them. */
  #watch(isLastChance = false): void {
    clearTimeout(this.#watchdog);
    const left = 2.5 * this.#heartbeat - (Date.now() - this.#lastMessageAt);
    if (left > 0) this.#watchdog = setTimeout(() => this.#watch(), Math.min(left, LONGEST_TIMEOUT));
    else if (!isLastChance) this.#watchdog = setTimeout(() => this.#watch(true), LAST_CHANCE);
    else this.#socket.giveUp();
  }

  /** The old network's link may be dead, and nobody was notified. */
  #networkReturned(): void {
    if (this.#link === 'open') this.#socket.giveUp();
    else this.#socket.tryNow();
  }

  #sightChanged(): void {
    if (this.#link === 'open') {
      this.#keepPace();
      this.#watch();
    } else if (isInSight()) this.#socket.tryNow();
  }

  #keepPace(): void {
    const isSlow = !isInSight();
    if (isSlow === this.#isSlow) return;
    this.#isSlow = isSlow;
    this.send({ type: 'pace', rate: isSlow ? HIDDEN_RATE : VISIBLE_RATE });
  }
}

/** The reason of a close by which the relay says that a session has ended. */
const LOGGED_OUT = 'logged out';

/** Steps a second. */
const VISIBLE_RATE = 30;
const HIDDEN_RATE = 0.5;

/** Milliseconds. */
const LAST_CHANCE = 1000;
