import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { TestRunnerPlugin } from '@web/test-runner';
import { WebSocket } from 'ws';
import { FEED_SUBPROTOCOL, type FeedReply, type ProducerMessage } from '../../src/core/messages.js';

const TOKEN = 'the-producer-token-of-the-tests';

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
  const relays: Relay[] = [];
  const feeds: Feed[] = [];
  let origin = '';

  const at = <T>(list: readonly T[], id: number): T => {
    const found = list[id];
    if (found === undefined) throw new Error(`there is no relay or feed ${id}; there are ${list.length}`);
    return found;
  };

  async function execute(command: RelayCommand): Promise<unknown> {
    switch (command.do) {
      case 'start': {
        const relay = new Relay({ allowOrigin: [origin], ...command.options });
        await relay.start();
        return { relay: relays.push(relay) - 1, url: relay.url };
      }
      case 'kill':
        return at(relays, command.relay).kill();
      case 'restart':
        return at(relays, command.relay).start();
      case 'open':
        return feeds.push(await Feed.open(at(relays, command.relay).url)) - 1;
      case 'send':
        return at(feeds, command.feed).send(command.message);
      case 'drop':
        return at(feeds, command.feed).drop();
    }
  }

  return {
    name: 'relay',
    serverStart({ config }) {
      origin = `http://${config.hostname}:${config.port}`;
    },
    async serverStop() {
      for (const feed of feeds) feed.drop();
      await Promise.all(relays.map((relay) => relay.kill()));
    },
    async executeCommand({ command, payload }) {
      if (command !== 'relay') return undefined;
      // In an object, for without a value the runner takes a command for an unknown one.
      return { answer: (await execute(payload as RelayCommand)) ?? null };
    },
  };
}

/** dist/relay.js as a child that ends with this process, however that ends. */
class Relay {
  url = '';
  #child: ChildProcess | undefined;
  #port = 0;

  constructor(readonly options: Readonly<Record<string, unknown>>) {}

  async start(): Promise<void> {
    const child = spawn(process.execPath, ['dist/relay.js', '--parent-stdin', '--json'], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    child.stdin.write(`${JSON.stringify({ memory: true, producerToken: TOKEN, ...this.options, port: this.#port })}\n`);
    for await (const line of createInterface(child.stdout)) {
      const { event, port } = JSON.parse(line) as { event: string; port: number };
      if (event !== 'listening') continue;
      this.#port = port;
      this.url = `http://127.0.0.1:${port}/`;
      return;
    }
    throw new Error('the relay ended before it served; dist/relay.js is built by `npm run build`');
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

/** One producer's link. */
class Feed {
  readonly #socket: WebSocket;
  readonly #replies: FeedReply[] = [];
  #waiting: ((reply: FeedReply) => void) | undefined;

  static async open(relay: string): Promise<Feed> {
    const socket = new WebSocket(new URL('feed', relay), FEED_SUBPROTOCOL, {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    await once(socket, 'open');
    return new Feed(socket);
  }

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as FeedReply));
    socket.on('close', (code) =>
      this.#take({ type: 'error', code: 'closed', message: `the relay closed the link (${code})` }),
    );
    socket.on('error', (error) => this.#take({ type: 'error', code: 'link', message: error.message }));
  }

  /** `open` and the last piece of a commit have an answer; the others are only sent. */
  async send(message: ProducerMessage): Promise<FeedReply | undefined> {
    this.#socket.send(JSON.stringify(message));
    const answered = message.type === 'open' || (message.type === 'commit' && message.more !== true);
    if (!answered) return undefined;
    return this.#replies.shift() ?? new Promise((resolve) => (this.#waiting = resolve));
  }

  drop(): void {
    this.#socket.terminate();
  }

  #take(reply: FeedReply): void {
    if (this.#waiting === undefined) this.#replies.push(reply);
    else this.#waiting(reply);
    this.#waiting = undefined;
  }
}
