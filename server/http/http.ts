import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type { ClientAddresses } from '../admission/client-address.js';
import { noRoom, type Refusal, tooManyHeaders } from '../admission/refusal.js';
import type { Slots } from '../admission/slots.js';
import type { OriginPolicy } from '../auth/origin-policy.js';
import type { SessionLinks } from '../auth/session-links.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import { sendZip, zipName } from '../export/export-zip.js';
import { parseSelection, selectRows } from '../export/select-rows.js';
import { type ExportFormat, formatOf, writeRows } from '../export/write-rows.js';
import type { CommitLog } from '../log/log.js';
import type { Metrics } from '../metrics.js';
import { type RouteName, routeOf } from '../routes.js';
import type { Store } from '../store/store.js';
import { VERSION } from '../version.js';
import type { Fanout } from '../views/fanout.js';
import type { ViewerOptions } from '../views/viewer.js';
import { Assets, SCRIPT, STYLE, sendAsset } from './assets.js';
import { type Exchange, pathBelow, sendJson, sendText } from './exchange.js';
import { ExportSlots } from './export-slots.js';
import { commonHeaders } from './headers.js';
import { Login } from './login.js';
import { streamLines } from './ndjson.js';
import { renderPage } from './page.js';

export interface HttpOptions extends ViewerOptions {
  readonly store: Store;
  readonly fanout: Fanout;
  readonly log: CommitLog;
  readonly metrics: Metrics;
  readonly originPolicy: OriginPolicy;
  readonly viewerAuth: ViewerAuth;
  readonly addresses: ClientAddresses;
  readonly assets: Assets;
  /** Of links, and of whatever else is followed for as long as somebody likes. */
  readonly slots: Slots;
  readonly producers: () => number;
  readonly sessionLinks: SessionLinks;
}

type Handler = (exchange: Exchange, parts: Readonly<Record<string, string>>) => void | Promise<void>;

