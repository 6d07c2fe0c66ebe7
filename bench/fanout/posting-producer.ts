import type { CommitSender } from '../load/producer.js';

/** Gives a peer the commits that the relay gets over its feed, by HTTP. */
export class PostingProducer implements CommitSender {
  readonly #url: string;
  #seq = 0;

  constructor(url: string) {
    this.#url = `${url}feed`;
  }

  async commit(changes: Buffer, time: number): Promise<void> {
    const head = `{"type":"commit","seq":${++this.#seq},"time":${time},"changes":`;
    const body = `${head}${changes.toString()}}`;
    const answer = await fetch(this.#url, { method: 'POST', body });
    if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`);
    await answer.arrayBuffer();
  }

  async done(): Promise<void> {}

  close(): void {}
}
