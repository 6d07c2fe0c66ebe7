import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Audit } from '../admission/audit.js';
import type { ClientAddresses } from '../admission/client-address.js';
import type { Refusal } from '../admission/refusal.js';
import type { RelayOptions } from '../options.js';
import type { Route } from '../routes.js';
import { checkAuth, checkViewerToken, credentialsOf, isSame, subprotocolsOf } from './credentials.js';
import type { EndedSessions } from './ended-sessions.js';
import { LoginThrottle, THROTTLE, tooManyAttempts } from './login-throttle.js';
import { isOfForeignPage } from './security.js';
import { BROWSER_SECONDS, SESSION_SECONDS, type Session, Sessions } from './sessions.js';

type Rules = Pick<RelayOptions, 'auth' | 'viewerToken' | 'basePath'>;

/**
 * Who may look. With a user and a password every viewer shows one of three things: the cookie that the login page gave
 * it, the password by HTTP Basic (scripts), or the viewer token (tags in pages elsewhere).
 */
export class Access {
  readonly #auth: string | undefined;
  readonly #basePath: string;
  readonly #addresses: ClientAddresses;
  readonly #audit: Audit;
  readonly #passwords = new LoginThrottle(THROTTLE);
  readonly #tokens = new LoginThrottle(THROTTLE);
  #viewerToken: string | undefined;
  #sessions: Sessions | undefined;

