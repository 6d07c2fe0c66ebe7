import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What follows this scheme in the `Authorization` header; `undefined` if it is another, or none. */
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

/** In a time that does not tell how much of it is right. */
export function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/** Whether a token is one that nobody finds by trying. */
export function isTooLongToGuess(token: string): boolean {
  return token.length >= LEAST_TOKEN;
}

/** Throws if it cannot be used. It may not be shown, so the text says only what is wrong with it. */
export function checkAuth(auth: string): void {
  const rule = 'STREAMVIZ_AUTH must be user:password';
  if (hasControl(auth)) throw new Error(`${rule} on one line; it has a line break or another control character`);
  const colon = auth.indexOf(':');
  if (colon < 0) throw new Error(`${rule}; it has no colon`);
  if (colon === 0) throw new Error(`${rule}; its user is empty`);
  if (colon === auth.length - 1) throw new Error(`${rule}; its password is empty`);
}

/** Throws if it cannot be used: no header could hold it. */
export function checkProducerToken(token: string): void {
  const rule = 'STREAMVIZ_PRODUCER_TOKEN must be printable ASCII on one line';
  if (token === '') throw new Error('the producer token must not be empty');
  if (!/^[ -~]+$/.test(token)) throw new Error(`${rule}; it has other characters: make one with: openssl rand -hex 16`);
}

/** Throws if it cannot be used: it has to fit into a header, and to be too long to be guessed. */
export function checkViewerToken(token: string): void {
  if (isTooLongToGuess(token) && /^[\w.~-]+$/.test(token)) return;
  const fault = isTooLongToGuess(token) ? 'it has others' : `it has ${token.length}`;
  throw new Error(
    `STREAMVIZ_VIEWER_TOKEN must be at least ${LEAST_TOKEN} letters, digits, "-", ".", "_" or "~"; ${fault}: ` +
      'make one with: openssl rand -hex 16',
  );
}

function hasControl(text: string): boolean {
  return /\p{Cc}/u.test(text);
}

/** Characters. */
const LEAST_TOKEN = 16;
const TOKEN_SUBPROTOCOL = 'streamviz.token.';
