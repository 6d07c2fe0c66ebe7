import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The credentials of this scheme in the `Authorization` header; `undefined` if it has another, or none. */
export function credentialsOf(request: IncomingMessage, scheme: 'basic' | 'bearer'): string | undefined {
  const { authorization = '' } = request.headers;
  const [given] = authorization.split(' ', 1);
  return given?.toLowerCase() === scheme ? authorization.slice(scheme.length).trim() : undefined;
}

/** The subprotocols that an upgrade offers, and the token that a page put among them, for it can set no header. */
export function subprotocolsOf({ headers }: IncomingMessage): { offered: string[]; token: string | undefined } {
  const all = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim());
  const token = all.find((one) => one.startsWith(TOKEN_SUBPROTOCOL))?.slice(TOKEN_SUBPROTOCOL.length);
  return { offered: all.filter((one) => one !== '' && !one.startsWith(TOKEN_SUBPROTOCOL)), token };
}

/** The token of a request, from its header or its subprotocols. */
export function tokenOf(request: IncomingMessage): string | undefined {
  return credentialsOf(request, 'bearer') ?? subprotocolsOf(request).token;
}

/** Compares in a time that does not depend on how much is right. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const TOKEN_SUBPROTOCOL = 'streamviz.token.';
