import { loadPerspective, showViewer } from '../peers/perspective.js';
import { TICKING } from '../peers/quotes.js';
import { WIDGET } from './market.js';

/** Runs in the page: shows a table that stays in the server's engine, sorted by what ticks. */
export async function show(url: string): Promise<void> {
  const client = await (await loadPerspective()).websocket(url);
  await showViewer(client.open_table(WIDGET), TICKING);
}
