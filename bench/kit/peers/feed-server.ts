import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CommitMessage } from '../../../src/core/messages.js';

/** A server that every peer in Node has beside it: takes commits at /feed, and prints where it serves. */
export function feedServer(committed: (commit: CommitMessage) => void): Server {
  const server = createServer((request, response) => {
    if (request.url !== '/feed') return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      committed(JSON.parse(Buffer.concat(chunks).toString()) as CommitMessage);
      response.end();
    });
  });
  server.keepAliveTimeout = 0; // Else the link of a producer that rests is closed just when it posts again
  server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    console.log(JSON.stringify({ url: `http://127.0.0.1:${port}/` }));
  });
  return server;
}
