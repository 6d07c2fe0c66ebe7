import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { inRoot, main, Problem } from './lib/project.js';

const DASHBOARD = 'http://127.0.0.1:8765/';
const PORT = 8780; // demo/orders.py allows pages from here

/** Serves demo/embed.html, a plain page with the tags in it, as another site than the dashboard's. */
async function embed() {
  const isServing = await fetch(DASHBOARD).then(
    (response) => response.ok,
    () => false,
  );
  if (!isServing) throw new Problem(`Nothing is shown at ${DASHBOARD}: first run \`npm start\` in another terminal.`);
  const server = createServer(async (request, response) => {
    const isPage = request.url === '/';
    response.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' });
    response.end(isPage ? await readFile(inRoot('demo', 'embed.html')) : 'Not found');
  });
  await new Promise((resolve, reject) => {
    server.once('error', () => reject(new Problem(`Port ${PORT} is in use; end what uses it.`)));
    server.listen(PORT, '127.0.0.1', resolve);
  });
  console.log(`A page that embeds the dashboard's elements: http://127.0.0.1:${PORT}/\nCtrl-C ends it.`);
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close().closeAllConnections());
}

main(import.meta.url, embed);
