import { COMMAND_DEFAULTS, type CommandValues } from './command-options.js';

/*
 * How a relay is set up. The options of the command line are in `command-options.ts`, all others here: a parent can set
 * them over stdin, and so can tests. Beside each figure stands what half of it and twice as much would do.
 */

/** Durations, in milliseconds. */
const TIMES = {
  /**
   * Longest time between two `sync` of a viewer, which reconnects when it hears nothing for 2.5 of them. Half: twice
   * the traffic of a board on which nothing happens. Twice: a relay that is gone is noticed after more than a minute.
   */
  heartbeat: 15_000,
  /**
   * Time between two WebSocket pings; a link that answers none before the next is cut. Half: a thousand pings a second
   * for all links. Twice: a dead link takes a slot for 80 s, and a proxy that cuts after 60 s of silence is near.
   */
  ping: 20_000,
  /**
   * Silence of a producer after which its pipeline is shown as stale; it sends a sign of life three times as often.
   * Half: a machine that is busy for some seconds looks stale. Twice: old numbers look live for half a minute.
   */
  staleAfter: 15_000,
  /**
   * How long a new link may take to present itself. Half: far and slow links are lost. Twice: silent ones stay longer.
   */
  openWithin: 5_000,
  /**
   * Age of an unacknowledged frame at which a viewer is sent nothing more. Half: links with a round trip above 0.5 s
   * get a step per round trip and no more. Twice: a page that hangs has two seconds of old steps before it gets the
   * newest.
   */
  unacknowledgedFor: 1_000,
  /**
   * How long a first load is shared with those who join. Half: everybody who comes back after a restart, within some
   * seconds, costs twice the encodings. Twice: rows that are four seconds old are sent first, and again as changes.
   */
  shareFor: 2_000,
  /**
   * Time between two tries to write to a disk that has failed. Half: twice the tries that fail. Twice: the state is in
   * memory alone for longer after the disk is well again.
   */
  retryDisk: 5_000,
  /**
   * How long nobody may read an answer before its connection is cut. Half: a phone in a tunnel loses it. Twice:
   * memory is kept for as long for clients that are gone.
   */
  answerIdle: 30_000,
  /** The same for an export, which a person may save to a slow disk. It keeps the rows of its moment all the while. */
  exportIdle: 60_000,
};

const LIMITS = {
  /**
   * Rows of a table above which a viewer does not get the whole of it: 2 MB of 100 bytes each. Half: tables that a page
   * shows easily cannot be followed. Twice: every visitor loads 4 MB, and a page that sorts them by what ticks is slow.
   */
  maxFullRows: 20_000,
  /**
   * Rows of a window: several screens of a table. Half: a tall screen of small rows, with what is about to be scrolled
   * to, does not fit. Twice: each step of a window whose rows all change is twice as large.
   */
  maxWindow: 1_000,
  /**
   * Rows that one widget may have. Half: less than pipelines have shown. Twice: near the memory that Node gives
   * itself.
   */
  maxRows: 2_000_000,
  /** Subscriptions of a link. Half: less than large boards have. Twice: each step looks at twice as many widgets. */
  maxSubscriptions: 64,
  /**
   * Links of viewers and producers at the same time: 14 KB each when nothing happens. Half: less than a large audience.
   * Twice: more files than most systems let a process open, and half a second of CPU for one step of all.
   */
  maxConnections: 10_000,
  /**
   * Those of one client, so that no single one keeps the others out. Half: a company behind one address is too
   * many. Twice: there is no such limit.
   */
  maxConnectionsPerClient: 5_000,
  /**
   * Bytes that may wait for a link that does not read; a link with more is cut. Half: a plain viewer of large rows
   * could be cut for one commit. Twice: some hundred links that do not read are gigabytes.
   */
  maxBuffered: 8 * 1024 * 1024,
  /**
   * Exports that may be written at the same time. Each keeps the rows of its moment; twice as many are half as fast.
   */
  maxExports: 16,
  /** Those of one client: an address, or the /64 network of one. A quarter of all, so that no one has them. */
  maxExportsPerClient: 4,
  /**
   * Messages a viewer may send, acknowledgements apart. Half: a board of 64 widgets is cut when it subscribes.
   * Twice: more work for what no page of ours does.
   */
  messagesPerSecond: 100,
  /**
   * Bytes of all files of the log, which is compacted so that it stays below; or three times the state, if that is
   * more. Half: compaction, a tenth of the CPU of ingest, twice as often. Twice: a start reads twice as much.
   */
  compactAfter: 64 * 1024 * 1024,
};

export interface RelayOptions extends CommandValues, Readonly<typeof TIMES>, Readonly<typeof LIMITS> {
  /** Listening sockets that were inherited; then `host` and `port` only describe them. */
  readonly fds: readonly number[];
  /** The token that a producer must present as `Authorization: Bearer …`. */
  readonly producerToken: string;
  /** `user:password` that every viewer must give; `undefined`: no authentication. */
  readonly auth: string | undefined;
  /** The token that tags in pages elsewhere may give instead; `undefined`: with `auth` the relay makes one. */
  readonly viewerToken: string | undefined;
  /** Directory of `streamviz.js` and its sibling files. */
  readonly assets: string;
  /** Takes lines that an operator should read; never a token or a row. */
  readonly report: (line: string) => void;
}

export const DEFAULTS: Omit<RelayOptions, 'producerToken' | 'assets'> = {
  ...COMMAND_DEFAULTS,
  fds: [],
  auth: undefined,
  viewerToken: undefined,
  report: () => {},
  ...TIMES,
  ...LIMITS,
};

/**
 * Bytes of one message. A viewer's names a widget; half would do, and twice as much would only be read before it is
 * refused. A producer's is parsed in one go, up to 1.3 s (docs/limits.md): twice as large it stops everybody for twice
 * as long, half as large a commit comes in twice as many pieces.
 */
export const MOST_VIEWER_MESSAGE = 64 * 1024;
export const MOST_FEED_MESSAGE = 8 * 1024 * 1024;
/**
 * Bytes of all pieces of one commit, and its rows and keys: in memory a short row takes several times its bytes, so
 * that the largest commit already takes up to 1.8 GB. Twice as much would not fit the memory of many machines; half
 * would not hold two million rows, which a widget may have.
 */
export const MOST_COMMIT = 256 * 1024 * 1024;
export const MOST_COMMIT_ROWS = 8_000_000;
/**
 * Bytes of one frame to a viewer. Half: twice the messages that a page handles for the same rows. Twice: a small widget
 * waits twice as long behind a piece of a large one, and a link of 1 Mbit/s has one second for a frame.
 */
export const PIECE = 64 * 1024;
/**
 * Bytes on the way to one viewer. Half: at a round trip of 100 ms no more than 1.3 MB/s. Twice: twice as much that is
 * old by then has to be read before the newest state comes, and no room for the pieces in the buffers of the kernel.
 */
export const MOST_UNACKNOWLEDGED = 256 * 1024;
