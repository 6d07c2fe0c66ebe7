import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Audit } from '../admission/audit.js';
import type { ClientAddresses } from '../admission/client-address.js';
import type { Refusal } from '../admission/refusal.js';
import type { RelayOptions } from '../options.js';
import type { Route } from '../routes.js';
import { credentialsOf, isSame, tokenOf } from './credentials.js';
import type { EndedSessions } from './ended-sessions.js';
import { LoginThrottle, THROTTLE, tooManyAttempts } from './login-throttle.js';
import { isOfForeignPage } from './origin-policy.js';
import { SessionCookies } from './session-cookies.js';
import { BROWSER_SECONDS, SESSION_SECONDS, type Session, Sessions } from './sessions.js';

type Rules = Pick<RelayOptions, 'auth' | 'viewerToken' | 'basePath'>;

/**
 * Decides who may look, and checks every login. With a user and a password every viewer shows one of three things: the
 * cookie that the login page gave it, the password by HTTP Basic (scripts), or the viewer token (tags in pages
 * elsewhere).
 */
export class ViewerAuth {
  readonly #auth: string | undefined;
  readonly #addresses: ClientAddresses;
  readonly #audit: Audit;
  readonly #cookies: SessionCookies;
  readonly #passwordAttempts = new LoginThrottle(THROTTLE);
  readonly #tokenAttempts = new LoginThrottle(THROTTLE);
  #viewerToken: string | undefined;
  #sessions: Sessions | undefined;

  constructor({ auth, viewerToken, basePath }: Rules, addresses: ClientAddresses, audit: Audit) {
    this.#auth = auth;
    this.#viewerToken = viewerToken;
    this.#addresses = addresses;
    this.#audit = audit;
    this.#cookies = new SessionCookies(basePath, addresses);
  }

  /** Whether viewers need credentials at all. */
  get isRestricted(): boolean {
    return this.#auth !== undefined;
  }

  /** The one that was set, else one that this relay has as long as it keeps its state and its password. */
  get viewerToken(): string | undefined {
    return this.#viewerToken;
  }

  /** @param secret Known to relays with this state alone. Without it nobody can log in. */
  open(secret: Buffer, ended: EndedSessions): void {
    if (this.#auth === undefined) return;
    this.#sessions = new Sessions(secret, this.#auth, ended);
    this.#viewerToken ??= createHmac('sha256', secret).update(`viewer token\0${this.#auth}`).digest('base64url');
  }

  /** @param needs Those of a route; what is no route asks for as much as those that show data. */
  check(request: IncomingMessage, needs: Route['needs'] = 'viewer'): Refusal | undefined {
    if (needs === 'nothing' || this.#auth === undefined || this.sessionOf(request) !== undefined) return undefined;
    const token = tokenOf(request);
    return needs === 'person' || token === undefined ? this.#checkBasic(request) : this.#checkToken(request, token);
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
    const wait = this.#tokenAttempts.wait(client);
    if (wait > 0) return { ...tooManyAttempts('viewer tokens', wait), toPage: TOO_MANY_TOKENS };
    this.#tokenAttempts.failed(client);
    return WRONG_TOKEN;
  }

  /**
   * Checks a login. While the attempts of a client are used up the right password is refused too: else a guesser would
   * learn it all the same. A browser that has logged in before has attempts of its own.
   *
   * @param given `user:password`
   */
  checkPassword(request: IncomingMessage, given: string): Refusal | undefined {
    const client = this.#addresses.clientOf(request);
    const browsers = this.#cookies.valuesOf(request, 'browser').map((cookie) => this.#sessions?.browserOf(cookie));
    const known = browsers.find((name) => name !== undefined);
    const who = known === undefined ? client : `browser ${known}`;
    const wait = this.#passwordAttempts.wait(who);
    if (wait > 0) return tooManyAttempts('passwords', wait);
    if (isSame(given, this.#auth ?? '')) return undefined;
    this.#passwordAttempts.failed(who);
    this.#audit.login(false, client);
    const message = 'the user or the password is wrong';
    return { status: 401, reason: 'password', message, headers: challenge(request) };
  }

  /** The session that a request belongs to. */
  sessionOf(request: IncomingMessage): Session | undefined {
    for (const cookie of this.#cookies.valuesOf(request, 'session')) {
      const session = this.#sessions?.sessionOf(cookie);
      if (session !== undefined) return session;
    }
    return undefined;
  }

  /** The `Set-Cookie` of a session that goes on for another fortnight. */
  renewal(request: IncomingMessage, session: Session): string {
    return this.#cookies.set(request, 'session', this.#sessions?.cookieOf(session) ?? '', SESSION_SECONDS);
  }

  /** Begins a session, for somebody gave the right password. Gives the `Set-Cookie` of it, and of their browser. */
  logIn(request: IncomingMessage): string[] {
    this.#audit.login(true, this.#addresses.clientOf(request));
    return [
      this.#cookies.set(request, 'session', this.#sessions?.cookieOf() ?? '', SESSION_SECONDS),
      this.#cookies.set(request, 'browser', this.#sessions?.browserCookie() ?? '', BROWSER_SECONDS),
    ];
  }

  /** Ends the session of a request. Gives the `Set-Cookie` that removes it from the browser. */
  logOut(request: IncomingMessage): string {
    const session = this.sessionOf(request);
    if (session !== undefined) {
      this.#sessions?.end(session);
      this.#audit.loggedOut(this.#addresses.clientOf(request), false);
    }
    return this.#cookies.set(request, 'session', '', 0);
  }

  /** Ends the sessions of everybody. */
  logAllOut(request: IncomingMessage): void {
    this.#sessions?.endAll();
    this.#audit.loggedOut(this.#addresses.clientOf(request), true);
  }
}

/**
 * Browsers answer `Basic` by a dialogue of their own, also for what the script of a page asks; none of it is wanted.
 */
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

/** The fix on the relay's own page, whose browser does not name the origin. */
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
