import type { Server } from 'node:http';
import { type AddressInfo, createServer, type Server as NetServer } from 'node:net';
import type { RelayOptions } from '../options.js';

/** The sockets that a relay listens on. */
export interface Door {
  readonly port: number;
  /** Lets nobody more in; resolves when the last connection has ended. */
  close(): Promise<void>;
}

type Options = Pick<RelayOptions, 'host' | 'port' | 'fds' | 'maxConnections'>;

/**
 * Lets an HTTP server listen: on the sockets that were inherited, or on its host and port.
 *
 * On this machine it is reached by `localhost`, too, which is 127.0.0.1 for some programs and ::1 for others. A program
 * with the address that the relay has not would be sent its cookies, so it takes both.
 *
 * @param report Takes a line if the other address is another program's.
 */
export async function openDoor(server: Server, options: Options, report: (line: string) => void): Promise<Door> {
  const { host, port, fds, maxConnections } = options;
  const [fd, ...others] = fds;
  // After a restart everybody may come at once: a connection beyond the queue of the system comes again seconds later.
  const backlog = maxConnections;
  await listen(server, fd === undefined ? { host, port, backlog } : { fd, backlog });
  const own = server.address() as AddressInfo;
  const further: NetServer[] = [];
  const openAlso = async (where: object) => {
    const also = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => server.emit('connection', socket));
    await listen(also, { ...where, backlog });
    further.push(also);
  };
  for (const other of others) await openAlso({ fd: other });
  const twin = fd === undefined ? TWINS[own.address] : undefined;
  if (twin !== undefined) {
    await openAlso({ host: twin, port: own.port, ipv6Only: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return; // This system does not have it
      const fix = `open the dashboard as http://${nameInUrl(own.address)}:${own.port}, or choose another port`;
      const theirs = `${nameInUrl(twin)}:${own.port}`;
      report(`${theirs} is another program's, which http://localhost:${own.port} may lead to: ${fix}`);
    });
  }
  const all: readonly NetServer[] = [server, ...further];
  return {
    port: own.port,
    close: async () => {
      await Promise.all(all.map((one) => new Promise<void>((resolve) => one.close(() => resolve()))));
    },
  };
}

/** The other address of `localhost`, by the one that it has. `::` is for both. */
const TWINS: Readonly<Record<string, string>> = { '127.0.0.1': '::1', '::1': '127.0.0.1', '0.0.0.0': '::1' };

async function listen(server: NetServer, where: object): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** A host as it stands in an address, for a browser on this machine. */
export function nameInUrl(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '[::1]' : host.includes(':') ? `[${host}]` : host;
}
