import type { TestRunnerPlugin } from '@web/test-runner';
import type { FeedReply, ProducerMessage } from '../../src/core/messages.js';
import { TestProducer } from '../kit/producer.js';
import { ReturningRelay } from '../kit/returning-relay.js';

/** The commands of a browser test; relay.ts wraps them in functions. */
export type RelayCommand =
  /** Starts a relay and gives back its id and URL. */
  | { readonly do: 'start'; readonly options?: Readonly<Record<string, unknown>> }
  /** Ends a relay as a crash does. */
  | { readonly do: 'kill'; readonly relay: number }
  /** Starts a killed relay again, at the same URL. */
  | { readonly do: 'restart'; readonly relay: number }
  /** Opens a producer's link. */
  | { readonly do: 'open'; readonly relay: number }
  /** Sends a message on a link; gives back the answer if the message has one. */
  | { readonly do: 'send'; readonly feed: number; readonly message: ProducerMessage }
  /** Drops a link without an end. */
  | { readonly do: 'drop'; readonly feed: number };

/**
 * Real relays for tests that run in a browser: each is a process of its own, fed over a real producer's link.
 */
export function relayPlugin(): TestRunnerPlugin {
  const relays: ReturningRelay[] = [];
  const producers: TestProducer[] = [];
  let origin = '';

  const at = <T>(list: readonly T[], id: number): T => {
    const found = list[id];
    if (found === undefined) throw new Error(`there is no relay or feed ${id}; there are ${list.length}`);
    return found;
  };

  async function execute(command: RelayCommand): Promise<unknown> {
    switch (command.do) {
      case 'start': {
        const relay = new ReturningRelay({ memory: true, allowOrigin: [origin], ...command.options });
        await relay.start();
        return { relay: relays.push(relay) - 1, url: relay.url };
      }
      case 'kill':
        return at(relays, command.relay).kill();
      case 'restart':
        return at(relays, command.relay).start();
      case 'open':
        return producers.push(await TestProducer.link(at(relays, command.relay).url)) - 1;
      case 'send':
        return send(at(producers, command.feed), command.message);
      case 'drop':
        return at(producers, command.feed).socket.terminate();
    }
  }

  return {
    name: 'relay',
    serverStart({ config }) {
      origin = `http://${config.hostname}:${config.port}`;
    },
    async serverStop() {
      for (const { socket } of producers) socket.terminate();
      await Promise.all(relays.map((relay) => relay.kill()));
    },
    async executeCommand({ command, payload }) {
      if (command !== 'relay') return undefined;
      // An object, for without a value the runner takes a command for an unknown one.
      return { answer: (await execute(payload as RelayCommand)) ?? null };
    },
  };
}

/** Sends a message; `open` and the last piece of a commit have an answer. */
async function send(producer: TestProducer, message: ProducerMessage): Promise<FeedReply | undefined> {
  const isAnswered = message.type === 'open' || (message.type === 'commit' && message.more !== true);
  if (isAnswered) return (await producer.ask(message)) ?? closedBy(producer);
  producer.send(message);
  return undefined;
}

function closedBy({ closed }: TestProducer): FeedReply {
  return { type: 'error', code: 'closed', message: `the relay closed the link (${closed?.code})` };
}
