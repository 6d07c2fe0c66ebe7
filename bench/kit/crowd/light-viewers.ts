import { now, round } from '../statistics.js';
import { DIALECTS, type Dialect, type LightViewer, type Windows } from './dialects.js';
import { LeanSocket } from './lean-socket.js';
import type { LightJoin, Seen } from './orders.js';

const AT_ONCE = 20;

/** Viewers that read no more of a message than they must to answer it, and count how late each commit is. */
export class LightViewers {
  readonly #sockets: LeanSocket[] = [];
  #latencies = new Map<number, number>();
  #frames = 0;
  /** Steps of each viewer, by its number. */
  #steps: number[] = [];
  /** Bytes before the beginning of the measurement. */
  #formerBytes = 0;

  /** Some at a time; resolves when each has got something from the server. */
  async join({ url, count, dialect, windows }: LightJoin): Promise<void> {
    let left = count;
    const joinOneByOne = async () => {
      while (left-- > 0) await this.#join(url, DIALECTS[dialect], windows);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, joinOneByOne));
  }

  begin(): void {
    this.#latencies = new Map();
    this.#frames = 0;
    this.#steps = this.#sockets.map(() => 0);
    this.#formerBytes = this.#bytes;
  }

  report(): Pick<Seen, 'latencies' | 'frames' | 'fewestSteps' | 'bytes'> {
    return {
      latencies: [...this.#latencies],
      frames: this.#frames,
      fewestSteps: Math.min(...this.#steps),
      bytes: this.#bytes - this.#formerBytes,
    };
  }

  get #bytes(): number {
    return this.#sockets.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #join(url: string, dialect: Dialect, windows: Windows | undefined): Promise<void> {
    const { path, subprotocol = [], greeting, isSilentAtFirst = false } = dialect;
    const socket = new LeanSocket(url + path, subprotocol);
    const number = this.#sockets.push(socket) - 1;
    const viewer: LightViewer = { socket, number, windows, frames: 0 };
    let last = 0;
    socket.onclose = () => {
      throw new Error('the server closed the link of a viewer');
    };
    return new Promise((resolve) => {
      socket.onopen = () => {
        if (greeting !== undefined) socket.send(greeting);
        if (isSilentAtFirst) resolve();
      };
      socket.onpayload = (payload) => {
        this.#frames++;
        const time = dialect.received(payload, viewer);
        resolve();
        if (time === undefined || time === last) return;
        last = time;
        this.#steps[number] = (this.#steps[number] ?? 0) + 1;
        const late = round(now() - time, 2);
        this.#latencies.set(late, (this.#latencies.get(late) ?? 0) + 1);
      };
    });
  }
}
