import { createHmac, randomBytes } from 'node:crypto';
import { isSame } from './credentials.js';
import type { EndedSessions } from './ended-sessions.js';

/** The session of somebody who has logged in. */
export interface Session {
  readonly name: string;
  /** When they logged in: seconds since the epoch. */
  readonly since: number;
}

/**
 * Signs cookies for those who have logged in: when they did, when it ends, a random name, and a signature of these.
 *
 *     m2f0p1.m3av01.dGhlIG5hbWU.hVZ0…
 *
 * Nothing is stored, so a relay that is started again knows them as long as it keeps its key; the password is part of
 * the key, so another password ends them all. The names of sessions that were logged out are kept until they would
 * have ended.
 *
 * A browser in which somebody has logged in once also keeps a signed name of its own: with it the next login has
 * attempts of its own, whoever guesses passwords meanwhile.
 */
export class Sessions {
  readonly #secret: Buffer;
  readonly #auth: string;
  readonly #ended: EndedSessions;
  readonly #now: () => number;

  /**
   * @param secret Known to relays with this state alone.
   * @param ended The sessions that were logged out.
   */
  constructor(secret: Buffer, auth: string, ended: EndedSessions, now = () => Date.now()) {
    this.#secret = secret;
    this.#auth = auth;
    this.#ended = ended;
    this.#now = now;
  }

  /** The value of a cookie. @param session One that goes on; default: one that begins. */
  cookieOf(session: Session = { name: randomName(), since: this.#seconds }): string {
    const ends = Math.min(this.#seconds + SESSION_SECONDS, session.since + LONGEST_SESSION_SECONDS);
    return this.#signed('session', [session.since.toString(36), ends.toString(36), session.name]);
  }

  /** The session of a cookie; `undefined` if it is none, or has ended. */
  sessionOf(cookie: string): Session | undefined {
    const [since = '', ends = '', name = ''] = this.#verified('session', cookie, 3) ?? [];
    if (name === '' || this.#ended.has(name)) return undefined;
    return Number.parseInt(ends, 36) > this.#seconds ? { name, since: Number.parseInt(since, 36) } : undefined;
  }

  /** Ends it, also for whoever has a copy of the cookie. */
  end({ name, since }: Session): void {
    this.#ended.end(name, (since + LONGEST_SESSION_SECONDS) * 1000);
  }

  /** Lets everybody log in again; no browser is known any more. */
  endAll(): void {
    this.#ended.endAll();
  }

  /** The value of a cookie for a browser in which somebody has logged in. */
  browserCookie(): string {
    return this.#signed('browser', [randomName()]);
  }

  /** The name of the browser that has such a cookie. */
  browserOf(cookie: string): string | undefined {
    return this.#verified('browser', cookie, 1)?.[0];
  }

  get #seconds(): number {
    return Math.floor(this.#now() / 1000);
  }

  #signed(kind: string, parts: readonly string[]): string {
    const text = parts.join('.');
    return `${text}.${this.#sign(kind, text)}`;
  }

  #verified(kind: string, cookie: string, count: number): readonly string[] | undefined {
    const parts = cookie.split('.');
    const signature = parts.pop() ?? '';
    if (parts.length !== count || signature.length !== SIGNATURE_LENGTH) return undefined;
    return isSame(signature, this.#sign(kind, parts.join('.'))) ? parts : undefined;
  }

  #sign(kind: string, text: string): string {
    const key = createHmac('sha256', this.#secret).update(`${kind}\0${this.#auth}\0${this.#ended.generation}`).digest();
    return createHmac('sha256', key).update(text).digest('base64url');
  }
}

function randomName(): string {
  return randomBytes(9).toString('base64url');
}

/** Characters of 32 bytes in base64url. */
const SIGNATURE_LENGTH = 43;
/**
 * A fortnight after the last look at the page. Half: a holiday logs people out. Twice: a stolen laptop is in for as
 * long.
 */
export const SESSION_SECONDS = 14 * 24 * 3600;
/** From the login on, however often somebody looks. Half: people who look daily log in twice a month. */
export const LONGEST_SESSION_SECONDS = 30 * 24 * 3600;
/**
 * How long a browser is known. Half: seasonal users share the attempts of a guesser. Twice: longer than browsers keep
 * it.
 */
export const BROWSER_SECONDS = 180 * 24 * 3600;
