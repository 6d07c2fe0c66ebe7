import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Audit } from './audit.js';
import { clientOfAddress } from './client-address.js';

export interface ConnectionsOptions {
  /** How many there may be that are no links, as many links as there are now. */
  readonly room: () => number;
  readonly maxPerClient: number;
  /** Whether many clients come from this address. */
  readonly isProxy: (address: string | undefined) => boolean;
  readonly audit: Audit;
}

/** Requests of one connection: the one that is being answered, and those that came behind it. */
interface Turns {
  answered: IncomingMessage | undefined;
  readonly waiting: (() => Promise<void>)[];
}

/**
 * The connections that ask over HTTP, or have not asked yet. Those that are links by now are not among them.
 *
 *     silent      nothing of theirs is being answered; the one that has been so the longest comes first
 *     answering
 *
 * When there are too many, the one that has been silent the longest makes way for the one that comes, or else one whose
 * request has not come whole: who opens connections and says nothing, or not all, keeps nobody out.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #silent = new Set<Socket>();
  readonly #answering = new Set<Socket>();
  readonly #ofClient = new Map<string, Set<Socket>>();
  readonly #turns = new WeakMap<Socket, Turns>();
  #waiting = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** A connection has come. */
  accept(socket: Socket): void {
    const { remoteAddress } = socket;
    const { isProxy, maxPerClient, room } = this.#options;
    const client = clientOfAddress(remoteAddress ?? '');
    const own = this.#ofClient.get(client) ?? new Set();
    const isOneTooMany = own.size >= maxPerClient && !isProxy(remoteAddress);
    if (isOneTooMany && !this.#makeRoom(own, client)) return void socket.destroy();
    const isFull = this.#silent.size + this.#answering.size >= room();
    if (isFull && !this.#makeRoom(this.#silent.size > 0 ? this.#silent : this.#answering, client)) {
      return void socket.destroy();
    }
    own.add(socket);
    this.#ofClient.set(client, own);
    this.#silent.add(socket);
    socket.once('close', () => this.#forget(socket, client));
  }

  #forget(socket: Socket, client: string): void {
    this.#silent.delete(socket);
    this.#answering.delete(socket);
    const own = this.#ofClient.get(client);
    own?.delete(socket);
    if (own?.size === 0) this.#ofClient.delete(client);
  }

  /** @returns Whether one of these could go, and has gone. */
  #makeRoom(sockets: ReadonlySet<Socket>, client: string): boolean {
    this.#options.audit.limited('connections', client);
    const chosen =
      first(sockets, (socket) => this.#silent.has(socket)) ?? first(sockets, (socket) => this.#isPartial(socket));
    if (chosen === undefined) return false;
    // Not when its `close` comes: others may come before that.
    this.#forget(chosen, clientOfAddress(chosen.remoteAddress ?? ''));
    chosen.destroy();
    return true;
  }

  /** Whether its request has not come whole. */
  #isPartial(socket: Socket): boolean {
    return this.#turns.get(socket)?.answered?.complete === false;
  }

  /** Whether a request that came over it has no answer yet. */
  isAnswering(socket: Socket): boolean {
    return this.#turns.get(socket)?.answered !== undefined;
  }

  /** It has become a link, which others count. */
  release(socket: Socket): void {
    this.#forget(socket, clientOfAddress(socket.remoteAddress ?? ''));
  }

  /**
   * Answers a request when its turn has come: the last answer of its connection has been handed to the system. So
   * nobody can have answers made that are only kept in memory.
   */
  async answer(request: IncomingMessage, response: ServerResponse, answer: () => Promise<void>): Promise<void> {
    const { socket } = request;
    const turns = this.#turns.get(socket) ?? { answered: undefined, waiting: [] };
    this.#turns.set(socket, turns);
    if (socket.destroyed) return;
    const run = async () => {
      turns.answered = request;
      const isSent = new Promise<void>((resolve) => response.once('close', resolve));
      await answer();
      await isSent;
      // Else what still comes of it would be read, and thrown away, for as long as it comes.
      if (!request.complete) socket.destroy();
    };
    if (turns.answered !== undefined) {
      turns.waiting.push(run);
      this.#waiting++;
      if (turns.waiting.length <= MOST_PIPELINED && this.#waiting <= MOST_PIPELINED_IN_ALL) return;
      this.#options.audit.limited('pipelined_requests', clientOfAddress(socket.remoteAddress ?? ''));
      socket.destroy();
      return;
    }
    this.#move(socket, this.#silent, this.#answering);
    await run();
    for (let next = turns.waiting.shift(); next !== undefined; next = turns.waiting.shift()) {
      this.#waiting--;
      if (!socket.destroyed) await next();
    }
    turns.answered = undefined;
    this.#move(socket, this.#answering, this.#silent);
  }

  /** To the end of the others, for it has just said something. One that has gone is in neither. */
  #move(socket: Socket, from: Set<Socket>, to: Set<Socket>): void {
    if (from.delete(socket)) to.add(socket);
  }
}

function first(sockets: ReadonlySet<Socket>, test: (socket: Socket) => boolean): Socket | undefined {
  for (const socket of sockets) if (test(socket)) return socket;
  return undefined;
}

/** Requests that may wait on one connection behind the one that is being answered. */
const MOST_PIPELINED = 64;
/** Those of all connections: Node takes its time to let go of each when its connection is reset. */
const MOST_PIPELINED_IN_ALL = 1000;
