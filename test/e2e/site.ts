import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { extname, join } from 'node:path';

export interface SiteOptions {
  /** Its files, besides the pages that are given as text. */
  readonly folder?: string;
  /** Serves the site over https. */
  readonly tls?: { readonly key: Buffer; readonly cert: Buffer };
}

/** Somebody's own web site, on an origin of its own: pages given as text, else the files of a folder. */
export class Site {
  readonly #server: Server;
  readonly #folder: string | undefined;
  readonly #scheme: 'http' | 'https';
  readonly pages = new Map<string, string>();
  /** Sent with every answer. */
  headers: Record<string, string> = {};

  static async open(options: SiteOptions = {}): Promise<Site> {
    const site = new Site(options);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  private constructor({ folder, tls }: SiteOptions) {
    this.#folder = folder;
    this.#scheme = tls === undefined ? 'http' : 'https';
    const answer: RequestListener = async ({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://site');
      const path = pathname === '/' ? '/index.html' : pathname;
      const content = this.pages.get(path) ?? (await this.#file(path));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(content === undefined ? 404 : 200, { ...this.headers, 'content-type': type });
      response.end(content);
    };
    this.#server = tls === undefined ? createServer(answer) : createTlsServer(tls, answer);
  }

  get port(): number {
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    return address.port;
  }

  get origin(): string {
    return `${this.#scheme}://127.0.0.1:${this.port}`;
  }

  /** Shows a page whose body is this, and answers its address. That of `index` is also the origin. */
  page(name: string, body: string, head = ''): string {
    this.pages.set(
      `/${name}.html`,
      `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><link rel="icon" href="data:,">${head}</head><body>${body}</body></html>`,
    );
    return `${this.origin}/${name}.html`;
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #file(path: string): Promise<Buffer | undefined> {
    if (this.#folder === undefined) return undefined;
    return readFile(join(this.#folder, path)).catch(() => undefined);
  }
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
};
