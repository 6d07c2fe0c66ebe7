import { type IncomingMessage, type OutgoingHttpHeaders, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { RelayOptions } from '../options.js';
import type { LimitName, RefusalReason } from './reasons.js';
import type { Slots } from './slots.js';

/** Why a request is not served. */
export interface Refusal {
  readonly status: number;
  /** One of these two counts it. */
  readonly reason?: RefusalReason;
  readonly limit?: LimitName;
  readonly message: string;
  /** The origin or name that is refused, for the log. */
  readonly what?: string;
  readonly headers?: OutgoingHttpHeaders;
  /** For the element in a page that is refused: the cause and the fix. */
  readonly toPage?: string;
}

/** Refuses too many headers; Node would leave out those beyond a limit of its own without a word. */
export function tooManyHeaders({ rawHeaders }: IncomingMessage): Refusal | undefined {
  if (rawHeaders.length / 2 <= MOST_HEADERS) return undefined;
  return { status: 431, limit: 'request_headers', message: `a request may have ${MOST_HEADERS} headers; send fewer` };
}

/**
 * Browsers send about 20, proxies add some. Half: long chains of proxies come near. Twice: 16 KB hold no more anyway.
 */
const MOST_HEADERS = 100;

/** Refuses one more if there is no room for it. */
export function noRoom(
  what: 'links' | 'viewers',
  slots: Slots,
  client: string,
  { maxConnections, maxConnectionsPerClient }: Pick<RelayOptions, 'maxConnections' | 'maxConnectionsPerClient'>,
): Refusal | undefined {
  const full = slots.full(client);
  if (full === undefined) return undefined;
  const most = full === 'all' ? maxConnections : maxConnectionsPerClient;
  const whose = full === 'all' ? 'this relay has' : 'from your address this relay has';
  const message = `${whose} ${most} ${what}, as many as it may; try again later`;
  return { status: 503, limit: full === 'all' ? 'links' : 'links_per_client', message };
}

type Answer = Pick<Refusal, 'status' | 'message' | 'headers'>;

/** Answers what is no link, and ends the connection, also if the other side does not. */
export function refuse(socket: Socket, { status, message, headers = {} }: Answer): void {
  const body = `${message}\n`;
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    ...HEADERS,
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  socket.once('end', () => socket.destroy());
  socket.resume();
  const timer = setTimeout(() => socket.destroy(), REFUSED_WITHIN);
  socket.once('close', () => clearTimeout(timer));
}

/** The headers of such an answer: a browser may do nothing with it. */
const HEADERS = [
  "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Opener-Policy: same-origin',
  'Cross-Origin-Resource-Policy: same-origin',
  'Referrer-Policy: same-origin',
  'X-Content-Type-Options: nosniff',
  'Cache-Control: no-store',
];
/** Milliseconds to read why. Half: far clients see a reset. Twice: what is refused holds its connection for as long. */
const REFUSED_WITHIN = 1_000;
