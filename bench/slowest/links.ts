import { randomUUID } from 'node:crypto';
import { TestProducer } from '../../test/kit/producer.js';

/** Milliseconds; the largest commit on a machine that others use as well takes minutes. */
const PATIENCE = 900_000;

/** Begins a run over a link; when the relay answers, it has dealt with all that was sent before. */
export async function begin(producer: TestProducer, resume: boolean): Promise<void> {
  const reply = await producer.ask({ type: 'open', run: randomUUID(), resume }, PATIENCE);
  if (reply?.type !== 'ready') throw new Error(JSON.stringify(reply));
}

/** Sends a commit in as many messages, and waits until it is in the log. */
export async function commit(producer: TestProducer, texts: readonly (string | Buffer)[]): Promise<void> {
  for (const text of texts.slice(0, -1)) producer.send(text);
  const reply = await producer.ask(texts.at(-1) ?? '', PATIENCE);
  if (reply?.type !== 'ack' || reply.refused !== undefined) throw new Error(JSON.stringify(reply));
}

/** Sends messages of a plain producer. */
export async function sendPlainly(url: string, messages: readonly object[]): Promise<void> {
  const link = await TestProducer.link(url, { subprotocol: [] });
  for (const message of messages) link.send(message);
  await link.close();
}
