import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';

/** One request on its way through the routes. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Below the base path, without the leading slash. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/**
 * The path below the base path, without the leading slash, also for a proxy that has already taken the base path off;
 * `undefined` for the base path without a slash at its end, which relative addresses would not work from.
 */
export function pathBelow(pathname: string, basePath: string): string | undefined {
  if (basePath !== '' && pathname === basePath) return undefined;
  const below = basePath !== '' && pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname;
  return below.slice(1);
}

/** Makes an address relative to another below the base path: so everything works below any path. */
export function relativeTo(path: string, target: string): string {
  return `${'../'.repeat(path.split('/').length - 1) || './'}${target}`;
}

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${text}\n`);
}

export function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}

/** Leads a browser on, by a GET whatever it came with. */
export function redirect(response: ServerResponse, location: string): void {
  response.statusCode = 303;
  response.setHeader('Location', location);
  response.end();
}
