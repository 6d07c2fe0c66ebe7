import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type { ExportFormat } from '../../src/core/export/formats.js';
import { type Refusal, tooManyHeaders } from '../admission/refusal.js';
import { type RouteName, routeOf } from '../routes.js';
import { type Assets, SCRIPT, STYLE, serveAsset } from './assets.js';
import { DataRoutes, type DataRoutesOptions } from './data-routes.js';
import { type Exchange, pathBelow, sendText } from './exchange.js';
import { commonHeaders, NOT_KEPT } from './headers.js';
import { sendHealth } from './health.js';
import { Login } from './login.js';
import { renderPage } from './page.js';

export interface RouterOptions extends DataRoutesOptions {
  readonly assets: Assets;
}

type Handler = (exchange: Exchange, parts: Readonly<Record<string, string>>) => void | Promise<void>;

/** Leads each HTTP request to what answers it, if whoever asks may have the answer. */
export class Router {
  readonly #options: RouterOptions;
  readonly #data: DataRoutes;
  readonly #login: Login;
  /** Those of every route but the two of WebSockets. */
  readonly #handlers: Readonly<Record<Exclude<RouteName, 'live' | 'feed'>, Handler>> = {
    page: (exchange) => this.#page(exchange),
    config: (exchange) => this.#data.config(exchange),
    export: (exchange, { widget, format }) => this.#data.export(exchange, widget as string, format as ExportFormat),
    lines: (exchange, { widget }) => this.#data.lines(exchange, widget as string),
    zip: (exchange) => this.#data.zip(exchange),
    metrics: (exchange) => this.#data.metrics(exchange),
    health: (exchange) => sendHealth(exchange, this.#options),
    login: (exchange) => this.#login.page(exchange),
    logout: (exchange) => this.#login.logout(exchange),
    logoutAll: (exchange) => this.#login.logoutAll(exchange),
    asset: (exchange) => serveAsset(exchange, this.#options.assets),
  };

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#data = new DataRoutes(options, (exchange, refusal) => this.#refuse(exchange, refusal));
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
      if (response.destroyed || request.destroyed) return; // The client has gone
      if (error instanceof ProtocolError) return sendText(response, 400, error.message);
      audit.failed(`the answer to ${request.method} ${request.url?.split('?', 1)[0]}`, error);
      if (response.headersSent) response.destroy();
      else sendText(response, 500, 'the relay could not answer; its log says why');
    }
  }

  /** Refuses before it looks for the route: nobody else learns which paths there are. */
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

  /** Answers a browser that asks whether a page may send its token; that question comes without one. */
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
    // Nobody who has logged out must come back to it.
    if (viewerAuth.isRestricted) response.setHeader('Cache-Control', NOT_KEPT);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(renderPage({ title, theme, script: SCRIPT, style, hasSession: session !== undefined }));
  }
}
