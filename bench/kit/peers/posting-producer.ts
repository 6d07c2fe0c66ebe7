import type { Changes, CommitSender } from '../producer.js';

/** Gives a peer the commits that the relay gets from a producer, by HTTP, one after the other. */
export class PostingProducer implements CommitSender {
  readonly #url: string;
  #seq = 0;
  #posted: Promise<void> = Promise.resolve();
  #waiting = 0;
  #isClosed = false;

  constructor(url: string) {
    this.#url = `${url}feed`;
  }

  /** Whether all that was committed has been taken. */
  get isFree(): boolean {
    return this.#waiting === 0;
  }

  room(): Promise<void> {
    return this.#posted;
  }

  commit(changes: Changes, time: number): void {
    this.#waiting++;
    this.#posted = this.#posted.then(() => this.#post(changes, time)).then(() => void this.#waiting--);
  }

  settled(): Promise<void> {
    return this.#posted;
  }

  /** Posts nothing more. */
  close(): void {
    this.#isClosed = true;
  }

  async #post(changes: Changes, time: number): Promise<void> {
    if (this.#isClosed) return;
    const body = `{"type":"commit","seq":${++this.#seq},"time":${time},"changes":${changes}}`;
    const answer = await fetch(this.#url, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
