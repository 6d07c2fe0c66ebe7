import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Attempts } from './attempts.js';
import { checkAuth, checkViewerToken, credentialsOf, isSame, subprotocolsOf } from './credentials.js';
import type { RelayOptions } from './options.js';
import type { Refusal } from './security.js';
import { SESSION_SECONDS, Sessions } from './sessions.js';

type Rules = Pick<RelayOptions, 'auth' | 'viewerToken' | 'basePath'>;

/**
 * Who may look. With a user and a password every viewer shows one of three things: the cookie that the login page gave
 * it, the password by HTTP Basic (scripts), or the viewer token (tags in pages elsewhere).
 */
export class Access {
  readonly #auth: string | undefined;
  readonly #cookiePath: string;
  readonly #passwords = new Attempts(WRONG_PASSWORDS, PASSWORD_INTERVAL);
  #viewerToken: string | undefined;
  #sessions: Sessions | undefined;

  constructor({ auth, viewerToken, basePath }: Rules) {
    if (auth !== undefined) checkAuth(auth);
    if (viewerToken !== undefined) checkViewerToken(viewerToken);
    if (viewerToken !== undefined && auth === undefined) {
      throw new Error(
        'STREAMVIZ_VIEWER_TOKEN needs STREAMVIZ_AUTH=user:password: without it everyone may look, with or without a token',
      );
    }
    this.#auth = auth;
    this.#viewerToken = viewerToken;
    this.#cookiePath = `${basePath}/`;
  }

  /** Whether viewers need credentials at all. */
  get isRestricted(): boolean {
    return this.#auth !== undefined;
  }

  /** The one that was set, else one that this relay has as long as it keeps its state and its password. */
  get viewerToken(): string | undefined {
    return this.#viewerToken;
  }

  /** @param secret What only relays with this state have. Without it nobody can log in. */
  open(secret: Buffer): void {
    if (this.#auth === undefined) return;
    this.#sessions = new Sessions(secret, this.#auth);
    this.#viewerToken ??= createHmac('sha256', secret).update(`viewer token\0${this.#auth}`).digest('base64url');
  }

  /** Of everything that shows data. */
  check(request: IncomingMessage): Refusal | undefined {
    if (this.#auth === undefined || this.sessionOf(request) !== undefined) return undefined;
    const token = credentialsOf(request, 'bearer') ?? subprotocolsOf(request).token;
    if (token !== undefined) return isSame(token, this.#viewerToken ?? '') ? undefined : WRONG_TOKEN;
    const basic = credentialsOf(request, 'basic');
    if (basic === undefined) return noCredentials(request);
    return this.checkPassword(request, Buffer.from(basic, 'base64').toString());
  }

  /** @param given `user:password` */
  checkPassword(request: IncomingMessage, given: string): Refusal | undefined {
    const who = addressOf(request);
    const wait = Math.ceil(this.#passwords.wait(who) / 1000);
    if (wait > 0) {
      const message = `too many wrong passwords; the next is heard in ${wait} s`;
      return { status: 429, message, headers: { 'Retry-After': wait } };
    }
    if (isSame(given, this.#auth ?? '')) return undefined;
    this.#passwords.failed(who);
    return { status: 401, message: 'the user or the password is wrong', headers: challenge(request) };
  }

  /** The name of the session that a request belongs to. */
  sessionOf(request: IncomingMessage): string | undefined {
    const name = cookieName(request);
    const cookies = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
    const cookie = cookies.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);
    return cookie === undefined ? undefined : this.#sessions?.nameOf(cookie);
  }

  /** The `Set-Cookie` of a session that begins, or goes on for another fortnight. */
  cookie(request: IncomingMessage, session?: string): string {
    return this.#setCookie(request, this.#sessions?.begin(session) ?? '', SESSION_SECONDS);
  }

  /** Ends the session of a request. Gives the `Set-Cookie` that removes it from the browser. */
  endSession(request: IncomingMessage): string {
    const session = this.sessionOf(request);
    if (session !== undefined) this.#sessions?.end(session);
    return this.#setCookie(request, '', 0);
  }

  /**
   * `Lax` and not `Strict`: who follows a link to the dashboard from a chat has logged in and must be known. What
   * changes anything is a POST, which `Lax` does not go with, and whose origin is checked besides.
   */
  #setCookie(request: IncomingMessage, value: string, seconds: number): string {
    const secure = isHttps(request) ? '; Secure' : '';
    const cookie = `${cookieName(request)}=${value}; Path=${this.#cookiePath}; Max-Age=${seconds}`;
    return `${cookie}; HttpOnly; SameSite=Lax${secure}`;
  }
}

/** By port, for browsers give a cookie to all ports of a host, and several relays may run on one. */
function cookieName({ socket }: IncomingMessage): string {
  return `streamviz_session_${socket.localPort}`;
}

/** Whether the browser speaks https, to a proxy in front of the relay. */
function isHttps({ headers }: IncomingMessage): boolean {
  return headers.origin?.startsWith('https://') === true || headers['x-forwarded-proto'] === 'https';
}

/** Who tries passwords: the address, of IPv6 the network, for one machine has all addresses in it. */
function addressOf({ socket: { remoteAddress = '' } }: IncomingMessage): string {
  return remoteAddress.includes('.') ? remoteAddress : remoteAddress.split(':').slice(0, 4).join(':');
}

/** Browsers answer `Basic` by a dialogue of their own, also for what the script of a page asks; none of it is wanted. */
function challenge({ headers }: IncomingMessage) {
  const isOfPage = headers.origin !== undefined || headers['sec-fetch-mode'] !== undefined;
  const scheme = isOfPage ? 'Bearer realm="StreamViz"' : 'Basic realm="StreamViz", charset="UTF-8"';
  return { 'WWW-Authenticate': scheme };
}

function noCredentials(request: IncomingMessage): Refusal {
  const message =
    'this relay asks for a user and a password (HTTP Basic), or for its viewer token (Authorization: Bearer …)';
  const toPage = `viewers that have not logged in: ${request.headers.origin === undefined ? LOG_IN : GIVE_TOKEN}`;
  return { status: 401, message, headers: challenge(request), toPage };
}

/** On the relay's own page, whose browser does not name the origin. */
const LOG_IN = 'reload this page to log in';
const GIVE_TOKEN =
  'log in there, or give this element its token (token="…", the value of STREAMVIZ_VIEWER_TOKEN; in Python: server.viewer_token)';

const WRONG_TOKEN: Refusal = {
  status: 401,
  message: 'the viewer token is wrong; it is the value of STREAMVIZ_VIEWER_TOKEN (in Python: server.viewer_token)',
  headers: { 'WWW-Authenticate': 'Bearer realm="StreamViz", error="invalid_token"' },
  toPage: 'this token: give the value of STREAMVIZ_VIEWER_TOKEN (in Python: server.viewer_token)',
};

const WRONG_PASSWORDS = 10;
/** Milliseconds. */
const PASSWORD_INTERVAL = 6_000;
