import type { FoundMessage } from '../../core/messages.js';

type Resolve = (rank: number | undefined) => void;

/** The keys of rows whose places a window's relay is asked for. */
export class Finds {
  readonly #keys = new Map<string, { readonly resolves: Resolve[]; isSent: boolean }>();

  get hasUnsent(): boolean {
    return this.#unsent !== undefined;
  }

  /** Gives the place in the view; `undefined` if it is not in it. */
  add(key: string): Promise<number | undefined> {
    const find = this.#keys.get(key) ?? { resolves: [], isSent: false };
    this.#keys.set(key, find);
    return new Promise((resolve) => find.resolves.push(resolve));
  }

  takeUnsent(): string | undefined {
    const [key, find] = this.#unsent ?? [];
    if (find !== undefined) find.isSent = true;
    return key;
  }

  found({ key, rank }: FoundMessage): void {
    const find = this.#keys.get(key);
    this.#keys.delete(key);
    for (const resolve of find?.resolves ?? []) resolve(rank ?? undefined);
  }

  /** There is another link, on which nothing was asked yet. */
  sendAgain(): void {
    for (const find of this.#keys.values()) find.isSent = false;
  }

  /** No more answers come. */
  end(): void {
    for (const { resolves } of this.#keys.values()) for (const resolve of resolves) resolve(undefined);
    this.#keys.clear();
  }

  get #unsent() {
    return [...this.#keys].find(([, { isSent }]) => !isSent);
  }
}
