import type { Limits, ViewerMessage } from '../core/messages.js';
import type { Subscribable } from './link/subscribable.js';

export type Allowed = Pick<Limits, 'maxSubscriptions' | 'messagesPerSecond'>;

/**
 * The subscriptions of one link: no more than the relay allows, and in the order in which they were asked for. The
 * others have an error that says so, and take over when one is let go. A relay cuts a link that sends too fast, so
 * messages beyond its pace are sent later.
 */
export class Subscriptions {
  readonly #wanted: () => Iterable<Subscribable>;
  readonly #send: (message: ViewerMessage) => void;
  readonly #active = new Set<Subscribable>();
  #sentAt: number[] = [];
  #later: ReturnType<typeof setTimeout> | undefined;

  /** @param wanted Gives all that there are, in this order. */
  constructor(wanted: () => Iterable<Subscribable>, send: (message: ViewerMessage) => void) {
    this.#wanted = wanted;
    this.#send = send;
  }

  /** There is no link, or another one, on which nothing is subscribed. */
  clear(): void {
    clearTimeout(this.#later);
    this.#active.clear();
    this.#sentAt = [];
  }

  /** Lets go of what is gone, and asks for what there is room for now. */
  settle(allowed: Allowed, epoch: string | undefined): void {
    clearTimeout(this.#later);
    const all = new Set(this.#wanted());
    const send = (message: () => ViewerMessage): boolean => {
      if (!this.#maySend(allowed, epoch)) return false;
      this.#send(message());
      return true;
    };
    for (const one of this.#active) {
      if (all.has(one)) continue;
      if (!send(() => one.unsubscribe())) return;
      this.#active.delete(one);
    }
    for (const one of all) {
      if (!one.isWanted || this.#active.has(one)) continue;
      if (this.#active.size >= allowed.maxSubscriptions) this.refuse(one, allowed);
      else {
        if (!send(() => one.subscribe(epoch))) return;
        this.#active.add(one);
        setError(one, undefined);
      }
    }
    for (const one of this.#active) while (one.hasRequest) if (!send(() => one.nextRequest(epoch))) return;
  }

  /** There is no room for it, unless another one is about to be let go. */
  refuse(one: Subscribable, { maxSubscriptions }: Allowed): void {
    this.drop(one);
    const taken = [...this.#active].filter(({ isWanted }) => isWanted).length;
    const sentence = `This page can show ${maxSubscriptions} widgets of a relay at once; close or hide some to see this one.`;
    setError(one, taken < maxSubscriptions ? undefined : sentence);
  }

  /** The relay does not have it. */
  drop(one: Subscribable): void {
    this.#active.delete(one);
  }

  #maySend(allowed: Allowed, epoch: string | undefined): boolean {
    const now = performance.now();
    this.#sentAt = this.#sentAt.filter((time) => now - time < SPREAD);
    const [oldest] = this.#sentAt;
    if (oldest !== undefined && this.#sentAt.length >= SHARE * allowed.messagesPerSecond) {
      this.#later = setTimeout(() => this.settle(allowed, epoch), oldest + SPREAD - now);
      return false;
    }
    this.#sentAt.push(now);
    return true;
  }
}

/** Notifies later: whoever has just begun to watch does not have its watch yet. */
function setError(one: Subscribable, error: string | undefined): void {
  if (one.error === error) return;
  one.refused(error);
  queueMicrotask(() => one.notify());
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
