import type { IncomingMessage } from 'node:http';
import type { ClientAddresses } from '../admission/client-address.js';

/**
 * The cookies that the relay gives to a browser: one of a session, one of the browser in which somebody has logged in.
 */
export type CookieKind = 'session' | 'browser';

/** Reads and writes cookies. Their names and flags follow from how the browser reaches the relay. */
export class SessionCookies {
  readonly #basePath: string;
  readonly #addresses: ClientAddresses;

  constructor(basePath: string, addresses: ClientAddresses) {
    this.#basePath = basePath;
    this.#addresses = addresses;
  }

  /**
   * The values of all cookies of a kind: a program on another port of the same host gets this relay's cookies, and can
   * set some of the same name, which come first or last as it likes.
   */
  valuesOf(request: IncomingMessage, kind: CookieKind): string[] {
    const names = [nameOf(request, kind), this.#secureNameOf(request, kind)].map((name) => `${name}=`);
    const all = (request.headers.cookie ?? '').split(';').map((one) => one.trim());
    return all.flatMap((one) => names.flatMap((name) => (one.startsWith(name) ? [one.slice(name.length)] : [])));
  }

  /**
   * Gives a `Set-Cookie`.
   *
   * `Lax` and not `Strict`: a person who follows a link to the dashboard from a chat has logged in and must be known.
   * Whatever changes anything is a POST, which `Lax` does not go with, and whose origin is checked besides.
   */
  set(request: IncomingMessage, kind: CookieKind, value: string, seconds: number): string {
    const lasting = `Max-Age=${seconds}; HttpOnly; SameSite=Lax`;
    // If no proxy is trusted nothing shows that a page was loaded over https, but its cookie does.
    const isSecure =
      this.#addresses.isHttps(request) || request.headers.cookie?.includes(`${this.#secureNameOf(request, kind)}=`);
    return isSecure
      ? `${this.#secureNameOf(request, kind)}=${value}; Path=/; ${lasting}; Secure`
      : `${nameOf(request, kind)}=${value}; Path=${this.#basePath}/; ${lasting}`;
  }

  /** The name over https. Browsers take such a cookie from nobody but this host, and for all its paths. */
  #secureNameOf(request: IncomingMessage, kind: CookieKind): string {
    return `__Host-${nameOf(request, kind)}${this.#basePath.replaceAll(/[^\w-]/g, '_')}`;
  }
}

/** The port is in the name, for browsers give a cookie to all ports of a host, and several relays may run on one. */
function nameOf({ socket }: IncomingMessage, kind: CookieKind): string {
  return `streamviz_${kind}_${socket.localPort}`;
}
