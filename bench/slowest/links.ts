import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import { FEED_SUBPROTOCOL, VIEWER_SUBPROTOCOL } from '../../src/core/messages.js';
import { TOKEN } from '../bounded/relay.js';

type Reply = Readonly<Record<string, unknown>> & { readonly type: string };

/** A link that sends texts that are made beforehand, and waits for what they are answered. */
export class Link {
  readonly #socket: WebSocket;
  readonly #replies: Reply[] = [];
  #changed = () => {};
  #frames = 0;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer) => this.#receive(data));
    socket.on('close', () => this.#changed());
  }

  static async producer(url: string, isPlain = false): Promise<Link> {
    const headers = { Authorization: `Bearer ${TOKEN}` };
    const link = new Link(
      new WebSocket(`${url.replace('http', 'ws')}feed`, isPlain ? [] : FEED_SUBPROTOCOL, { headers }),
    );
    await once(link.#socket, 'open');
    return link;
  }

  static async viewer(url: string): Promise<Link> {
    const link = new Link(new WebSocket(`${url.replace('http', 'ws')}live`, VIEWER_SUBPROTOCOL));
    await once(link.#socket, 'open');
    return link;
  }

  send(message: string | Buffer | object): void {
    const text = typeof message === 'string' || Buffer.isBuffer(message) ? message : JSON.stringify(message);
    this.#socket.send(text, { binary: false });
  }

  /** Begins a run. */
  async open(resume: boolean): Promise<void> {
    this.send({ type: 'open', run: randomUUID(), resume });
    await this.reply(({ type }) => type === 'ready');
  }

  /** The first reply that is looked for; those before it are forgotten. */
  async reply(isIt: (reply: Reply) => boolean): Promise<Reply> {
    for (;;) {
      for (let next = this.#replies.shift(); next !== undefined; next = this.#replies.shift()) {
        if (next.type === 'error' && !isIt(next)) throw new Error(JSON.stringify(next));
        if (isIt(next)) return next;
      }
      if (this.#socket.readyState !== WebSocket.OPEN) throw new Error('the link was closed');
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
  }

  async close(): Promise<void> {
    if (this.#socket.readyState === WebSocket.CLOSED) return;
    this.#socket.close();
    await once(this.#socket, 'close');
  }

  /** Rows are not parsed, and acknowledged at once. */
  #receive(data: Buffer): void {
    const head = data.toString('utf8', 0, 24);
    const isRows = head.startsWith('{"type":"rows"');
    if (isRows || head.startsWith('{"type":"sync"')) this.send(`{"type":"ack","frames":${++this.#frames}}`);
    this.#replies.push(isRows ? { type: 'rows' } : (JSON.parse(data.toString()) as Reply));
    this.#changed();
  }
}
