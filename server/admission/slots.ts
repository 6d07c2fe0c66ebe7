/** Counts what clients have at the same time, against a limit for all of them and one for each. */
export class Slots {
  readonly #most: number;
  readonly #mostOfClient: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  constructor(most: number, mostOfClient: number) {
    this.#most = most;
    this.#mostOfClient = mostOfClient;
  }

  get taken(): number {
    return this.#all;
  }

  /** The limit that leaves no room for one more; `undefined`: there is room. */
  full(client: string): 'all' | 'client' | undefined {
    if (this.#all >= this.#most) return 'all';
    return this.of(client) >= this.#mostOfClient ? 'client' : undefined;
  }

  of(client: string): number {
    return this.#taken.get(client) ?? 0;
  }

  /** Takes one, also beyond the limits. @returns Gives it back, once. */
  take(client: string): () => void {
    this.#all++;
    this.#taken.set(client, this.of(client) + 1);
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      this.#all--;
      const left = this.of(client) - 1;
      if (left > 0) this.#taken.set(client, left);
      else this.#taken.delete(client);
    };
  }
}
