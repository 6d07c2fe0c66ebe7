/** How a relay is set up. Every duration is in milliseconds. */
export interface RelayOptions {
  /** The address to listen on. Another than loopback needs `auth`. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Listening sockets that were inherited; then `host` and `port` only say what they are bound to. */
  readonly fds: readonly number[];
  /** Directory of the file log; `undefined`: state lives in memory and ends with the process. */
  readonly state: string | undefined;
  /** Path below which a reverse proxy shows the relay, such as `/viz`. */
  readonly basePath: string;
  /** Origins, besides its own, whose pages may connect: `https://example.com`. */
  readonly allowOrigin: readonly string[];
  /** Host names, besides those of the loopback, that requests may be for. */
  readonly allowedHost: readonly string[];
  /** Addresses and networks of reverse proxies whose `X-Forwarded-For`, `-Proto` and `-Host` count: `10.0.0.0/8`. */
  readonly trustedProxy: readonly string[];
  /** What a producer must present as `Authorization: Bearer …`. */
  readonly producerToken: string;
  /** `user:password` that every viewer must give; `undefined`: no authentication. */
  readonly auth: string | undefined;
  /** What tags in pages elsewhere may give instead; `undefined`: with `auth` the relay makes one. */
  readonly viewerToken: string | undefined;
  /** Directory of `streamviz.js` and its sibling files. */
  readonly assets: string;
  /** Told what an operator should know; never a token or a row. */
  readonly report: (line: string) => void;
  /** Whether the lines of `report` are text or JSON. */
  readonly logFormat: 'text' | 'json';

  /** Longest time between two `sync` of a viewer. */
  readonly heartbeat: number;
  /** Time between two WebSocket pings; a link that answers none before the next is cut. */
  readonly ping: number;
  /** Silence of a producer after which its pipeline is shown as stale. */
  readonly staleAfter: number;
  /** How long a new link may take to present itself. */
  readonly openWithin: number;
  /** Age of an unacknowledged frame at which a viewer is sent nothing more. */
  readonly unacknowledgedFor: number;
  /** How long a first load is shared with those who join. */
  readonly shareFor: number;
  /** Time between two tries to write to a disk that has failed. */
  readonly retryDisk: number;

  /** Rows of a table above which a viewer does not get the whole of it. */
  readonly maxFullRows: number;
  /** Rows that one widget may have. */
  readonly maxRows: number;
  readonly maxSubscriptions: number;
  /** Links of viewers and producers at the same time. */
  readonly maxConnections: number;
  /** Those of one client, so that no single one keeps the others out. */
  readonly maxConnectionsPerClient: number;
  /** How long nobody may read an answer before its connection is cut. */
  readonly answerIdle: number;
  /** Bytes that may wait for a link that does not read; a link with more at the time of a ping is cut. */
  readonly maxBuffered: number;
  /** Exports that may be written at the same time. */
  readonly maxExports: number;
  /** Of these, for one client: an address, or the /64 network of one. */
  readonly maxExportsPerClient: number;
  /** How long nobody may read an export before it is cut. */
  readonly exportIdle: number;
  /** Messages a viewer may send, acknowledgements apart. */
  readonly messagesPerSecond: number;
  /** Bytes of all files of the log, which is compacted so that it stays below; or three times the state, if that is more. */
  readonly compactAfter: number;
}

export const DEFAULTS: Omit<RelayOptions, 'producerToken' | 'assets'> = {
  host: '127.0.0.1',
  port: 8765,
  fds: [],
  state: undefined,
  basePath: '',
  allowOrigin: [],
  allowedHost: [],
  trustedProxy: [],
  auth: undefined,
  viewerToken: undefined,
  report: () => {},
  logFormat: 'text',

  heartbeat: 15_000,
  ping: 20_000,
  staleAfter: 15_000,
  openWithin: 5_000,
  unacknowledgedFor: 1_000,
  shareFor: 2_000,
  retryDisk: 5_000,

  maxFullRows: 20_000,
  maxRows: 2_000_000,
  maxSubscriptions: 64,
  maxConnections: 10_000,
  maxConnectionsPerClient: 5_000,
  answerIdle: 30_000,
  maxBuffered: 8 * 1024 * 1024,
  maxExports: 16,
  maxExportsPerClient: 4,
  exportIdle: 60_000,
  messagesPerSecond: 100,
  compactAfter: 64 * 1024 * 1024,
};

/** Bytes of one message. */
export const MOST_VIEWER_MESSAGE = 64 * 1024;
export const MOST_FEED_MESSAGE = 8 * 1024 * 1024;
/** Bytes of all pieces of one commit. */
export const MOST_COMMIT = 256 * 1024 * 1024;
/** Rows and keys of all pieces of one commit: in memory a short row takes several times its bytes. */
export const MOST_COMMIT_ROWS = 8_000_000;
/** Bytes of one frame to a viewer. */
export const PIECE = 64 * 1024;
/** Bytes on the way to one viewer. */
export const MOST_UNACKNOWLEDGED = 256 * 1024;
