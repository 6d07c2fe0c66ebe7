import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Tree } from '../kit/trees.js';

const PAGE = '<!doctype html><title>Tables</title><link rel="icon" href="data:,"><body></body>';

/** Serves an empty page at `/`, and the bundle of each tree at `/<its name>/streamviz.js`. */
export async function servePage(trees: readonly Tree[]): Promise<{ url: string; close(): void }> {
  const server = createServer(async (request, response) => {
    const [, name = '', file] = /^\/(\w+)\/([\w.-]+\.js)$/.exec(request.url ?? '') ?? [];
    const tree = trees.find((one) => one.tree === name);
    if (file === undefined || tree === undefined) {
      response.setHeader('content-type', 'text/html');
      response.end(PAGE);
      return;
    }
    response.setHeader('content-type', 'text/javascript');
    response.end(await readFile(join(tree.dist, file)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}
