import { LONGEST_SESSION_SECONDS, type Session } from './sessions.js';

/** Ends what is shown to somebody when their session ends: links, streams of lines, exports. */
export class SessionLinks {
  readonly #ends = new Map<string, { readonly session: Session; readonly ends: Set<() => void> }>();
  readonly #now: () => number;

  constructor(now = () => Date.now()) {
    this.#now = now;
  }

  /**
   * @param session The session that it belongs to; `undefined`: nobody has logged in.
   * @param end Ends it.
   * @returns Forgets it, once it has ended.
   */
  add(session: Session | undefined, end: () => void): () => void {
    if (session === undefined) return () => {};
    const { name } = session;
    const { ends } = this.#ends.get(name) ?? { ends: new Set() };
    ends.add(end);
    this.#ends.set(name, { session, ends });
    return () => {
      ends.delete(end);
      if (ends.size === 0) this.#ends.delete(name);
    };
  }

  /** Ends what a session shows, or all of them: somebody has logged out. */
  end(session: Session | 'all'): void {
    const ended = session === 'all' ? [...this.#ends.values()] : [this.#ends.get(session.name)];
    for (const { ends } of ended.flatMap((one) => one ?? [])) for (const end of [...ends]) end();
  }

  /** Ends what is open for longer than any session lasts. */
  sweep(): void {
    const since = this.#now() / 1000 - LONGEST_SESSION_SECONDS;
    for (const { session } of [...this.#ends.values()]) if (session.since <= since) this.end(session);
  }
}
