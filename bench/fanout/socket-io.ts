/*
 * Keyed rows with Socket.IO, as an application would do it: whoever joins gets the state, and everybody what a commit
 * changed. Commits come as rarely as steps do, so that nothing is left to conflate.
 */
import { createRequire } from 'node:module';
import type { KeyedRow } from '../../src/core/values.js';
import { feedServer } from '../kit/peers/feed-server.js';
import { SMALL } from '../kit/rows.js';

interface Io {
  emit(event: string, message: object): void;
  on(event: 'connection', listener: (socket: Pick<Io, 'emit'>) => void): void;
}
// Installed beside this benchmark, for it alone.
const peers = createRequire(`${process.cwd()}/bench/fanout/peers/package.json`);
const { Server } = peers('socket.io') as { Server: new (server: object, options: object) => Io };

const state = new Map<string, KeyedRow>();
const server = feedServer(({ time, changes }) => {
  const { up = [] } = changes[SMALL] ?? {};
  for (const row of up) state.set(row[0], row);
  io.emit('rows', { time, up });
});
const io = new Server(server, { transports: ['websocket'], destroyUpgrade: false });
io.on('connection', (socket) => socket.emit('state', { up: [...state.values()] }));
