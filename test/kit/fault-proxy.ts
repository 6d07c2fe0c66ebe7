import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** What may be wrong with a network between two programs. */
interface Weather {
  isFrozen: boolean;
  /** Bytes a second. */
  speed: number | undefined;
  /** What is sent in one write arrives in many small ones. */
  isFragmented: boolean;
}

/**
 * A way to a server that can be cut, frozen, slow, or deliver in fragments: bytes are late or missing at the end, never
 * changed or out of order.
 */
export class FaultProxy {
  readonly #target: () => number;
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #weather: Weather = { isFrozen: false, speed: undefined, isFragmented: false };
  url = '';

  /** @param target The server's port at the moment that somebody connects. */
  constructor(target: () => number) {
    this.#target = target;
    this.#server = createServer((client) => {
      const link = new Link(client, connect(this.#target(), '127.0.0.1'), { ...this.#weather, isFrozen: false });
      this.#links.add(link);
      client.once('close', () => link.isOver && this.#links.delete(link));
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** Ends all links without a word, with what is on its way. */
  cut(): void {
    for (const link of this.#links) link.destroy();
    this.#links.clear();
  }

  /** Nothing passes on the links that there are; neither side is told. A new link is not frozen. */
  freeze(): void {
    for (const link of this.#links) link.set({ isFrozen: true });
  }

  thaw(): void {
    for (const link of this.#links) link.set({ isFrozen: false });
  }

  slow(speed: number | undefined): void {
    this.#change({ speed });
  }

  fragment(isFragmented: boolean): void {
    this.#change({ isFragmented });
  }

  close(): void {
    this.#server.close();
    this.cut();
  }

  #change(weather: Partial<Weather>): void {
    Object.assign(this.#weather, weather);
    for (const link of this.#links) link.set(weather);
  }
}

class Link {
  readonly #ends: readonly [Socket, Socket];
  readonly #pipes: readonly [Pipe, Pipe];
  readonly #weather: Weather;

  constructor(client: Socket, server: Socket, weather: Weather) {
    this.#weather = weather;
    this.#ends = [client, server];
    for (const socket of this.#ends) socket.setNoDelay(true).on('error', () => {});
    this.#pipes = [new Pipe(client, server, weather), new Pipe(server, client, weather)];
  }

  get isOver(): boolean {
    return this.#ends.every(({ destroyed }) => destroyed);
  }

  set(weather: Partial<Weather>): void {
    Object.assign(this.#weather, weather);
    for (const pipe of this.#pipes) pipe.pump();
  }

  destroy(): void {
    for (const socket of this.#ends) socket.destroy();
  }
}

/** One direction of a link. */
class Pipe {
  readonly #from: Socket;
  readonly #to: Socket;
  readonly #weather: Weather;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;
  #isOver = false;
  #isScheduled = false;

  constructor(from: Socket, to: Socket, weather: Weather) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    from.on('data', (chunk: Buffer) => {
      this.#chunks.push(chunk);
      this.#bytes += chunk.length;
      if (this.#bytes > MOST_WAITING) from.pause();
      this.pump();
    });
    from.on('close', () => {
      this.#isOver = true;
      this.pump();
    });
  }

  pump(): void {
    if (this.#weather.isFrozen || this.#isScheduled) return;
    for (let chunk = this.#chunks.shift(); chunk !== undefined; chunk = this.#chunks.shift()) {
      const { speed, isFragmented } = this.#weather;
      const most = speed !== undefined ? (speed * TICK) / 1000 : isFragmented ? fragment() : chunk.length;
      if (most < chunk.length) this.#chunks.unshift(chunk.subarray(most));
      const part = chunk.subarray(0, most);
      this.#bytes -= part.length;
      if (!this.#to.destroyed) this.#to.write(part);
      if (speed !== undefined) this.#schedule((next) => setTimeout(next, TICK));
      else if (isFragmented) this.#schedule((next) => setImmediate(next));
      if (this.#isScheduled) return;
    }
    if (this.#isOver) this.#to.destroy();
    else if (this.#from.isPaused()) this.#from.resume();
  }

  #schedule(soon: (next: () => void) => void): void {
    this.#isScheduled = true;
    soon(() => {
      this.#isScheduled = false;
      this.pump();
    });
  }
}

/** Bytes of a fragment. Where the cuts are is the network's business: no seed decides it. */
function fragment(): number {
  return 1 + Math.floor(Math.random() ** 3 * 4000);
}

/** Milliseconds. */
const TICK = 10;
/** Bytes, as a network has room for. */
const MOST_WAITING = 128 * 1024;
