import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawOptions {
  readonly localAddress?: string;
  /** Whether what comes is read, and kept. */
  readonly reads?: boolean;
}

/** A TCP connection whose half stays open when the other side ends its own. */
export class RawSocket {
  readonly socket: Socket;
  /** Everything that came, if it reads. */
  text = '';
  isClosed = false;
  #changed = () => {};

  private constructor(port: number, { localAddress = '127.0.0.1', reads = true }: RawOptions) {
    this.socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
    // A test that fails leaves some behind: they must not keep the process.
    this.socket.unref();
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
      this.#changed();
    });
    this.socket.on('end', () => this.#changed());
    if (reads) {
      this.socket.on('data', (data: Buffer) => {
        this.text += data.toString('latin1');
        this.#changed();
      });
    } else this.socket.pause();
  }

  static async connect(port: number, options: RawOptions = {}): Promise<RawSocket> {
    const raw = new RawSocket(port, options);
    if (!raw.isClosed) await Promise.race([once(raw.socket, 'connect'), once(raw.socket, 'close')]);
    return raw;
  }

  /** Opens so many, some at a time. */
  static async many(port: number, count: number, options: RawOptions = {}): Promise<RawSocket[]> {
    const all: RawSocket[] = [];
    while (all.length < count) {
      const next = Math.min(50, count - all.length);
      all.push(...(await Promise.all(Array.from({ length: next }, () => RawSocket.connect(port, options)))));
    }
    return all;
  }

  write(data: string | Buffer): void {
    if (!this.socket.destroyed) this.socket.write(data);
  }

  /** Whether the other side has ended, though this one has not. */
  get isOver(): boolean {
    return this.isClosed || this.socket.readableEnded;
  }

  /** Resolves when what came matches, or nothing more will come. */
  async received(pattern: RegExp): Promise<string> {
    while (!pattern.test(this.text) && !this.isClosed && !this.socket.readableEnded) {
      await new Promise<void>((resolve) => {
        this.#changed = resolve;
      });
    }
    return this.text;
  }

  destroy(): void {
    this.socket.destroy();
  }
}

/** The text of a request, as HTTP has it. */
export function requestText(
  port: number,
  target: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): string {
  const all = { Host: `127.0.0.1:${port}`, ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}