/** Everything that is served over plain HTTP. */
export class Routes {
  readonly #options: HttpOptions;
  readonly #login: Login;
  readonly #exports: ExportSlots;
  /** Of every route but those of WebSockets. */
  readonly #handlers: Readonly<Record<Exclude<RouteName, 'live' | 'feed'>, Handler>> = {
    page: (exchange) => this.#page(exchange),
    config: (exchange) => this.#config(exchange),
    export: (exchange, { widget, format }) => this.#export(exchange, widget as string, format as ExportFormat),
    lines: (exchange, { widget }) => this.#lines(exchange, widget as string),
    zip: (exchange) => this.#zip(exchange),
    metrics: (exchange) => this.#metrics(exchange),
    health: (exchange) => this.#health(exchange),
    login: (exchange) => this.#login.page(exchange),
    logout: (exchange) => this.#login.logout(exchange),
    logoutAll: (exchange) => this.#login.logoutAll(exchange),
    asset: (exchange) => this.#asset(exchange),
  };

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#exports = new ExportSlots(options);
    const { store } = options;
    this.#login = new Login({
      ...options,
      theme: () => store.configMessage().theme,
      basePath: options.options.basePath,
    });
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { options, audit } = this.#options;
    try {
      for (const [name, value] of Object.entries(commonHeaders(request, this.#options)))
        response.setHeader(name, value as string);
      const tooMany = tooManyHeaders(request);
      if (tooMany !== undefined) {
        return this.#refuse({ request, response }, { ...tooMany, headers: { Connection: 'close' } });
      }
      const url = URL.canParse(request.url ?? '', 'http://relay')
        ? new URL(request.url ?? '', 'http://relay')
        : undefined;
      if (url === undefined) return sendText(response, 400, 'the address of the request is not one');
      const path = pathBelow(url.pathname, options.basePath);
      if (path === undefined) return sendText(response, 308, 'see there', { Location: `.${options.basePath}/` });
      await this.#route({ request, response, path, query: url.searchParams });
    } catch (error) {
      if (response.destroyed || request.destroyed) return; // Whoever asked has gone
      if (error instanceof ProtocolError) return sendText(response, 400, error.message);
      audit.failed(`the answer to ${request.method} ${request.url?.split('?', 1)[0]}`, error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'the relay could not answer; its log says why');
    }
  }

  /** Whoever may not look learns nothing, not even which paths there are. */
  async #route(exchange: Exchange): Promise<void> {
    const { request, response, path } = exchange;
    const { originPolicy, viewerAuth } = this.#options;
    const { route, parts } = routeOf(path) ?? {};
    const handler = route === undefined || route.name === 'live' || route.name === 'feed' ? undefined : route.name;
    if (request.method === 'OPTIONS') return this.#preflight(exchange, handler);
    const refusal =
      (handler === 'health' ? undefined : originPolicy.checkHost(request)) ?? viewerAuth.check(request, route?.needs);
    if (refusal?.status === 401 && this.#login.isFor(exchange)) return this.#login.ask(exchange);
    if (refusal !== undefined) return this.#refuse(exchange, refusal);
    const methods: readonly string[] = route?.methods ?? ['GET', 'HEAD'];
    if (handler === undefined) sendText(response, 404, `there is no /${path}; the dashboard is at /`);
    else if (methods.includes(request.method ?? '')) await this.#handlers[handler](exchange, parts ?? {});
    else {
      const Allow = methods.join(', ');
      sendText(response, 405, `/${path} answers ${Allow}`, { Allow });
    }
  }

  #refuse({ request, response }: Pick<Exchange, 'request' | 'response'>, refusal: Refusal): void {
    const { audit, addresses } = this.#options;
    audit.refusal(refusal, addresses.clientOf(request));
    sendText(response, refusal.status, refusal.message, refusal.headers);
  }

  /** A browser asks beforehand whether a page may send its token; that question comes without. */
  #preflight(exchange: Exchange, route: RouteName | undefined): void {
    const { request, response } = exchange;
    const { originPolicy } = this.#options;
    const everyone = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Allow-Headers': 'authorization' };
    const refusal =
      route === 'health' ? undefined : (originPolicy.checkHost(request) ?? originPolicy.checkOrigin(request));
    if (refusal === undefined) {
      response.writeHead(204, route === 'health' ? everyone : originPolicy.crossOrigin(request));
      response.end();
    } else this.#refuse(exchange, refusal);
  }

  async #page({ request, response }: Exchange): Promise<void> {
    const { store, assets, viewerAuth } = this.#options;
    const { title, theme } = store.configMessage();
    const style = await assets.address(STYLE);
    const session = viewerAuth.sessionOf(request);
    if (session !== undefined) response.setHeader('Set-Cookie', viewerAuth.renewal(request, session));
    // Who has logged out must not come back to it.
    if (viewerAuth.isRestricted) response.setHeader('Cache-Control', NOT_KEPT);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(renderPage({ title, theme, script: SCRIPT, style, hasSession: session !== undefined }));
  }

  #metrics(exchange: Exchange): void {
    if (!this.#mayRead(exchange)) return;
    const { response } = exchange;
    response.setHeader('Content-Type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    response.end(this.#options.metrics.render(this.#readings()));
  }

  /** Also says why the page that asks would get no live link, for browsers do not tell it. */
  #health({ request, response }: Exchange): void {
    const { log, originPolicy, viewerAuth } = this.#options;
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
    const foreign = originPolicy.checkHost(request);
    if (foreign !== undefined) {
      response.statusCode = foreign.status;
      sendJson(response, { refuses: foreign.toPage });
      return;
    }
    const refusal = originPolicy.checkOrigin(request) ?? viewerAuth.check(request);
    const status = log.degraded === undefined ? 'ok' : 'degraded';
    // Reasons name files, which are nobody's business who may not look.
    const reason = refusal === undefined ? log.degraded : undefined;
    const unauthorized = refusal?.status === 401 || undefined;
    sendJson(response, { status, reason, version: VERSION, time: Date.now(), refuses: refusal?.toPage, unauthorized });
  }

  #readings() {
    const { store, fanout, log, producers } = this.#options;
    const widgets = [...store.widgets.values()];
    return {
      viewers: fanout.viewers,
      producers: producers(),
      position: store.position,
      rows: widgets.reduce((sum, { collection }) => sum + collection.size, 0),
      trimmed: widgets.filter(({ trimmed }) => trimmed > 0).map(({ id, trimmed }) => [id, trimmed] as const),
      degraded: log.degraded !== undefined,
    };
  }

  #config(exchange: Exchange): void {
    if (!this.#mayRead(exchange)) return;
    exchange.response.setHeader('Content-Type', 'application/json');
    exchange.response.end(this.#options.fanout.config().payload);
  }

  async #export(exchange: Exchange, id: string, format: ExportFormat): Promise<void> {
    if (!this.#mayRead(exchange)) return;
    const { request, response, query } = exchange;
    const widget = this.#options.store.widgets.get(id);
    if (widget === undefined) return this.#noWidget(response, id);
    const selection = parseSelection(widget, query);
    const rowFormat = formatOf(format, widget, { keys: query.get('keys') === '1' });
    const headers = {
      'Content-Type': rowFormat.type,
      'Content-Disposition': `attachment; filename="${id}.${format}"`,
    };
    if (request.method === 'HEAD') return void response.writeHead(200, headers).end();
    await this.#exports.run(exchange, async (work) => {
      const rows = await selectRows(widget, selection, work.slices);
      response.writeHead(200, headers);
      await writeRows(response, rows, rowFormat, work);
    });
  }

  async #zip(exchange: Exchange): Promise<void> {
    if (!this.#mayRead(exchange)) return;
    const { request, response } = exchange;
    const { store } = this.#options;
    const config = store.configMessage();
    const headers = {
      'Content-Type': 'application/zip',
      'Content-Disposition': `attachment; filename="${zipName(config)}"`,
    };
    if (request.method === 'HEAD') return void response.writeHead(200, headers).end();
    await this.#exports.run(exchange, (work) => {
      response.writeHead(200, headers);
      return sendZip(response, { config, widgets: store.widgets.values() }, work);
    });
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
    const { slots, addresses, options } = this.#options;
    const client = addresses.clientOf(request);
    const refusal = noRoom('viewers', slots, client, options);
    if (refusal !== undefined) {
      this.#refuse(exchange, refusal);
      return;
    }
    response.setHeader('Content-Type', 'application/x-ndjson');
    if (request.method === 'HEAD') {
      response.end();
      return;
    }
    response.once('close', slots.take(client));
    streamLines(response, id, client, this.#options);
  }

  async #asset(exchange: Exchange): Promise<void> {
    const { response, path } = exchange;
    const hashed = Assets.parse(path);
    const asset = await this.#options.assets.get(hashed?.name ?? path);
    if (asset !== undefined && (hashed === undefined || hashed.hash === asset.hash)) {
      return sendAsset(exchange, asset, hashed !== undefined);
    }
    if (path === SCRIPT) return sendText(response, 404, 'streamviz.js is not there; build it with: npm run build');
    sendText(response, 404, `there is no /${path}; the dashboard is at /`);
  }

  /** Checks the page that asks, and makes the state's position the tag of what it gets. */
  #mayRead(exchange: Exchange): boolean {
    const { request, response } = exchange;
    const { originPolicy, viewerAuth, sessionLinks, store } = this.#options;
    const refusal = originPolicy.checkOrigin(request);
    if (refusal !== undefined) {
      this.#refuse(exchange, refusal);
      return false;
    }
    response.setHeader('Cache-Control', NOT_KEPT);
    response.once(
      'close',
      sessionLinks.add(viewerAuth.sessionOf(request), () => response.destroy()),
    );
    for (const [name, value] of Object.entries(originPolicy.crossOrigin(request)))
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

/** Data is not for caches: whoever has logged out must not find it there. */
const NOT_KEPT = 'private, no-store';
