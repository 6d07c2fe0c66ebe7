import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/** A way to a server that takes as long as a far network, in each direction; its bandwidth has no limit. */
export class DelayingProxy {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  /** @param oneWay Milliseconds; half of the round trip. */
  constructor(port: number, oneWay: number) {
    this.#server = createServer({ noDelay: true }, (client) => {
      const server = connect({ port, host: '127.0.0.1', noDelay: true });
      this.#carry(client, server, oneWay);
      this.#carry(server, client, oneWay);
    });
  }

  /** @returns The address under which the server is to be found. */
  async listen(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  /** Timers of the same length fire in the order in which they were set. */
  #carry(from: Socket, to: Socket, oneWay: number): void {
    const later = (act: () => void) => setTimeout(act, oneWay);
    this.#sockets.add(from);
    from.on('data', (chunk) => later(() => to.write(chunk)));
    from.on('end', () => later(() => to.end()));
    from.on('error', () => to.destroy());
    from.on('close', () => this.#sockets.delete(from));
  }
}
