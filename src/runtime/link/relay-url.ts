/**
 * The address of a relay as its pages know it: absolute, `http(s)`, ending in a slash, so that everything the relay
 * serves is relative to it, below a base path too.
 *
 * @param src Such as `"http://127.0.0.1:8765"`, or relative to the page. A recording's stays as it is.
 */
export function relayUrl(src: string): string {
  let url: URL;
  try {
    url = new URL(src, globalThis.document?.baseURI);
  } catch {
    throw new Error(`src ${quoted(src)} is not the address of a relay; ${LIKE}`);
  }
  // Exports are links to it: one with "javascript:" would run.
  if (!SCHEMES.includes(url.protocol)) {
    throw new Error(`src ${quoted(src)} begins with "${url.protocol}", and a relay's address with ${WORDS}; ${LIKE}`);
  }
  if (url.username !== '' || url.password !== '') {
    const fix = 'leave them out: a relay takes a token, as in token="…"';
    throw new Error(`src ${quoted(src)} has a user or a password in it; ${fix}`);
  }
  url.hash = '';
  if (isRecording(url.href)) return url.href;
  url.search = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href.replace(/^ws/, 'http');
}

const SCHEMES = ['http:', 'https:', 'ws:', 'wss:'];
const WORDS = '"http:" or "https:"';
const LIKE = 'it should look like "http://127.0.0.1:8765"';

/** Quotes an address in a message: shortened, and without a possible password. */
function quoted(src: string): string {
  const shown = src.replace(/^(\w+:\/\/)?.*@/s, '$1…@');
  return `"${shown.length > LONGEST ? `${shown.slice(0, LONGEST)}…` : shown}"`;
}

const LONGEST = 100;

/** Whether two addresses are one relay's; an invalid one is no relay's. */
export function isSameRelay(src: string, other: string | undefined): boolean {
  try {
    return other !== undefined && relayUrl(src) === relayUrl(other);
  } catch {
    return false;
  }
}

/** Whether an address is a recording's and not a relay's. */
export function isRecording(url: string): boolean {
  return /^[^?#]*\.ndjson([?#]|$)/.test(url);
}

/** The address at which a relay's viewers connect. */
export function liveUrl(relay: string): string {
  return `${relay.replace(/^http/, 'ws')}live`;
}
