/**
 * The address of a relay as its pages know it: absolute, `http(s)`, ending in a slash, so that everything the relay
 * serves is relative to it, below a base path too.
 *
 * @param src Such as `"http://127.0.0.1:8765"`, or relative to the page. That of a recording stays as it is.
 */
export function relayUrl(src: string): string {
  let url: URL;
  try {
    url = new URL(src, globalThis.document?.baseURI);
  } catch {
    throw new Error(`src "${src}" is not the address of a relay; it should look like "http://127.0.0.1:8765"`);
  }
  url.hash = '';
  if (isRecording(url.href)) return url.href;
  url.search = '';
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href.replace(/^ws/, 'http');
}

/** Whether an address is that of a recorded stream and not of a relay. */
export function isRecording(url: string): boolean {
  return /^[^?#]*\.ndjson([?#]|$)/.test(url);
}

/** Where a relay's viewers connect. */
export function liveUrl(relay: string): string {
  return `${relay.replace(/^http/, 'ws')}live`;
}
