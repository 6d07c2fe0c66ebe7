import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { isIP } from 'node:net';
import { type ClientAddresses, isLoopback } from '../admission/client-address.js';
import type { Refusal } from '../admission/refusal.js';
import type { RelayOptions } from '../options.js';
import { AllowedOrigins, canonicalOrigin, settingFor } from './allowed-origins.js';

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
  readonly #allowedOrigins: AllowedOrigins;

  constructor(rules: Rules, addresses: ClientAddresses) {
    this.#rules = rules;
    this.#addresses = addresses;
    this.#checksHost = isLoopback(rules.host) || rules.allowedHost.length > 0;
    this.#allowedHosts = new Set(rules.allowedHost.map(allowedHostOf));
    this.#allowedOrigins = new AllowedOrigins(rules.allowOrigin);
  }

  /**
   * Checks the host that a request is for, so that no foreign name leads here (DNS rebinding). Both that of `Host` and
   * the one that a trusted proxy forwards: a page of a foreign name reaches a proxy's address, too, and can send any
   * `X-Forwarded-Host` to its own name.
   */
  checkHost(request: IncomingMessage): Refusal | undefined {
    if (!this.#checksHost) return undefined;
    const hosts = [request.headers.host, this.#addresses.hostOf(request)].map(hostNameOf);
    const foreign = hosts.find((host) => host === undefined || !(this.#isAllowedHost(host) || isLoopback(host)));
    if (foreign === undefined && !hosts.includes(undefined)) return undefined;
    const name = foreign ?? '';
    const fix = isHostName(withoutDot(name))
      ? `start it with --allowed-host ${withoutDot(name)}`
      : 'ask for it by a name of letters, digits, "-" and dots';
    return {
      status: 403,
      reason: 'host',
      what: name,
      message: `host "${name}" is not one this relay answers for; ${fix}`,
      toPage: `the name ${name}: ${fix}`,
    };
  }

  #isAllowedHost(host: string): boolean {
    return this.#allowedHosts.has(withoutDot(host));
  }

  /**
   * Checks the page that asks for data. Scripts send no `Origin`, and neither does a page that links to an answer or
   * loads it as an image: then the browser sends in `Sec-Fetch-Site` that the page is foreign, and mostly in `Referer`
   * whose it is. Over plain http by name it sends the latter alone. Such a page could not read the answer, but it could
   * make the relay work, and see for how long.
   */
  checkOrigin(request: IncomingMessage): Refusal | undefined {
    const { origin, referer } = request.headers;
    if (origin !== undefined) return this.#refusal(request, origin, originOfAddress(referer));
    const isForeign = isOfForeignPage(request);
    if (isForeign === false) return undefined;
    const referrer = originOfAddress(referer);
    if (referrer === undefined) return isForeign ? FOREIGN_PAGE : undefined;
    return this.#refusal(request, referrer);
  }

  /**
   * Checks the live link of a page that only asks about it. The link will have an `Origin` also where the question has
   * none, as a browser asks its own server, or has `null`, as a frame with sandbox does.
   *
   * @param page The origin of the page's address, or its scheme; as the page says, so good for advice alone.
   */
  checkPage(request: IncomingMessage, page: string | undefined): Refusal | undefined {
    if (page === undefined) return this.checkOrigin(request);
    return this.#refusal(request, request.headers.origin ?? page, page);
  }

  #refusal(request: IncomingMessage, origin: string, page?: string): Refusal | undefined {
    if (this.#isAllowed(request, origin)) return undefined;
    const { message, toPage } = this.#advice(request, origin, page);
    return { status: 403, reason: 'origin', what: origin, message: `origin ${origin} ${message}`, toPage };
  }

  /** The true reason, and what would let this page in: a setting only if it would. */
  #advice(request: IncomingMessage, origin: string, page: string | undefined): Advice {
    const setting = settingFor(origin);
    if (setting === undefined) return this.#opaque(request, origin, page);
    const fix = `start it with --allow-origin ${setting}`;
    const message = `is not one this relay allows; ${fix}`;
    const inPython = `(in Python: sv.start(allow_origin=["${setting}"]))`;
    const host = this.#addresses.hostOf(request) ?? '';
    if (!isOwnByProxy(request, origin, page)) return { message, toPage: `pages of ${origin}: ${fix} ${inPython}` };
    const scheme = this.#addresses.schemeOf(request) ?? new URL(origin).protocol.slice(0, -1);
    const reason = `for a proxy on the way asks it for ${scheme}://${host} instead`;
    const { hostname } = new URL(origin);
    const besides = this.#checksHost ? ` and start the relay with --allowed-host ${hostname}` : '';
    const atProxy = `let the proxy pass on the Host and the X-Forwarded-Proto of the browser${besides}`;
    return { message, toPage: `pages of ${origin}, ${reason}: ${atProxy}, or ${fix} ${inPython}` };
  }

  /** A page without an origin of its own, which no setting lets in. */
  #opaque(request: IncomingMessage, origin: string, page: string | undefined): Advice {
    const rule = 'cannot be allowed, for pages without an origin cannot be told apart';
    if ([page, origin].some((one) => one?.toLowerCase() === 'file://')) {
      const fix = 'serve this page over http and start the relay with --allow-origin and its origin';
      return { message: `${rule}; ${fix}`, toPage: `pages that were opened as files: ${fix}` };
    }
    const inFrame = "add allow-same-origin to the frame's sandbox";
    const setting = page === undefined ? undefined : settingFor(page);
    if (page !== undefined && setting !== undefined) {
      const fix = this.#isAllowed(request, page)
        ? inFrame
        : `${inFrame}, and start the relay with --allow-origin ${setting}`;
      return { message: `${rule}; ${fix}`, toPage: `pages in a frame with sandbox, which have no origin: ${fix}` };
    }
    const fix = `serve it over http or https, ${inFrame} if it is in one, and start the relay with --allow-origin and its origin`;
    return {
      message: `${rule}; ${fix}`,
      toPage: `pages without an origin of their own, as in a frame with sandbox: ${fix}`,
    };
  }

  #isAllowed(request: IncomingMessage, origin: string): boolean {
    if (this.#allowedOrigins.has(origin)) return true;
    const host = this.#addresses.hostOf(request);
    // A page of http, which anybody on the network path can make, must not speak for one of https.
    const schemes = [this.#addresses.schemeOf(request) ?? ['http', 'https']].flat();
    return host !== undefined && schemes.some((scheme) => isSameOrigin(origin, `${scheme}://${host}`));
  }

  /** The headers that let the page of an allowed origin read an answer. */
  crossOrigin(request: IncomingMessage): OutgoingHttpHeaders {
    const { origin } = request.headers;
    if (origin === undefined || !this.#allowedOrigins.has(origin)) return {};
    const credentials = this.#rules.auth === undefined ? {} : { 'Access-Control-Allow-Credentials': 'true' };
    const preflight = { 'Access-Control-Allow-Headers': 'authorization', 'Access-Control-Max-Age': '600' };
    const answers = request.method === 'OPTIONS' ? preflight : {};
    const exposed = { 'Access-Control-Expose-Headers': 'Content-Disposition' };
    const page = canonicalOrigin(origin); // The browser compares it with its own spelling
    return { 'Access-Control-Allow-Origin': page, Vary: 'Origin', ...exposed, ...credentials, ...answers };
  }

  /** The origins that may show the page in a frame, as a CSP source list. */
  get frameAncestors(): string {
    return ["'self'", ...this.#allowedOrigins.sources].join(' ');
  }
}

/** Whether a page of another origin made the request; `undefined` if the browser does not send it. */
export function isOfForeignPage({ headers }: IncomingMessage): boolean | undefined {
  const site = headers['sec-fetch-site'];
  return site === undefined ? undefined : site !== 'same-origin' && site !== 'none';
}

type Advice = Required<Pick<Refusal, 'message' | 'toPage'>>;

/** Whether a page of the relay's own asks, by way of a proxy that names another host. */
function isOwnByProxy({ headers }: IncomingMessage, origin: string, page: string | undefined): boolean {
  if (!URL.canParse(origin)) return false;
  const isOwn =
    headers['sec-fetch-site'] === 'same-origin' ||
    (page !== undefined && isSameOrigin(page, origin) && headers.origin === undefined);
  const { protocol } = new URL(origin);
  return isOwn || isSameOrigin(`${protocol}//${headers['x-forwarded-host']}`, origin);
}

/** Compares origins in any spelling. */
function isSameOrigin(one: string, other: string): boolean {
  return canonicalOrigin(one) === canonicalOrigin(other);
}

function originOfAddress(address: string | undefined): string | undefined {
  return address !== undefined && URL.canParse(address) ? new URL(address).origin : undefined;
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

function isHostName(host: string): boolean {
  return isIP(host) !== 0 || /^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$/.test(host);
}

/** A name may end with a dot in an address, which means the same host. */
function withoutDot(host: string): string {
  return host.replace(/\.$/, '');
}

function allowedHostOf(text: string): string {
  const host = text.toLowerCase();
  const address = host.replace(/^\[(.+)\]$/, '$1');
  if (isIP(address) !== 0) return address;
  if (isHostName(host)) return host;
  const given = text === '' ? 'it is empty' : `it is "${text}"`;
  throw new Error(`--allowed-host must be a host name such as viz.example.com, without scheme and port; ${given}`);
}
