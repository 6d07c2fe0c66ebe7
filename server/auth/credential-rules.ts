import { isLoopback } from '../admission/client-address.js';
import type { RelayOptions } from '../options.js';

type Credentials = Pick<RelayOptions, 'host' | 'auth' | 'viewerToken' | 'producerToken'>;

/**
 * Checks what producers and viewers will have to give, once, before the relay serves. Throws if a rule is broken; no
 * secret may be shown, so the text names only what is wrong with it.
 */
export function checkCredentials({ host, auth, viewerToken, producerToken }: Credentials): void {
  if (auth === undefined && !isLoopback(host)) {
    throw new Error(
      `refusing to listen on ${host} without authentication, for others can reach it: ` +
        'set STREAMVIZ_AUTH=user:password (or STREAMVIZ_AUTH_FILE), or listen on 127.0.0.1',
    );
  }
  checkProducerToken(producerToken);
  if (producerToken === viewerToken) {
    throw new Error(
      'STREAMVIZ_VIEWER_TOKEN is the producer token, with which its readers could write; make another with: openssl rand -hex 16',
    );
  }
  if (auth !== undefined) checkAuth(auth);
  if (viewerToken === undefined) return;
  checkViewerToken(viewerToken);
  if (auth === undefined) {
    throw new Error(
      'STREAMVIZ_VIEWER_TOKEN needs STREAMVIZ_AUTH=user:password: without it everyone may look, with or without a token',
    );
  }
}

/** Whether nobody finds a token by trying. */
export function isTooLongToGuess(token: string): boolean {
  return token.length >= LEAST_TOKEN;
}

function checkAuth(auth: string): void {
  const rule = 'STREAMVIZ_AUTH must be user:password';
  if (/\p{Cc}/u.test(auth)) throw new Error(`${rule} on one line; it has a line break or another control character`);
  const colon = auth.indexOf(':');
  if (colon < 0) throw new Error(`${rule}; it has no colon`);
  if (colon === 0) throw new Error(`${rule}; its user is empty`);
  if (colon === auth.length - 1) throw new Error(`${rule}; its password is empty`);
}

/** Refuses a token that no header could hold. */
function checkProducerToken(token: string): void {
  const rule = 'STREAMVIZ_PRODUCER_TOKEN must be printable ASCII on one line';
  if (token === '') throw new Error('the producer token must not be empty');
  if (!/^[ -~]+$/.test(token)) throw new Error(`${rule}; it has other characters: make one with: openssl rand -hex 16`);
}

/** Refuses a token that no subprotocol could hold, or that can be guessed. */
function checkViewerToken(token: string): void {
  if (isTooLongToGuess(token) && /^[\w.~-]+$/.test(token)) return;
  const fault = isTooLongToGuess(token) ? 'it has others' : `it has ${token.length}`;
  throw new Error(
    `STREAMVIZ_VIEWER_TOKEN must be at least ${LEAST_TOKEN} letters, digits, "-", ".", "_" or "~"; ${fault}: ` +
      'make one with: openssl rand -hex 16',
  );
}

/**
 * Characters. As hexadecimal digits they are 64 bits, which a million tries a second find in 300,000 years. With half
 * as many an hour would do; twice as many would refuse the tokens of `openssl rand -hex 8`.
 */
const LEAST_TOKEN = 16;
