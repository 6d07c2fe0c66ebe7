import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Tree } from '../kit/trees.js';

const BENCH = fileURLToPath(new URL('../', import.meta.url));
const PEERS = 'bench/peers/node_modules';
const EMPTY = '<!doctype html><title>Tables</title><link rel="icon" href="data:,"><body></body>';
const TYPES: Readonly<Record<string, string>> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
};

/** A page whose `#table` fills most of its window. */
export interface ServedPage {
  readonly head: string;
  /** The inside of a module. */
  readonly script: string;
}

export interface PageServer {
  readonly url: string;
  readonly port: number;
  /** Below the address of the server. */
  pathOf(page: ServedPage): string;
  close(): void;
}

/**
 * Serves an empty page at `/`, others at `/page/<their number>`, the bundle of each tree at
 * `/<its name>/streamviz.js`, the modules of the benches, and the packages of the peers.
 */
export async function servePages(trees: readonly Tree[], pages: readonly ServedPage[]): Promise<PageServer> {
  const roots = new Map([['bench', BENCH], ['peers', PEERS], ...trees.map(({ tree, dist }) => [tree, dist] as const)]);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://localhost');
    const [, root = '', path = ''] = /^\/([^/]+)\/(.+)$/.exec(pathname) ?? [];
    const folder = roots.get(root);
    if (folder === undefined) {
      const page = root === 'page' ? pages[Number(path)] : undefined;
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(page === undefined ? EMPTY : htmlOf(page));
      return;
    }
    const file = await readFile(join(folder, path)).catch(() => undefined);
    response.statusCode = file === undefined ? 404 : 200;
    response.setHeader('content-type', TYPES[extname(path)] ?? 'text/plain');
    response.end(file);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    port,
    pathOf: (page) => `page/${pages.indexOf(page)}`,
    close: () => server.close(),
  };
}

function htmlOf({ head, script }: ServedPage): string {
  return `<!doctype html><meta charset="utf-8"><title>Tables</title><link rel="icon" href="data:,">
<style>body { margin: 0 } #table { block-size: 780px }</style>
${head}
<body><div id="table"></div><script type="module">${script}</script></body>`;
}
