import { type SubscribeMessage, VIEWER_SUBPROTOCOL, type WindowRequest } from '../../../src/core/messages.js';
import { SMALL } from '../rows.js';
import type { LeanSocket } from './lean-socket.js';

/** The language of light viewers: as little as keeps them in touch, for their CPU is not what is measured. */
export interface Dialect {
  /** Below the server's address. */
  readonly path: string;
  readonly subprotocol?: string;
  /** Sent first. */
  readonly greeting?: string;
  /** Whether a server sends nothing before something changes. */
  readonly isSilentAtFirst?: boolean;
  /** Takes one frame; gives the producer's time of what it completes, if it completes something. */
  received(data: Buffer, viewer: LightViewer): number | undefined;
}

export interface LightViewer {
  readonly socket: LeanSocket;
  /** Its number in its process. */
  readonly number: number;
  readonly windows: Windows | undefined;
  frames: number;
}

/** What viewers of windows ask for, by their numbers. */
export interface Windows {
  readonly widget: string;
  readonly limit: number;
  /** Orders that viewers look at. */
  readonly sorts: readonly WindowRequest['sort'][];
  /** Rows from the window of one viewer to that of the next; 0: all see the same rows. */
  readonly apart: number;
}

/** `rows`, `sync` and others differ in the letters after `{"type":"`. */
const TYPE_AT = '{"type":"'.length;
const isRows = (data: Buffer) => data[TYPE_AT] === 'r'.charCodeAt(0);
const isSync = (data: Buffer) => data[TYPE_AT] === 's'.charCodeAt(0) && data[TYPE_AT + 1] === 'y'.charCodeAt(0);
const isWindow = (data: Buffer) => data[TYPE_AT] === 'w'.charCodeAt(0);
const isHello = (data: Buffer) => data[TYPE_AT] === 'h'.charCodeAt(0);

function numberAfter(name: string, data: Buffer): number | undefined {
  const at = data.indexOf(name);
  if (at < 0) return undefined;
  return Number.parseFloat(data.toString('latin1', at + name.length, at + name.length + 24));
}

const streamviz: Dialect = {
  path: 'live',
  subprotocol: VIEWER_SUBPROTOCOL,
  received(data, viewer) {
    if (isHello(data)) {
      viewer.socket.send(`{"type":"pace","rate":${viewer.windows === undefined ? 15 : 30}}`);
      viewer.socket.send(JSON.stringify(subscriptionOf(viewer)));
      return undefined;
    }
    const ends = isSync(data);
    if (ends || isRows(data) || isWindow(data)) viewer.socket.send(`{"type":"ack","frames":${++viewer.frames}}`);
    return ends ? numberAfter('"commit":', data) : undefined;
  },
};

function subscriptionOf({ windows, number }: LightViewer): SubscribeMessage {
  if (windows === undefined) return { type: 'subscribe', widget: SMALL };
  const { widget, limit, sorts, apart } = windows;
  const window = { sort: sorts[number % sorts.length] ?? null, offset: number * apart, limit };
  return { type: 'subscribe', widget, sub: 1, rev: 1, window };
}

/** The frames of a step as the relay sends them, without anything coming back. */
const ws: Dialect = {
  path: '',
  isSilentAtFirst: true,
  received: (data) => (isSync(data) ? numberAfter('"commit":', data) : undefined),
};

/** See Socket.IO's protocol, revision 5, and Engine.IO's, revision 4. */
const socketIo: Dialect = {
  path: 'socket.io/?EIO=4&transport=websocket',
  received(data, { socket }) {
    const packet = data.toString('latin1', 0, 2);
    if (packet.startsWith('0')) socket.send('40');
    else if (packet === '2') socket.send('3');
    return packet === '42' ? numberAfter('"time":', data) : undefined;
  },
};

/** See Centrifugo's client protocol, in JSON. */
const centrifuge: Dialect = {
  path: 'connection/websocket',
  greeting: '{"id":1,"connect":{}}\n{"id":2,"subscribe":{"channel":"rows"}}',
  received(data, { socket }) {
    if (data.length <= '{}\n'.length) socket.send('{}');
    return numberAfter('"time":', data);
  },
};

export const DIALECTS = { streamviz, ws, 'socket.io': socketIo, centrifuge } satisfies Record<string, Dialect>;
export type DialectName = keyof typeof DIALECTS;
