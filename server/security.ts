import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { BlockList, isIP } from 'node:net';
import { credentialsOf, isSame, subprotocolsOf } from './credentials.js';
import type { RelayOptions } from './options.js';

/** Why a request is not served. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
  readonly headers?: OutgoingHttpHeaders;
  /** For the element in a page that is refused: what is, and the fix. */
  readonly toPage?: string;
}

type Rules = Pick<RelayOptions, 'host' | 'allowOrigin' | 'allowedHost' | 'auth' | 'viewerToken' | 'producerToken'>;

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
    if (rules.producerToken === '') throw new Error('the producer token must not be empty');
    if (rules.producerToken === rules.viewerToken) {
      throw new Error(
        'STREAMVIZ_VIEWER_TOKEN is the producer token, with which its readers could write; make another with: openssl rand -hex 16',
      );
    }
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
    return {
      status: 403,
      message: `host "${name}" is not one this relay answers for; start it with --allowed-host ${name}`,
      toPage: `the name ${name}: start it with --allowed-host ${name}`,
    };
  }

  /** Of what carries data: the page that asks. Scripts send no `Origin`. */
  checkOrigin(request: IncomingMessage): Refusal | undefined {
    const { origin, host } = request.headers;
    if (origin === undefined || this.#allowedOrigins.has(origin)) return undefined;
    if (host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)) return undefined;
    const fix = `start it with --allow-origin ${origin}`;
    return {
      status: 403,
      message: `origin ${origin} is not one this relay allows; ${fix}`,
      toPage:
        origin === 'null'
          ? 'pages that were opened as files: serve this page over http and start the relay with --allow-origin and its origin'
          : `pages of ${origin}: ${fix} (in Python: sv.start(allow_origin=["${origin}"]))`,
    };
  }

  /** What lets the page of an allowed origin read an answer. */
  crossOrigin(request: IncomingMessage): OutgoingHttpHeaders {
    const { origin } = request.headers;
    if (origin === undefined || !this.#allowedOrigins.has(origin)) return {};
    const credentials = this.#rules.auth === undefined ? {} : { 'Access-Control-Allow-Credentials': 'true' };
    const preflight = { 'Access-Control-Allow-Headers': 'authorization', 'Access-Control-Max-Age': '600' };
    const answers = request.method === 'OPTIONS' ? preflight : {};
    const exposed = { 'Access-Control-Expose-Headers': 'Content-Disposition' };
    return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...exposed, ...credentials, ...answers };
  }

  checkProducer(request: IncomingMessage): Refusal | undefined {
    const given = credentialsOf(request, 'bearer') ?? subprotocolsOf(request).token ?? '';
    if (isSame(given, this.#rules.producerToken)) return undefined;
    const fix = 'send the header "Authorization: Bearer <producer token>", the value of STREAMVIZ_PRODUCER_TOKEN';
    const headers = { 'WWW-Authenticate': 'Bearer' };
    return { status: 401, message: `a producer needs this relay's token; ${fix}`, headers };
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
