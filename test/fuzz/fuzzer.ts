/** Sends a relay what nobody should, in every dialect and over plain HTTP, and looks whether others are served after it. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { checkOthers, checkRows } from '../attacks/check-others.js';
import { unexpectedLines } from '../attacks/under-attack.js';
import { MB, memoryOf } from '../kit/process-figures.js';
import { Random } from '../kit/random.js';
import { RawWebSocket } from '../kit/raw-websocket.js';
import { RelayProcess, TOKEN, withProcess } from '../kit/relay-process.js';
import { withDirectory } from '../server/log/logged-store.js';
import { fuzzedFrames } from './frames.js';
import { Grammar } from './grammar.js';
import { mutate } from './mutate.js';
import { fuzzedRequest } from './requests.js';

export interface FuzzOptions {
  readonly seed: number;
  /** How many are sent at least, requests included. */
  readonly messages: number;
  /** The link with which it begins: those before are left out. */
  readonly from?: number;
}

export interface FuzzReport {
  readonly messages: number;
  readonly text: string;
}

/** All that is sent over one link. */
interface Script {
  readonly who: string;
  readonly path: string;
  readonly protocol: string | undefined;
  readonly messages: readonly object[];
  /** Probability that the text of a message is changed. */
  readonly mutations: number;
}

/** Links between two looks at whether others are served. */
const BATCH = 200;
const LANES = 4;
/** Bytes by which the memory of the relay may grow. */
const MOST_MEMORY = 400 * MB;
const headers = { Authorization: `Bearer ${TOKEN}` };

/** Fails with the command that does the same again. */
export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  let report: FuzzReport | undefined;
  await withDirectory(async (state) => {
    report = await new Fuzzer(options, state).run();
  });
  return report as unknown as FuzzReport;
}

class Fuzzer {
  readonly #options: FuzzOptions;
  readonly #state: string;
  /** How often what happened: what was sent, and how it was answered. */
  readonly #counts = new Map<string, number>();
  #messages = 0;
  #port = 0;
  #url = '';
  #memory = 0;
  /** A relay is fed by one run at a time: links of producers follow each other. */
  #feeding: Promise<void> = Promise.resolve();

  constructor(options: FuzzOptions, state: string) {
    this.#options = options;
    this.#state = state;
  }

  async run(): Promise<FuzzReport> {
    let rows: KeyedRow[] = [];
    // Messages are not counted here, so that more of each link are looked at.
    const options = { state: this.#state, messagesPerSecond: 1_000_000, compactAfter: 1_000_000 };
    await withProcess(RelayProcess.with(options), async (relay) => {
      await this.#listen(relay);
      let first = this.#options.from ?? 0;
      for (; this.#messages < this.#options.messages; first += BATCH) {
        rows = await this.#explaining(first, relay, () => this.#batch(first, relay));
      }
      await this.#explaining(Math.max(0, first - BATCH), relay, () => this.#reached());
    });
    // The state that it wrote meanwhile can be read.
    await withProcess(RelayProcess.with(options), async (relay) => {
      await this.#explaining(0, relay, async () => {
        await this.#listen(relay);
        await checkRows(this.#url, rows);
      });
    });
    const counts = [...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([what, count]) => `${what}: ${count}`);
    return {
      messages: this.#messages,
      text: `seed ${this.#options.seed}, ${this.#messages} messages; ${counts.join(', ')}`,
    };
  }

