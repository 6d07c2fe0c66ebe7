import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join } from 'node:path';

/** Somebody's own web site, on an origin of its own: pages given as text, else the files of a folder. */
export class Site {
  readonly #server: Server;
  readonly #folder: string | undefined;
  readonly pages = new Map<string, string>();
  /** Sent with every answer. */
  headers: Record<string, string> = {};

  static async open(folder?: string): Promise<Site> {
    const site = new Site(folder);
    await new Promise<void>((resolve) => site.#server.listen(0, '127.0.0.1', resolve));
    return site;
  }

  private constructor(folder: string | undefined) {
    this.#folder = folder;
    this.#server = createServer(async ({ url = '/' }, response) => {
      const { pathname } = new URL(url, 'http://site');
      const path = pathname === '/' ? '/index.html' : pathname;
      const content = this.pages.get(path) ?? (await this.#file(path));
      const type = TYPES[extname(path)] ?? 'application/octet-stream';
      response.writeHead(content === undefined ? 404 : 200, { ...this.headers, 'content-type': type });
      response.end(content);
    });
  }

  get origin(): string {
    const address = this.#server.address();
    assert.ok(address !== null && typeof address === 'object');
    return `http://127.0.0.1:${address.port}`;
  }

  /** Shows a page whose body is this, and answers its address. */
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
