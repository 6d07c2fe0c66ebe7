import type { Limits } from '../core/messages.js';
import type { Mirror } from './mirror/mirror.js';

type Allowed = Pick<Limits, 'maxSubscriptions' | 'messagesPerSecond'>;

/** How a link is told. */
export interface Subscriber {
  subscribe(mirror: Mirror): void;
  unsubscribe(widget: string): void;
}

/**
 * Which widgets one link brings: no more than the relay allows, and those first that were asked for first. The others
 * are told so, and get the place of one that is let go. A relay cuts who sends too fast: what is too much goes later.
 */
export class Subscriptions {
  readonly #mirrors: ReadonlyMap<string, Mirror>;
  readonly #subscriber: Subscriber;
  readonly #active = new Map<string, Mirror>();
  #sent: number[] = [];
  #later: ReturnType<typeof setTimeout> | undefined;

  /** @param mirrors Those that are wanted, in this order. */
  constructor(mirrors: ReadonlyMap<string, Mirror>, subscriber: Subscriber) {
    this.#mirrors = mirrors;
    this.#subscriber = subscriber;
  }

  /** There is no link, or another one, on which nothing is subscribed. */
  clear(): void {
    clearTimeout(this.#later);
    this.#active.clear();
    this.#sent = [];
  }

  /** Lets go of what is no longer wanted, and asks for what now has a place. */
  settle(allowed: Allowed): void {
    clearTimeout(this.#later);
    for (const [widget, mirror] of this.#active) {
      if (this.#mirrors.get(widget) === mirror) continue;
      if (!this.#maySend(allowed)) return;
      this.#active.delete(widget);
      this.#subscriber.unsubscribe(widget);
    }
    for (const mirror of this.#mirrors.values()) {
      if (mirror.listeners.size === 0 || this.#active.has(mirror.widget)) continue;
      if (this.#active.size >= allowed.maxSubscriptions) this.refuse(mirror, allowed);
      else {
        if (!this.#maySend(allowed)) return;
        this.#active.set(mirror.widget, mirror);
        tellError(mirror, undefined);
        this.#subscriber.subscribe(mirror);
      }
    }
  }

  /** There is no place for it, unless one is about to be let go. */
  refuse(mirror: Mirror, { maxSubscriptions }: Allowed): void {
    if (this.#active.get(mirror.widget) === mirror) this.#active.delete(mirror.widget);
    const taken = [...this.#active.values()].filter(({ listeners }) => listeners.size > 0).length;
    const sentence = `This page can show ${maxSubscriptions} widgets of a relay at once; close or hide some to see this one.`;
    tellError(mirror, taken < maxSubscriptions ? undefined : sentence);
  }

  #maySend(allowed: Allowed): boolean {
    const now = performance.now();
    this.#sent = this.#sent.filter((time) => now - time < SPREAD);
    const [oldest] = this.#sent;
    if (oldest !== undefined && this.#sent.length >= SHARE * allowed.messagesPerSecond) {
      this.#later = setTimeout(() => this.settle(allowed), oldest + SPREAD - now);
      return false;
    }
    this.#sent.push(now);
    return true;
  }
}

/** Not at once: who has just asked has no answer yet. */
function tellError(mirror: Mirror, error: string | undefined): void {
  if (mirror.error === error) return;
  mirror.refused(error);
  queueMicrotask(() => {
    for (const listener of [...mirror.listeners]) listener();
  });
}

/** Of the messages that a relay hears in a second; the rest is for others, such as the pace. */
const SHARE = 0.8;
/** Milliseconds over which those go: twice the relay's, as a network may bring them closer together. */
const SPREAD = 2000;
