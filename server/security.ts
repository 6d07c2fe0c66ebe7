import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import type { RelayOptions } from './options.js';

/** Why a request is not served. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: OutgoingHttpHeaders;
}

type Rules = Pick<RelayOptions, 'host' | 'allowOrigin' | 'allowedHost' | 'auth' | 'producerToken'>;

/**
 * Who may ask for what. Loopback is no defence by itself: any page in the user's browser can reach it, under any name
 * that resolves to it, so `Host` and `Origin` are checked there too.
 */
export class Security {
  readonly #rules: Rules;
  readonly #checksHost: boolean;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #allowedOrigins: ReadonlySet<string>;

  constructor(rules: Rules) {
    const isLocal = isLoopback(rules.host);
    if (!isLocal && rules.auth === undefined) {
      throw new Error(
        `refusing to listen on ${rules.host} without authentication, for others can reach it: ` +
          'set STREAMVIZ_AUTH=user:password (or STREAMVIZ_AUTH_FILE), or listen on 127.0.0.1',
      );
    }
    if (rules.auth !== undefined && !/^[^:]+:.+$/.test(rules.auth)) {
      throw new Error('STREAMVIZ_AUTH must be user:password, neither of them empty');
    }
    if (rules.producerToken === '') throw new Error('the producer token must not be empty');
    this.#rules = rules;
    this.#checksHost = isLocal || rules.allowedHost.length > 0;
    this.#allowedHosts = new Set(rules.allowedHost.map((host) => host.toLowerCase()));
    this.#allowedOrigins = new Set(rules.allowOrigin.map(originOf));
  }

  /** Of every request: the host that it is for, so that no foreign name leads here (DNS rebinding). */
  checkHost(request: IncomingMessage): Refusal | undefined {
    if (!this.#checksHost) return undefined;
    const host = hostNameOf(request.headers.host);
    if (host !== undefined && (this.#allowedHosts.has(host) || isLoopback(host))) return undefined;
    const name = host ?? '';
    return refuse(403, `host "${name}" is not one this relay answers for; start it with --allowed-host ${name}`);
  }

  /** Of what carries data: the page that asks. Scripts send no `Origin`. */
  checkOrigin(request: IncomingMessage): Refusal | undefined {
    const { origin, host } = request.headers;
    if (origin === undefined || this.#allowedOrigins.has(origin)) return undefined;
    if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return undefined;
    return refuse(403, `origin ${origin} is not one this relay allows; start it with --allow-origin ${origin}`);
  }

  /** What lets the page of an allowed origin read an answer. */
  crossOrigin({ headers: { origin } }: IncomingMessage): OutgoingHttpHeaders {
    if (origin === undefined || !this.#allowedOrigins.has(origin)) return {};
    const credentials = this.#rules.auth === undefined ? {} : { 'Access-Control-Allow-Credentials': 'true' };
    return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...credentials };
  }

  checkViewer(request: IncomingMessage): Refusal | undefined {
    const { auth } = this.#rules;
    if (auth === undefined) return undefined;
    const given = Buffer.from(credentialsOf(request, 'basic') ?? '', 'base64').toString();
    if (isSame(given, auth)) return undefined;
    const headers = { 'WWW-Authenticate': 'Basic realm="StreamViz", charset="UTF-8"' };
    return refuse(401, 'this relay asks for a user and a password (HTTP Basic)', headers);
  }

  checkProducer(request: IncomingMessage): Refusal | undefined {
    const given = credentialsOf(request, 'bearer') ?? offeredToken(request) ?? '';
    if (isSame(given, this.#rules.producerToken)) return undefined;
    const fix = 'send the header "Authorization: Bearer <producer token>", the value of STREAMVIZ_PRODUCER_TOKEN';
    return refuse(401, `a producer needs this relay's token; ${fix}`, { 'WWW-Authenticate': 'Bearer' });
  }

  /** Who may show the page in a frame, as a CSP source list. */
  get frameAncestors(): string {
    return ["'self'", ...this.#allowedOrigins].join(' ');
  }
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopback(host: string): boolean {
  const family = isIP(host);
  return family === 0 ? host === 'localhost' : LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

/** The name in a `Host` header, without port, brackets and case; `undefined` if there is none. */
function hostNameOf(header: string | undefined): string | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([^:/?#@\s[\]]+))(?::\d*)?$/i.exec(header ?? '');
  return (found?.[1] ?? found?.[2])?.toLowerCase();
}

function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : 'null';
  if (origin !== 'null') return origin;
  throw new Error(`--allow-origin "${text}" is not an origin; it should look like https://example.com`);
}

function credentialsOf({ headers: { authorization = '' } }: IncomingMessage, scheme: string): string | undefined {
  const [given] = authorization.split(' ', 1);
  return given?.toLowerCase() === scheme ? authorization.slice(scheme.length).trim() : undefined;
}

/** Of a page, which can set no header. */
function offeredToken({ headers }: IncomingMessage): string | undefined {
  return /(?:^|[, ])streamviz\.token\.([^, ]+)/.exec(headers['sec-websocket-protocol'] ?? '')?.[1];
}

/** In a time that does not tell how much of it is right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

function refuse(status: 401 | 403, message: string, headers: OutgoingHttpHeaders = {}): Refusal {
  return { status, message, headers };
}
