import type { Limits } from '../core/messages.js';
import type { Mirror } from './mirror/mirror.js';

export type Allowed = Pick<Limits, 'maxSubscriptions' | 'messagesPerSecond'>;

/** How a link is asked for a widget. */
export interface Subscriber {
  subscribe(mirror: Mirror): void;
  unsubscribe(widget: string): void;
}

/**
 * The widgets that one link brings: no more than the relay allows, and in the order in which they were asked for. The
 * others have an error that says so, and take over when one is let go. A relay cuts a link that sends too fast, so
 * subscriptions beyond its pace are sent later.
 */
export class Subscriptions {
  readonly #mirrors: ReadonlyMap<string, Mirror>;
  readonly #subscriber: Subscriber;
  readonly #active = new Map<string, Mirror>();
  #sentAt: number[] = [];
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
    this.#sentAt = [];
  }

  /** Lets go of what is no longer wanted, and asks for what there is room for now. */
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
        setError(mirror, undefined);
        this.#subscriber.subscribe(mirror);
      }
    }
  }

  /** There is no room for it, unless another one is about to be let go. */
  refuse(mirror: Mirror, { maxSubscriptions }: Allowed): void {
    if (this.#active.get(mirror.widget) === mirror) this.#active.delete(mirror.widget);
    const taken = [...this.#active.values()].filter(({ listeners }) => listeners.size > 0).length;
    const sentence = `This page can show ${maxSubscriptions} widgets of a relay at once; close or hide some to see this one.`;
    setError(mirror, taken < maxSubscriptions ? undefined : sentence);
  }

  #maySend(allowed: Allowed): boolean {
    const now = performance.now();
    this.#sentAt = this.#sentAt.filter((time) => now - time < SPREAD);
    const [oldest] = this.#sentAt;
    if (oldest !== undefined && this.#sentAt.length >= SHARE * allowed.messagesPerSecond) {
      this.#later = setTimeout(() => this.settle(allowed), oldest + SPREAD - now);
      return false;
    }
    this.#sentAt.push(now);
    return true;
  }
}

/** Notifies later: whoever has just begun to watch does not have its watch yet. */
function setError(mirror: Mirror, error: string | undefined): void {
  if (mirror.error === error) return;
  mirror.refused(error);
  queueMicrotask(() => mirror.notify());
}

/** Assumed until a relay has sent its limits. */
export const USUAL: Allowed = { maxSubscriptions: 64, messagesPerSecond: 100 };
/** A recording allows everything. */
export const UNLIMITED: Allowed = {
  maxSubscriptions: Number.POSITIVE_INFINITY,
  messagesPerSecond: Number.POSITIVE_INFINITY,
};

/** The part of the messages that a relay takes in a second; the rest is for others, such as the pace. */
const SHARE = 0.8;
/** Milliseconds over which those go: twice the relay's, as a network may bring them closer together. */
const SPREAD = 2000;
