import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in place of a relay, which answers with the headers that reach it. */
export async function startUpstream(): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => response.end(JSON.stringify(request.headers)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

export function headersOf(body: string): IncomingHttpHeaders {
  return JSON.parse(body) as IncomingHttpHeaders;
}
