import { executeServerCommand } from '@web/test-runner-commands';
import type { AckMessage, ConfigMessage, FeedReply, ProducerMessage, ReadyMessage } from '../../src/core/messages.js';
import type { RelayCommand } from './relay-plugin.js';

/**
 * A real relay, for one test:
 *
 * ```ts
 * const relay = await TestRelay.start();
 * const feed = await relay.feed({ type: 'config', widgets: { orders: { widget_type: 'table', columns } } });
 * await feed.commit({ orders: { up: [['eu', 42]] } });
 * ```
 */
export class TestRelay {
  static async start(options: Readonly<Record<string, unknown>> = {}): Promise<TestRelay> {
    const { relay, url } = await ask<{ relay: number; url: string }>({ do: 'start', options });
    return new TestRelay(relay, url);
  }

  private constructor(
    readonly id: number,
    readonly url: string,
  ) {}

  /** Opens a producer's link and declares what it feeds. */
  async feed(config: ConfigMessage, { run = crypto.randomUUID() as string, resume = false } = {}): Promise<TestFeed> {
    const feed = new TestFeed(await ask<number>({ do: 'open', relay: this.id }), run);
    await feed.open(resume);
    await feed.send(config);
    return feed;
  }

  /** Ends the relay as a crash does; its state is lost. */
  async kill(): Promise<void> {
    await ask({ do: 'kill', relay: this.id });
  }

  /** Starts the killed relay again, at the same URL. */
  async restart(): Promise<void> {
    await ask({ do: 'restart', relay: this.id });
  }
}

/** One producer's link. */
export class TestFeed {
  #seq = 0;

  constructor(
    readonly id: number,
    readonly run: string,
  ) {}

  async open(resume: boolean): Promise<ReadyMessage> {
    const ready = expectReply(await this.send({ type: 'open', run: this.run, resume }), 'ready');
    this.#seq = ready.ack;
    return ready;
  }

  /** Sends one commit; resolves when the relay has it in its log. */
  async commit(
    changes: Extract<ProducerMessage, { type: 'commit' }>['changes'],
    time = Date.now(),
  ): Promise<AckMessage> {
    return expectReply(await this.send({ type: 'commit', seq: ++this.#seq, time, changes }), 'ack');
  }

  /** The pipeline finished, or failed. */
  async end(error?: string): Promise<void> {
    await this.send(error === undefined ? { type: 'end' } : { type: 'end', error });
  }

  /** Sends any message; gives back the answer if it has one. */
  send(message: ProducerMessage): Promise<FeedReply | null> {
    return ask<FeedReply | null>({ do: 'send', feed: this.id, message });
  }

  /** Drops the link without an end. */
  async drop(): Promise<void> {
    await ask({ do: 'drop', feed: this.id });
  }
}

async function ask<T>(command: RelayCommand): Promise<T> {
  return (await executeServerCommand<{ answer: T }, RelayCommand>('relay', command)).answer;
}

function expectReply<T extends FeedReply['type']>(reply: FeedReply | null, type: T): Extract<FeedReply, { type: T }> {
  if (reply?.type !== type) throw new Error(`expected ${type} from the relay, got ${JSON.stringify(reply)}`);
  return reply as Extract<FeedReply, { type: T }>;
}
