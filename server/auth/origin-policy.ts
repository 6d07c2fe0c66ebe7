import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { type ClientAddresses, isLoopback } from '../admission/client-address.js';
import type { Refusal } from '../admission/refusal.js';
import type { RelayOptions } from '../options.js';

type Rules = Pick<RelayOptions, 'host' | 'allowOrigin' | 'allowedHost' | 'auth'>;

/**
 * Decides which pages may ask, and for which host names. Loopback is no defence by itself: any page in the user's
 * browser can reach it, under any name that resolves to it, so `Host` and `Origin` are checked there too.
 */
export class OriginPolicy {
  readonly #rules: Rules;
  readonly #addresses: ClientAddresses;
  readonly #checksHost: boolean;
  readonly #allowedHosts: ReadonlySet<string>;
  readonly #allowedOrigins: ReadonlySet<string>;

  constructor(rules: Rules, addresses: ClientAddresses) {
    this.#rules = rules;
    this.#addresses = addresses;
    this.#checksHost = isLoopback(rules.host) || rules.allowedHost.length > 0;
    this.#allowedHosts = new Set(rules.allowedHost.map(allowedHostOf));
    this.#allowedOrigins = new Set(rules.allowOrigin.map(originOf));
  }

  /**
   * Checks the host that a request is for, so that no foreign name leads here (DNS rebinding). Both that of `Host` and
   * the one that a trusted proxy forwards: a page of a foreign name reaches a proxy's address, too, and can send any
   * `X-Forwarded-Host` to its own name.
   */
  checkHost(request: IncomingMessage): Refusal | undefined {
    if (!this.#checksHost) return undefined;
    const hosts = [request.headers.host, this.#addresses.hostOf(request)].map(hostNameOf);
    const foreign = hosts.find((host) => host === undefined || !(this.#allowedHosts.has(host) || isLoopback(host)));
    if (foreign === undefined && !hosts.includes(undefined)) return undefined;
    const name = foreign ?? '';
    return {
      status: 403,
      reason: 'host',
      what: name,
      message: `host "${name}" is not one this relay answers for; start it with --allowed-host ${name}`,
      toPage: `the name ${name}: start it with --allowed-host ${name}`,
    };
  }

  /**
   * Checks the page that asks for data. Scripts send no `Origin`, and neither does a page that links to an answer or
   * loads it as an image: then the browser sends in `Sec-Fetch-Site` that the page is foreign, and mostly in `Referer`
   * whose it is. Over plain http by name it sends the latter alone. Such a page could not read the answer, but it could
   * make the relay work, and see for how long.
   */
  checkOrigin(request: IncomingMessage): Refusal | undefined {
    const { origin, referer } = request.headers;
    if (origin !== undefined) return this.#isAllowed(request, origin) ? undefined : foreignOrigin(origin);
    const isForeign = isOfForeignPage(request);
    if (isForeign === false) return undefined;
    const referrer = referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : undefined;
    if (referrer === undefined) return isForeign ? FOREIGN_PAGE : undefined;
    return this.#isAllowed(request, referrer) ? undefined : foreignOrigin(referrer);
  }

  #isAllowed(request: IncomingMessage, origin: string): boolean {
    if (this.#allowedOrigins.has(origin)) return true;
    const host = this.#addresses.hostOf(request);
    // A page of http, which anybody on the network path can make, must not speak for one of https.
    const schemes = [this.#addresses.schemeOf(request) ?? ['http', 'https']].flat();
    return host !== undefined && schemes.some((scheme) => origin === `${scheme}://${host}`);
  }

  /** The headers that let the page of an allowed origin read an answer. */
  crossOrigin(request: IncomingMessage): OutgoingHttpHeaders {
    const { origin } = request.headers;
    if (origin === undefined || !this.#allowedOrigins.has(origin)) return {};
    const credentials = this.#rules.auth === undefined ? {} : { 'Access-Control-Allow-Credentials': 'true' };
    const preflight = { 'Access-Control-Allow-Headers': 'authorization', 'Access-Control-Max-Age': '600' };
    const answers = request.method === 'OPTIONS' ? preflight : {};
    const exposed = { 'Access-Control-Expose-Headers': 'Content-Disposition' };
    return { 'Access-Control-Allow-Origin': origin, Vary: 'Origin', ...exposed, ...credentials, ...answers };
  }

  /** The origins that may show the page in a frame, as a CSP source list. */
  get frameAncestors(): string {
    return ["'self'", ...this.#allowedOrigins].join(' ');
  }
}

/** Whether a page of another origin made the request; `undefined` if the browser does not send it. */
export function isOfForeignPage({ headers }: IncomingMessage): boolean | undefined {
  const site = headers['sec-fetch-site'];
  return site === undefined ? undefined : site !== 'same-origin' && site !== 'none';
}

function foreignOrigin(origin: string): Refusal {
  const fix = `start it with --allow-origin ${origin}`;
  return {
    status: 403,
    reason: 'origin',
    what: origin,
    message: `origin ${origin} is not one this relay allows; ${fix}`,
    toPage:
      origin === 'null'
        ? 'pages that were opened as files: serve this page over http and start the relay with --allow-origin and its origin'
        : `pages of ${origin}: ${fix} (in Python: sv.start(allow_origin=["${origin}"]))`,
  };
}

const FOREIGN_PAGE: Refusal = {
  status: 403,
  reason: 'origin',
  message:
    'the page that links to this is of another origin, which it does not name; open the address itself, ' +
    'or start the relay with --allow-origin and let that page send its origin as Referer',
};

/** The name in a `Host` header, without port, brackets and case; `undefined` if there is none. */
function hostNameOf(header: string | undefined): string | undefined {
  const found = /^(?:\[([0-9a-f:.]+)\]|([^:/?#@\s[\]]+))(?::\d*)?$/i.exec(header ?? '');
  return (found?.[1] ?? found?.[2])?.toLowerCase();
}

/** The origin of an address. No name in it may be more than a name, for it goes into headers. */
function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const hasUser = url !== undefined && (url.username !== '' || url.password !== '');
  if (url !== undefined && !hasUser && /^[a-z][a-z0-9+.-]*:\/\/[a-z0-9._:[\]-]+$/.test(url.origin)) return url.origin;
  const fault = hasUser ? 'has a user or a password' : `"${text}" is not an origin`;
  throw new Error(`--allow-origin ${fault}; it should look like https://example.com`);
}

function allowedHostOf(text: string): string {
  const host = text.toLowerCase();
  if (isIP(host.replace(/^\[(.+)\]$/, '$1')) !== 0) return host.replace(/^\[(.+)\]$/, '$1');
  if (/^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(host)) return host;
  const given = text === '' ? 'it is empty' : `it is "${text}"`;
  throw new Error(`--allowed-host must be a host name such as viz.example.com, without scheme and port; ${given}`);
}
