import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { ProtocolError } from '../src/core/rules.js';
import { type Asset, Assets, SCRIPT, STYLE } from './assets.js';
import { type ExportFormat, formatOf, selectRows, writeRows } from './export.js';
import { sendZip, zipName } from './export-zip.js';
import type { Fanout } from './fanout.js';
import type { ViewerOptions } from './live.js';
import type { CommitLog } from './log.js';
import type { Metrics } from './metrics.js';
import { streamLines } from './ndjson.js';
import { policyOf, renderPage } from './page.js';
import type { Security } from './security.js';
import type { Store } from './store.js';
import { VERSION } from './version.js';

export interface HttpOptions extends ViewerOptions {
  readonly store: Store;
  readonly fanout: Fanout;
  readonly log: CommitLog;
  readonly metrics: Metrics;
  readonly security: Security;
  readonly assets: Assets;
  readonly producers: () => number;
}

/** One request on its way through the routes. */
interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Below the base path, without the leading slash. */
  readonly path: string;
  readonly query: URLSearchParams;
}

/** Everything that is served over plain HTTP. */
export class Routes {
  readonly #options: HttpOptions;

  constructor(options: HttpOptions) {
    this.#options = options;
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { security, options } = this.#options;
    for (const [name, value] of Object.entries(this.#commonHeaders())) response.setHeader(name, value as string);
    const url = URL.canParse(request.url ?? '', 'http://relay')
      ? new URL(request.url ?? '', 'http://relay')
      : undefined;
    if (url === undefined) return sendText(response, 400, 'the address of the request is not one');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      return sendText(response, 405, 'the relay answers GET and HEAD', { Allow: 'GET, HEAD' });
    }
    const path = pathBelow(url.pathname, options.basePath);
    if (path === undefined) return sendText(response, 308, 'see there', { Location: `.${options.basePath}/` });
    const exchange = { request, response, path, query: url.searchParams };
    const refusal = security.checkHost(request) ?? (path === 'healthz' ? undefined : security.checkViewer(request));
    if (refusal !== undefined) return sendText(response, refusal.status, refusal.message, refusal.headers);
    try {
      await this.#route(exchange);
    } catch (error) {
      if (error instanceof ProtocolError) sendText(response, 400, error.message);
      else {
        options.report(`${path} failed: ${error instanceof Error ? error.stack : error}`);
        if (response.headersSent) response.destroy();
        else sendText(response, 500, 'the relay could not answer; its log says why');
      }
    }
  }

  async #route(exchange: Exchange): Promise<void> {
    const { response, path } = exchange;
    const { metrics, assets } = this.#options;
    switch (path) {
      case '':
        return this.#page(exchange);
      case 'healthz':
        return this.#health(response);
      case 'metrics':
        response.setHeader('Content-Type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
        return void response.end(metrics.render(this.#readings()));
      case 'config.json':
        return this.#config(exchange);
      case 'export.zip':
        return this.#zip(exchange);
    }
    const widget = /^(export|live)\/([^/]+)\.(csv|json|ndjson)$/.exec(path);
    if (widget?.[1] === 'export') return this.#export(exchange, widget[2] as string, widget[3] as ExportFormat);
    if (widget?.[3] === 'ndjson') return this.#lines(exchange, widget[2] as string);
    const hashed = Assets.parse(path);
    const asset = await assets.get(hashed?.name ?? path);
    if (asset !== undefined && (hashed === undefined || hashed.hash === asset.hash)) {
      return sendAsset(exchange, asset, hashed !== undefined);
    }
    if (path === SCRIPT) return sendText(response, 404, 'streamviz.js is not there; build it with: npm run build');
    sendText(response, 404, `there is no /${path}; the dashboard is at /`);
  }

  #commonHeaders(): OutgoingHttpHeaders {
    return {
      'Content-Security-Policy': policyOf(this.#options.security.frameAncestors),
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
      'Cache-Control': 'no-cache',
    };
  }

  async #page({ response }: Exchange): Promise<void> {
    const { store, assets } = this.#options;
    const { title, theme } = store.configMessage();
    const style = await assets.address(STYLE);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(renderPage({ title, theme, script: SCRIPT, style }));
  }

  #health(response: ServerResponse): void {
    const { log } = this.#options;
    response.setHeader('Access-Control-Allow-Origin', '*');
    const health = log.degraded === undefined ? { status: 'ok' } : { status: 'degraded', reason: log.degraded };
    sendJson(response, { ...health, version: VERSION });
  }

  #readings() {
    const { store, fanout, log, producers } = this.#options;
    let rows = 0;
    for (const { collection } of store.widgets.values()) rows += collection.size;
    const degraded = log.degraded !== undefined;
    return { viewers: fanout.viewers, producers: producers(), position: store.position, rows, degraded };
  }