  async #listen(relay: RelayProcess): Promise<void> {
    const { url, port } = await relay.listening();
    this.#url = url;
    this.#port = port;
  }

  /** Adds to an error which links were the last, and how they are made again. */
  async #explaining<T>(from: number, relay: RelayProcess, work: () => Promise<T>): Promise<T> {
    const ended = relay.ended.then((code) => {
      throw new Error(`the relay ended (${code})`);
    });
    ended.catch(() => {});
    try {
      return await Promise.race([work(), ended]);
    } catch (error) {
      const { seed, messages } = this.#options;
      const all = `node dist/test/fuzz/main.js --seed ${seed} --messages ${messages}`;
      const log = relay.errors.slice(-3000);
      const text = `after the links from ${from} on: ${error instanceof Error ? error.message : error}`;
      throw new Error(`${text}\n${log}\nAgain: ${all}\nOnly these links: ${all} --from ${from}`, { cause: error });
    }
  }

  async #batch(from: number, relay: RelayProcess): Promise<KeyedRow[]> {
    let next = from;
    const lane = async () => {
      while (next < from + BATCH) await this.#link(next++);
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    const rows = await checkOthers(this.#url);
    const lines = unexpectedLines(relay.errors);
    if (lines.length > 0) throw new Error('its log has what nobody should cause');
    const memory = memoryOf(relay.child.pid as number);
    this.#memory ||= memory;
    const grown = Math.round((memory - this.#memory) / MB);
    if (memory - this.#memory > MOST_MEMORY) throw new Error(`its memory grew by ${grown} MB`);
    return rows;
  }

  /** Plays a link, which depends on the seed and its number alone. */
  async #link(number: number): Promise<void> {
    const again = () => {
      const random = new Random(Math.imul(this.#options.seed, 0x9e3779b1) ^ Math.imul(number + 1, 0x85ebca6b));
      return new Grammar(random);
    };
    const grammar = again();
    const { random } = grammar;
    const kind = random.next();
    if (kind < 0.25) return this.#view(grammar, 'viewer', VIEWER_SUBPROTOCOL);
    if (kind < 0.3) return this.#view(grammar, 'plain viewer', undefined);
    if (kind < 0.6) {
      for (let i = random.int(1, 8); i > 0; i--) await this.#requests(grammar);
      return;
    }
    const feed = () => (kind < 0.8 ? this.#feedPlainly(again()) : this.#feed(again()));
    if (random.chance(0.1)) {
      await feed();
      return;
    }
    // The run of the link before may not have ended yet: then the relay refuses this one, which comes back.
    const untilTaken = async () => {
      while ((await feed()) === 1013);
    };
    this.#feeding = this.#feeding.then(untilTaken);
    return this.#feeding;
  }

  async #view(grammar: Grammar, who: string, protocol: string | undefined): Promise<void> {
    const { random } = grammar;
    const messages = random.some(random.int(20, 60), () => grammar.viewerMessage());
    await this.#play(random, { who, path: '/live', protocol, messages, mutations: 0.05 });
  }

  #feed(grammar: Grammar): Promise<number | undefined> {
    const { random } = grammar;
    const rest = random.int(20, 60);
    const messages = [grammar.open(), grammar.config(), ...random.some(rest, () => grammar.producerMessage())];
    return this.#play(random, {
      who: 'producer',
      path: '/feed',
      protocol: FEED_SUBPROTOCOL,
      messages,
      mutations: 0.01,
    });
  }

  #feedPlainly(grammar: Grammar): Promise<number | undefined> {
    const { random } = grammar;
    const messages = [grammar.config(), ...random.some(random.int(20, 60), () => grammar.plainMessage())];
    return this.#play(random, {
      who: 'plain producer',
      path: '/feed',
      protocol: undefined,
      messages,
      mutations: 0.01,
    });
  }

  /** @returns The code with which the relay closed the link. */
  async #play(random: Random, { who, path, protocol, messages, mutations }: Script): Promise<number | undefined> {
    const link = await RawWebSocket.connect(this.#port, path, {
      headers,
      ...(protocol === undefined ? {} : { protocol }),
    });
    for (const message of messages) {
      const text = JSON.stringify(message);
      const data = random.chance(mutations) ? mutate(text, random) : Buffer.from(text);
      link.write(fuzzedFrames(data, random));
      this.#count(who);
    }
    await link.close();
    this.#add(`${who} closed with ${link.closeCode}`);
    return link.closeCode;
  }

  /** One connection, some requests. */
  async #requests(grammar: Grammar): Promise<void> {
    const socket = connect({ port: this.#port, host: '127.0.0.1' });
    socket.on('error', () => {});
    let text = '';
    const sent: Buffer[] = [];
    for (let i = grammar.random.int(1, 3); i > 0; i--) {
      sent.push(fuzzedRequest(grammar, this.#port));
      this.#count('request');
    }
    socket.on('data', (data: Buffer) => {
      text += data.toString('latin1');
      // These do not end by themselves.
      if (/^HTTP\/1\.1 101|^content-type: application\/x-ndjson/im.test(text)) socket.destroy();
    });
    const over = once(socket, 'close');
    socket.end(Buffer.concat(sent));
    const tooLate = setTimeout(() => {
      text += '\r\nHTTP/1.1 000 never';
      socket.destroy();
    }, 30_000);
    await over;
    clearTimeout(tooLate);
    const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d+) /gm)].map(([, status]) => status as string);
    for (const status of statuses) this.#add(`status ${status}`);
    const wrong = statuses.find((status) => status === '500' || status === '000');
    if (wrong !== undefined)
      throw new Error(`status ${wrong} to ${JSON.stringify(Buffer.concat(sent).toString('latin1'))}`);
  }

  /** The relay did more than refuse everything at its door. */
  async #reached(): Promise<void> {
    const metrics = await (await fetch(`${this.#url}metrics`)).text();
    for (const name of ['commits', 'refusals', 'rows']) {
      const count = Number(new RegExp(`^streamviz_${name}_total (\\d+)$`, 'm').exec(metrics)?.[1]);
      this.#counts.set(name, count);
      if (!(count > 0)) throw new Error(`no ${name} in ${this.#messages} messages`);
    }
  }

  #count(who: string): void {
    this.#messages++;
    this.#add(who);
  }

  #add(what: string): void {
    this.#counts.set(what, (this.#counts.get(what) ?? 0) + 1);
  }
}
