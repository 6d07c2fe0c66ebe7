import { now, round } from '../statistics.js';
import { DIALECTS, type Dialect, type LightViewer } from './dialects.js';
import { LeanSocket } from './lean-socket.js';
import type { LightJoin, Seen } from './orders.js';

const AT_ONCE = 20;

/** Viewers that read no more of a message than they must to answer it, and count how late each commit is. */
export class LightViewers {
  readonly #sockets: LeanSocket[] = [];
  #latencies = new Map<number, number>();
  #frames = 0;
  /** Bytes before the beginning of the measurement. */
  #formerBytes = 0;

  /** Some at a time; resolves when each has got something from the server. */
  async join({ url, count, dialect }: LightJoin): Promise<void> {
    let left = count;
    const joinOneByOne = async () => {
      while (left-- > 0) await this.#join(url, DIALECTS[dialect]);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, joinOneByOne));
  }

  begin(): void {
    this.#latencies = new Map();
    this.#frames = 0;
    this.#formerBytes = this.#bytes;
  }

  report(): Pick<Seen, 'latencies' | 'frames' | 'bytes'> {
    return { latencies: [...this.#latencies], frames: this.#frames, bytes: this.#bytes - this.#formerBytes };
  }

  get #bytes(): number {
    return this.#sockets.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  #join(url: string, dialect: Dialect): Promise<void> {
    const { path, subprotocol = [], greeting, isSilentAtFirst = false } = dialect;
    const socket = new LeanSocket(url + path, subprotocol);
    this.#sockets.push(socket);
    const viewer: LightViewer = { socket, frames: 0 };
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
        const late = round(now() - time, 2);
        this.#latencies.set(late, (this.#latencies.get(late) ?? 0) + 1);
      };
    });
  }
}
