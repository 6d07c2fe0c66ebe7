import { FaultProxy } from '../../test/kit/fault-proxy.js';
import { Peer } from '../kit/peers/peer.js';
import { PostingProducer } from '../kit/peers/posting-producer.js';
import { type CommitSender, Producer } from '../kit/producer.js';
import { MeasuredRelay } from '../kit/relay.js';
import { commitUnevenly } from '../kit/uneven.js';
import { COLUMNS, MARKED } from '../peers/quotes.js';
import { PERSPECTIVE_HEAD } from '../tables/candidates.js';
import { type PageServer, type ServedPage, servePages } from '../tables/page-server.js';
import { COMMITS_A_SECOND, CONFIG, Market } from './market.js';
import type { Looked } from './page-viewer.js';

/** A server with its rows, and their producer, who rests while others are measured. */
export interface Stage {
  readonly name: string;
  readonly rows: number;
  /** CPU seconds of the server so far. */
  readonly cpu: number;
  /** Begins to commit; gives the function that ends it. */
  feed(): () => void;
  /** Where its page is, over a network with this round trip. */
  lookOver(rtt: number): Promise<Looked & { close(): void }>;
  close(): Promise<void>;
}

export class RelayStage implements Stage {
  readonly name = 'StreamViz';
  readonly rows: number;
  readonly relay: MeasuredRelay;
  readonly #producer: Producer;
  readonly #market: Market;

  private constructor(relay: MeasuredRelay, producer: Producer, market: Market, rows: number) {
    this.relay = relay;
    this.#producer = producer;
    this.#market = market;
    this.rows = rows;
  }

  static async open(rows: number, updatesPerSecond: number): Promise<RelayStage> {
    const relay = await MeasuredRelay.start();
    const producer = await Producer.open(relay.url, CONFIG);
    const market = new Market(rows, updatesPerSecond);
    await market.open(producer);
    return new RelayStage(relay, producer, market, rows);
  }

  get cpu(): number {
    return this.relay.cpu;
  }

  feed(): () => void {
    return commitUnevenly(this.#producer, COMMITS_A_SECOND, () => this.#market.prepare());
  }

  async lookOver(rtt: number) {
    const proxy = rtt > 0 ? await FaultProxy.before(this.relay.port, { delay: rtt / 2 }) : undefined;
    return {
      url: proxy?.url ?? this.relay.url,
      cell: `[data-key="${MARKED}"] [data-column="ts"]`,
      sentBytes: async () => (await this.relay.metrics()).get('streamviz_sent_bytes_total') ?? 0,
      close: () => proxy?.close(),
    };
  }

  async close(): Promise<void> {
    this.#producer.close();
    await this.relay.stop();
  }
}

/** Perspective's engine in Node; its pages come from a server of files. */
export class PerspectiveStage implements Stage {
  readonly name = 'Perspective';
  readonly rows: number;
  readonly #peer: Peer;
  readonly #producer: CommitSender;
  readonly #market: Market;

  private constructor(peer: Peer, producer: CommitSender, market: Market, rows: number) {
    this.#peer = peer;
    this.#producer = producer;
    this.#market = market;
    this.rows = rows;
  }

  static async open(rows: number, updatesPerSecond: number): Promise<PerspectiveStage> {
    const peer = await Peer.start(process.execPath, ['dist/bench/windows/perspective-server.js']);
    const producer = new PostingProducer(peer.url);
    const market = new Market(rows, updatesPerSecond);
    await market.open(producer);
    return new PerspectiveStage(peer, producer, market, rows);
  }

  get cpu(): number {
    return this.#peer.cpu;
  }

  feed(): () => void {
    return commitUnevenly(this.#producer, COMMITS_A_SECOND, () => this.#market.prepare());
  }

  async lookOver(rtt: number) {
    const closing: { close(): void }[] = [];
    const over = async (url: string) => {
      if (rtt === 0) return url;
      const proxy = await FaultProxy.before(Number(new URL(url).port), { delay: rtt / 2 });
      closing.push(proxy);
      return proxy.url;
    };
    const link = (await over(this.#peer.url)).replace('http', 'ws');
    const script = `import { show } from '/bench/windows/perspective-page.js'; await show('${link}');`;
    const page: ServedPage = { head: PERSPECTIVE_HEAD, script };
    const files: PageServer = await servePages([], [page]);
    closing.push(files);
    return {
      url: (await over(files.url)) + files.pathOf(page),
      cell: `regular-table tbody tr:first-child td:nth-child(${COLUMNS.length})`,
      sentBytes: async () => Number(await (await fetch(`${this.#peer.url}sent`)).text()),
      close: () => closing.forEach((one) => void one.close()),
    };
  }

  async close(): Promise<void> {
    this.#producer.close();
    await this.#producer.settled();
    await this.#peer.stop();
  }
}