  constructor({ auth, viewerToken, basePath }: Rules, addresses: ClientAddresses, audit: Audit) {
    if (auth !== undefined) checkAuth(auth);
    if (viewerToken !== undefined) checkViewerToken(viewerToken);
    if (viewerToken !== undefined && auth === undefined) {
      throw new Error(
        'STREAMVIZ_VIEWER_TOKEN needs STREAMVIZ_AUTH=user:password: without it everyone may look, with or without a token',
      );
    }
    this.#auth = auth;
    this.#viewerToken = viewerToken;
    this.#basePath = basePath;
    this.#addresses = addresses;
    this.#audit = audit;
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
  open(secret: Buffer, ended: EndedSessions): void {
    if (this.#auth === undefined) return;
    this.#sessions = new Sessions(secret, this.#auth, ended);
    this.#viewerToken ??= createHmac('sha256', secret).update(`viewer token\0${this.#auth}`).digest('base64url');
  }

  /** @param needs Of a route; what is no route asks for as much as those that show data. */
  checkFor(needs: Route['needs'] = 'viewer', request: IncomingMessage): Refusal | undefined {
    if (needs === 'nothing' || this.#auth === undefined || this.sessionOf(request) !== undefined) return undefined;
    const token = credentialsOf(request, 'bearer') ?? subprotocolsOf(request).token;
    return needs === 'person' || token === undefined ? this.#checkBasic(request) : this.#checkToken(request, token);
  }

  /** Of everything that shows data. */
  check(request: IncomingMessage): Refusal | undefined {
    return this.checkFor('viewer', request);
  }

  #checkBasic(request: IncomingMessage): Refusal | undefined {
    const basic = credentialsOf(request, 'basic');
    // A foreign page could use up its user's attempts by links such as http://ann:wrong@127.0.0.1:8765/.
    if (basic === undefined || isOfForeignPage(request)) return noCredentials(request);
    return this.checkPassword(request, Buffer.from(basic, 'base64').toString());
  }

  /** The right token passes however many wrong ones came: it is too long to be guessed, and nobody can lock it out. */
  #checkToken(request: IncomingMessage, token: string): Refusal | undefined {
    if (isSame(token, this.#viewerToken ?? '')) return undefined;
    const client = this.#addresses.clientOf(request);
    const wait = this.#tokens.wait(client);
    if (wait > 0) return { ...tooManyAttempts('viewer tokens', wait), toPage: TOO_MANY_TOKENS };
    this.#tokens.failed(client);
    return WRONG_TOKEN;
  }

  /**
   * While the attempts of a client are used up the right password is refused too: else a guesser would learn it all
   * the same. A browser that has logged in before has attempts of its own.
   *
   * @param given `user:password`
   */
  checkPassword(request: IncomingMessage, given: string): Refusal | undefined {
    const client = this.#addresses.clientOf(request);
    const browser = this.#cookies(request, BROWSER).map((cookie) => this.#sessions?.browserOf(cookie));
    const known = browser.find((name) => name !== undefined);
    const who = known === undefined ? client : `browser ${known}`;
    const wait = this.#passwords.wait(who);
    if (wait > 0) return tooManyAttempts('passwords', wait);
    if (isSame(given, this.#auth ?? '')) return undefined;
    this.#passwords.failed(who);
    this.#audit.login(false, client);
    const message = 'the user or the password is wrong';
    return { status: 401, reason: 'password', message, headers: challenge(request) };
  }

  /** The session that a request belongs to. */
  sessionOf(request: IncomingMessage): Session | undefined {
    for (const cookie of this.#cookies(request, SESSION)) {
      const session = this.#sessions?.sessionOf(cookie);
      if (session !== undefined) return session;
    }
    return undefined;
  }

  /** The `Set-Cookie` of a session that goes on for another fortnight. */
  renewal(request: IncomingMessage, session: Session): string {
    return this.#setCookie(request, SESSION, this.#sessions?.cookieOf(session) ?? '', SESSION_SECONDS);
  }

  /** Somebody gave the right password. Gives the `Set-Cookie` of their session, and of their browser. */
  logIn(request: IncomingMessage): string[] {
    this.#audit.login(true, this.#addresses.clientOf(request));
    return [
      this.#setCookie(request, SESSION, this.#sessions?.cookieOf() ?? '', SESSION_SECONDS),
      this.#setCookie(request, BROWSER, this.#sessions?.browserCookie() ?? '', BROWSER_SECONDS),
    ];
  }

  /** Ends the session of a request. Gives the `Set-Cookie` that removes it from the browser. */
  logOut(request: IncomingMessage): string {
    const session = this.sessionOf(request);
    if (session !== undefined) {
      this.#sessions?.end(session);
      this.#audit.loggedOut(this.#addresses.clientOf(request), false);
    }
    return this.#setCookie(request, SESSION, '', 0);
  }

  /** Ends the sessions of everybody. */
  logAllOut(request: IncomingMessage): void {
    this.#sessions?.endAll();
    this.#audit.loggedOut(this.#addresses.clientOf(request), true);
  }

  /**
   * All of a name: a program on another port of the same host gets this relay's cookies, and can set some of the same
   * name, which come first or last as it likes.
   */
  #cookies(request: IncomingMessage, kind: string): string[] {
    const names = [nameOf(request, kind), this.#secureNameOf(request, kind)].map((name) => `${name}=`);
    const all = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
    return all.flatMap((one) => names.flatMap((name) => (one.startsWith(name) ? [one.slice(name.length)] : [])));
  }

  /**
   * `Lax` and not `Strict`: who follows a link to the dashboard from a chat has logged in and must be known. What
   * changes anything is a POST, which `Lax` does not go with, and whose origin is checked besides.
   */
  #setCookie(request: IncomingMessage, kind: string, value: string, seconds: number): string {
    const lasting = `Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
    // Where no proxy is trusted a page that is loaded does not say that it is https, but its cookie does.
    const isSecure =
      this.#addresses.isHttps(request) || request.headers.cookie?.includes(`${this.#secureNameOf(request, kind)}=`);
    return isSecure
      ? `${this.#secureNameOf(request, kind)}=${value}; Path=/; ${lasting}; Secure`
      : `${nameOf(request, kind)}=${value}; Path=${this.#basePath}/; ${lasting}`;
  }

  /** Over https. Browsers take such a cookie from nobody but this host, and for all its paths. */
  #secureNameOf(request: IncomingMessage, kind: string): string {
    return `__Host-${nameOf(request, kind)}${this.#basePath.replaceAll(/[^\w-]/g, '_')}`;
  }
}

/** By port, for browsers give a cookie to all ports of a host, and several relays may run on one. */
function nameOf({ socket }: IncomingMessage, kind: string): string {
  return `streamviz_${kind}_${socket.localPort}`;
}

const SESSION = 'session';
const BROWSER = 'browser';

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
  return { status: 401, reason: 'no_credentials', message, headers: challenge(request), toPage };
}

/** On the relay's own page, whose browser does not name the origin. */
const LOG_IN = 'reload this page to log in';
const GIVE_TOKEN =
  'log in there, or give this element its token (token="…", the value of STREAMVIZ_VIEWER_TOKEN; in Python: server.viewer_token)';

const WRONG_TOKEN: Refusal = {
  status: 401,
  reason: 'viewer_token',
  message: 'the viewer token is wrong; it is the value of STREAMVIZ_VIEWER_TOKEN (in Python: server.viewer_token)',
  headers: { 'WWW-Authenticate': 'Bearer realm="StreamViz", error="invalid_token"' },
  toPage: 'this token: give the value of STREAMVIZ_VIEWER_TOKEN (in Python: server.viewer_token)',
};
const TOO_MANY_TOKENS =
  'this token, and many wrong ones before it: give the value of STREAMVIZ_VIEWER_TOKEN (in Python: server.viewer_token)';
