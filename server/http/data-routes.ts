import type { ServerResponse } from 'node:http';
import { type ExportFormat, formatOf } from '../../src/core/export/formats.js';
import type { ClientAddresses } from '../admission/client-address.js';
import { noRoom, type Refusal } from '../admission/refusal.js';
import type { Slots } from '../admission/slots.js';
import type { OriginPolicy } from '../auth/origin-policy.js';
import type { SessionLinks } from '../auth/session-links.js';
import type { ViewerAuth } from '../auth/viewer-auth.js';
import { orderedRows } from '../cooperative/ordered-rows.js';
import { sendZip, zipName } from '../export/export-zip.js';
import { parseSelection } from '../export/selection.js';
import { writeRows } from '../export/write-rows.js';
import type { CommitLog } from '../log/commit-log.js';
import type { Readings } from '../metrics.js';
import type { ViewerOptions } from '../views/viewer.js';
import { type Exchange, sendText } from './exchange.js';
import { ExportSlots } from './export-slots.js';
import { NOT_KEPT } from './headers.js';
import { streamLines } from './ndjson.js';

export interface DataRoutesOptions extends ViewerOptions {
  readonly log: CommitLog;
  readonly originPolicy: OriginPolicy;
  readonly viewerAuth: ViewerAuth;
  readonly sessionLinks: SessionLinks;
  readonly addresses: ClientAddresses;
  readonly slots: Slots;
  readonly producers: () => number;
}

/** Answers what shows data of the dashboard: its config, exports, lines and metrics. */
export class DataRoutes {
  readonly #options: DataRoutesOptions;
  readonly #exports: ExportSlots;
  readonly #refuse: (exchange: Exchange, refusal: Refusal) => void;

  /** @param refuse Answers what is refused, and counts it. */
  constructor(options: DataRoutesOptions, refuse: (exchange: Exchange, refusal: Refusal) => void) {
    this.#options = options;
    this.#exports = new ExportSlots(options);
    this.#refuse = refuse;
  }

  config(exchange: Exchange): void {
    if (!this.#mayRead(exchange)) return;
    exchange.response.setHeader('Content-Type', 'application/json');
    exchange.response.end(this.#options.fanout.config());
  }

  async export(exchange: Exchange, id: string, format: ExportFormat): Promise<void> {
    if (!this.#mayRead(exchange)) return;
    const { request, response, query } = exchange;
    const widget = this.#options.store.widgets.get(id);
    if (widget === undefined) return this.#noWidget(response, id);
    const selection = parseSelection(widget, query);
    const rowFormat = formatOf(format, widget.collection.columns, { keys: query.get('keys') === '1' });
    const headers = {
      'Content-Type': rowFormat.type,
      'Content-Disposition': `attachment; filename="${id}${selection.filter.length > 0 ? '-filtered' : ''}.${format}"`,
    };
    if (request.method === 'HEAD') return void response.writeHead(200, headers).end();
    await this.#exports.run(exchange, async (work) => {
      const rows = await orderedRows(widget.collection, selection, work.slices);
      response.writeHead(200, headers);
      await writeRows(response, rows, rowFormat, work);
    });
  }

  async zip(exchange: Exchange): Promise<void> {
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

  lines(exchange: Exchange, id: string): void {
    if (!this.#mayRead(exchange)) return;
    const { request, response } = exchange;
    const widget = this.#options.store.widgets.get(id);
    if (widget === undefined) {
      this.#noWidget(response, id);
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

  metrics(exchange: Exchange): void {
    if (!this.#mayRead(exchange)) return;
    const { response } = exchange;
    response.setHeader('Content-Type', 'application/openmetrics-text; version=1.0.0; charset=utf-8');
    response.end(this.#options.metrics.render(this.#readings()));
  }

  #readings(): Readings {
    const { store, fanout, log, producers } = this.#options;
    const widgets = [...store.widgets.values()];
    return {
      viewers: fanout.viewers,
      views: fanout.views.size,
      producers: producers(),
      position: store.position,
      rows: widgets.reduce((sum, { collection }) => sum + collection.size, 0),
      trimmed: widgets.filter(({ trimmed }) => trimmed > 0).map(({ id, trimmed }) => [id, trimmed] as const),
      degraded: log.degraded !== undefined,
    };
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
