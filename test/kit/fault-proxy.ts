import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** The state of a network between two programs. */
interface Weather {
  isFrozen: boolean;
  /** Bytes a second. */
  speed: number | undefined;
  /** Whether what is sent in one write arrives in many small ones. */
  isFragmented: boolean;
}

export interface FaultProxyOptions {
  /** Milliseconds that everything takes in each direction, as over a far network. */
  readonly delay?: number;
}

/**
 * A way to a server that can be cut, down, frozen, slow, far, or deliver in fragments: bytes are late or missing at the
 * end, never changed or out of order.
 */
export class FaultProxy {
  readonly #server: Server;
  readonly #links = new Set<Link>();
  readonly #weather: Weather = { isFrozen: false, speed: undefined, isFragmented: false };
  #isDown = false;
  url = '';

  /** @param target The server's port at the moment that somebody connects. */
  private constructor(target: () => number, { delay = 0 }: FaultProxyOptions) {
    this.#server = createServer((client) => {
      if (this.#isDown) {
        client.destroy();
        return;
      }
      const server = connect(target(), '127.0.0.1');
      const link = new Link(client, server, { ...this.#weather, isFrozen: false }, delay);
      this.#links.add(link);
      for (const end of [client, server]) end.once('close', () => link.isOver && this.#links.delete(link));
    });
  }

  /** A way to the server on this port, or on the one that there is at the moment that somebody connects. */
  static async before(target: number | (() => number), options: FaultProxyOptions = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(typeof target === 'number' ? () => target : target, options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    proxy.url = `http://127.0.0.1:${(proxy.#server.address() as AddressInfo).port}/`;
    return proxy;
  }

  /** Ends all links without a word, with what is on its way. */
  cut(): void {
    for (const link of this.#links) link.destroy();
    this.#links.clear();
  }

  /** Ends all links, and refuses new ones until it is up again. */
  down(): void {
    this.#isDown = true;
    this.cut();
  }

  up(): void {
    this.#isDown = false;
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

  constructor(client: Socket, server: Socket, weather: Weather, delay: number) {
    this.#weather = weather;
    this.#ends = [client, server];
    for (const socket of this.#ends) socket.setNoDelay(true).on('error', () => {});
    this.#pipes = [new Pipe(client, server, weather, delay), new Pipe(server, client, weather, delay)];
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
  /** How the sender ended its side: with what it had sent, or without caring for it. */
  #ending: 'end' | 'destroy' | undefined;
  #isScheduled = false;

  constructor(from: Socket, to: Socket, weather: Weather, delay: number) {
    this.#from = from;
    this.#to = to;
    this.#weather = weather;
    // Timers of the same length fire in the order in which they were set.
    const arrive = delay === 0 ? (act: () => void) => act() : (act: () => void) => setTimeout(act, delay);
    from.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (delay === 0 && this.#bytes > MOST_WAITING) from.pause();
      arrive(() => {
        this.#chunks.push(chunk);
        this.pump();
      });
    });
    from.on('end', () => arrive(() => this.#end('end')));
    from.on('close', () => arrive(() => this.#end('destroy')));
  }

  pump(): void {
    if (this.#weather.isFrozen || this.#isScheduled) return;
    for (let chunk = this.#chunks.shift(); chunk !== undefined; chunk = this.#chunks.shift()) {
      const { speed, isFragmented } = this.#weather;
      const most = speed !== undefined ? (speed * TICK) / 1000 : isFragmented ? fragment() : chunk.length;
      if (most < chunk.length) this.#chunks.unshift(chunk.subarray(most));
      const part = chunk.subarray(0, most);
      this.#bytes -= part.length;
      if (this.#to.writable) this.#to.write(part);
      if (speed !== undefined) this.#schedule((next) => setTimeout(next, TICK));
      else if (isFragmented) this.#schedule((next) => setImmediate(next));
      if (this.#isScheduled) return;
    }
    if (this.#ending !== undefined) this.#to[this.#ending]();
    else if (this.#from.isPaused()) this.#from.resume();
  }

  #end(ending: 'end' | 'destroy'): void {
    this.#ending ??= ending;
    this.pump();
  }

  #schedule(later: (next: () => void) => void): void {
    this.#isScheduled = true;
    later(() => {
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
/** Bytes, as a network has room for; a far one has no limit. */
const MOST_WAITING = 128 * 1024;
