import { Producer } from '../producer.js';
import { steadily } from '../steady.js';
import { changes, configOf, type Fleet, firstChanges } from './fleet.js';

/** A fleet whose readings are sent at a steady rate, until it is stopped. */
export class Feeding {
  readonly #producer: Producer;
  readonly #fleet: Fleet;
  readonly #perSecond: number;
  #stop: ReturnType<typeof steadily> | undefined;
  #time = 0;

  private constructor(producer: Producer, fleet: Fleet, perSecond: number) {
    this.#producer = producer;
    this.#fleet = fleet;
    this.#perSecond = perSecond;
  }

  /** @param updates Rows a second, in commits of the whole fleet. */
  static async start(url: string, fleet: Fleet, updates: number): Promise<Feeding> {
    const perSecond = updates / (fleet.groups * fleet.machines);
    const feeding = new Feeding(await Producer.open(url, configOf(fleet)), fleet, perSecond);
    await feeding.#start();
    return feeding;
  }

  /** Ends it; gives how much of it the relay took a second. */
  stop(): { readonly updatesPerSecond: number } {
    const { taken, lost } = this.#stop?.() ?? { taken: 0, lost: 0 };
    this.#producer.close();
    const share = taken / Math.max(1, taken + lost);
    return { updatesPerSecond: Math.round(share * this.#perSecond * this.#fleet.groups * this.#fleet.machines) };
  }

  async #start(): Promise<void> {
    const producer = this.#producer;
    producer.commit(firstChanges(this.#fleet, this.#now()), this.#time);
    await producer.settled();
    this.#stop = steadily(this.#perSecond, () => {
      if (!producer.isFree) return false;
      producer.commit(changes(this.#fleet, this.#now()), this.#time);
      return true;
    });
  }

  /** No two commits have the same time, by which viewers distinguish them. */
  #now(): number {
    this.#time = Math.max(this.#time + 1, Date.now());
    return this.#time;
  }
}
