import type { Changes, CommitSender } from '../kit/producer.js';

/** Gives a peer the commits that the relay gets from a producer, by HTTP, one after the other. */
export class PostingProducer implements CommitSender {
  readonly #url: string;
  #seq = 0;
  #posted: Promise<void> = Promise.resolve();

  constructor(url: string) {
    this.#url = `${url}feed`;
  }

  room(): Promise<void> {
    return this.#posted;
  }

  commit(changes: Changes, time: number): void {
    this.#posted = this.#posted.then(() => this.#post(changes, time));
  }

  settled(): Promise<void> {
    return this.#posted;
  }

  close(): void {}

  async #post(changes: Changes, time: number): Promise<void> {
    const body = `{"type":"commit","seq":${++this.#seq},"time":${time},"changes":${changes}}`;
    const answer = await fetch(this.#url, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }
}
