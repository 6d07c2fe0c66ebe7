import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Audit } from '../admission/audit.js';
import { clientOfAddress } from '../admission/client-address.js';
import type { Connections } from '../admission/connections.js';
import { refuse } from '../admission/refusal.js';

export interface HttpServerOptions {
  readonly connections: Connections;
  readonly audit: Audit;
  /** Milliseconds that nobody may read an answer. */
  readonly answerIdle: number;
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly upgrade: (request: IncomingMessage, socket: Socket, head: Buffer) => Promise<void>;
}

/**
 * Makes Node's HTTP server with the limits of the relay: what it would do by itself past them is done here, in words.
 */
export function createHttpServer(options: HttpServerOptions): Server {
  const { connections, audit, answerIdle, serve, upgrade } = options;
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    connections
      .answer(request, response, () => serve(request, response))
      .catch((error: unknown) => {
        audit.failed('a request', error);
        request.socket.destroy();
      });
  };
  const server = createServer(
    { headersTimeout: HEADERS_WITHIN, requestTimeout: REQUEST_WITHIN, connectionsCheckingInterval: 5_000 },
    answer,
  );
  // Ignores what a request expects besides an answer; Node would refuse it past everything here.
  server.on('checkExpectation', answer);
  // All that came are counted when they are answered: without a limit here none is left out silently.
  server.maxHeadersCount = 0;
  server.on('connection', (socket) => connections.accept(socket));
  server.setTimeout(answerIdle, (socket) => {
    if (socket.writableLength > 0) audit.limited('unread_answer', clientOfAddress(socket.remoteAddress ?? ''));
    socket.destroy();
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => answerMalformed(error, socket));
  server.on('upgrade', (request, socket: Socket, head) => {
    // Node has let go of the socket: without a listener an error of it would end the process.
    socket.on('error', () => socket.destroy());
    socket.setTimeout(0);
    // A link behind an answer that is not read would keep both.
    if (connections.isAnswering(socket)) socket.destroy();
    else void upgrade(request, socket, head);
  });
  return server;
}

/** Answers what is not HTTP, or too much of it, with words of ours; Node ends such a connection. */
function answerMalformed({ code }: NodeJS.ErrnoException, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  if (code === 'HPE_HEADER_OVERFLOW') {
    const fix = 'if a browser sends many cookies of other programs on this host name, delete them there';
    refuse(socket, { status: 431, message: `the headers of a request may have 16 KB; ${fix}` });
  } else if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    refuse(socket, { status: 408, message: 'the request came too slowly' });
  else refuse(socket, { status: 400, message: 'this is not an HTTP request' });
}

/**
 * Milliseconds for the headers of a request, and for all of it: 16 KB and a login. Half would lose phones on a bad
 * link, twice as much is twice the connections that send a byte now and then.
 */
const HEADERS_WITHIN = 10_000;
const REQUEST_WITHIN = 30_000;