  #config(exchange: Exchange): void {
    if (!this.#mayRead(exchange)) return;
    sendJson(exchange.response, this.#options.store.configMessage());
  }

  async #export(exchange: Exchange, id: string, format: ExportFormat): Promise<void> {
    if (!this.#mayRead(exchange)) return;
    const { request, response, query } = exchange;
    const widget = this.#options.store.widgets.get(id);
    if (widget === undefined) return this.#noWidget(response, id);
    const selected = selectRows(widget, query);
    const rowFormat = formatOf(format, widget, query.get('keys') === '1');
    response.setHeader('Content-Type', rowFormat.type);
    response.setHeader('Content-Disposition', `attachment; filename="${id}.${format}"`);
    const rows = await selected;
    if (request.method === 'HEAD') response.end();
    else await writeRows(response, rows, rowFormat);
  }

  async #zip(exchange: Exchange): Promise<void> {
    if (!this.#mayRead(exchange)) return;
    const { request, response } = exchange;
    const { store } = this.#options;
    const config = store.configMessage();
    response.setHeader('Content-Type', 'application/zip');
    response.setHeader('Content-Disposition', `attachment; filename="${zipName(config)}"`);
    if (request.method === 'HEAD') response.end();
    else await sendZip(response, { config, widgets: store.widgets.values() });
  }

  #lines(exchange: Exchange, id: string): void {
    if (!this.#mayRead(exchange)) return;
    const { request, response } = exchange;
    const widget = this.#options.store.widgets.get(id);
    if (widget === undefined) {
      this.#noWidget(response, id);
      return;
    }
    if (this.#options.store.modeOf(widget) === 'window') {
      const rows = `widget "${id}" has ${widget.collection.size} rows, too many to follow as a whole`;
      sendText(response, 409, `${rows}; read them at /export/${id}.ndjson`);
      return;
    }
    response.setHeader('Content-Type', 'application/x-ndjson');
    if (request.method === 'HEAD') response.end();
    else streamLines(response, id, this.#options);
  }

  /** Checks the page that asks, and makes the state's position the tag of what it gets. */
  #mayRead({ request, response }: Exchange): boolean {
    const { security, store } = this.#options;
    const refusal = security.checkOrigin(request);
    if (refusal !== undefined) {
      sendText(response, refusal.status, refusal.message, refusal.headers);
      return false;
    }
    for (const [name, value] of Object.entries(security.crossOrigin(request)))
      response.setHeader(name, value as string);
    const tag = `"${store.epoch}:${store.position}"`;
    response.setHeader('ETag', tag);
    if (request.headers['if-none-match'] !== tag) return true;
    response.statusCode = 304;
    response.end();
    return false;
  }

  #noWidget(response: ServerResponse, id: string): void {
    const ids = [...this.#options.store.widgets.keys()].join(', ') || 'none yet';
    sendText(response, 404, `widget "${id}" is not on this dashboard; it has: ${ids}`);
  }
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

export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: OutgoingHttpHeaders = {},
): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers });
  response.end(`${text}\n`);
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(value));
}

function sendAsset({ request, response }: Exchange, asset: Asset, isImmutable: boolean): void {
  const tag = `"${asset.hash}"`;
  const isZipped = /\bgzip\b/.test(String(request.headers['accept-encoding']));
  response.setHeader('Access-Control-Allow-Origin', '*');
  response.setHeader('ETag', tag);
  response.setHeader('Vary', 'Accept-Encoding');
  if (isImmutable) response.setHeader('Cache-Control', 'public, max-age=31536000, immutable');
  if (request.headers['if-none-match'] === tag) {
    response.statusCode = 304;
    return void response.end();
  }
  if (isZipped) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Type', asset.type);
  response.end(isZipped ? asset.gzipped : asset.bytes);
}
