import { createHmac, randomBytes } from 'node:crypto';
import { isSame } from './credentials.js';

/**
 * Signed cookies of those who have logged in: when it ends, a random name, and a signature of both.
 *
 *     m2f0p1.dGhlIG5hbWU.hVZ0…
 *
 * Nothing is stored, so a relay that is started again knows them as long as it keeps its key; the password is part of
 * the key, so another password ends them all. Of sessions that were logged out the names are kept until they end.
 */
export class Sessions {
  #key: Buffer;
  readonly #now: () => number;
  readonly #ended = new Map<string, number>();

  /** @param secret What only relays with this state have. */
  constructor(secret: Buffer, auth: string, now = () => Date.now()) {
    this.#key = createHmac('sha256', secret).update(`session\0${auth}`).digest();
    this.#now = now;
  }

  /** The value of a cookie. @param name Of a session that goes on. */
  begin(name = randomBytes(9).toString('base64url')): string {
    const ends = Math.floor(this.#now() / 1000) + SESSION_SECONDS;
    const signed = `${ends.toString(36)}.${name}`;
    return `${signed}.${this.#sign(signed)}`;
  }

  /** The name of the session that a cookie is of; `undefined` if it is none, or has ended. */
  nameOf(cookie: string): string | undefined {
    const [, ends, name, signature] = /^([0-9a-z]{1,9})\.([\w-]+)\.([\w-]+)$/.exec(cookie) ?? [];
    if (ends === undefined || name === undefined || signature === undefined) return undefined;
    if (!isSame(signature, this.#sign(`${ends}.${name}`))) return undefined;
    return Number.parseInt(ends, 36) * 1000 > this.#now() && !this.#ended.has(name) ? name : undefined;
  }

  /** Nobody can go on with it, whoever has a copy of the cookie. */
  end(name: string): void {
    const now = this.#now();
    for (const [one, until] of this.#ended) {
      if (until >= now) break; // They are in the order in which they end
      this.#ended.delete(one);
    }
    if (this.#ended.size >= MOST_ENDED) {
      // Rather all log in again than one that has logged out is known again.
      this.#ended.clear();
      this.#key = randomBytes(32);
    }
    this.#ended.set(name, now + SESSION_SECONDS * 1000);
  }

  #sign(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

/** A fortnight after the last look at the page. */
export const SESSION_SECONDS = 14 * 24 * 3600;
/** Sessions that were logged out and have not ended yet. */
export const MOST_ENDED = 100_000;
