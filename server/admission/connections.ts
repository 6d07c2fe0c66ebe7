import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Audit } from './audit.js';
import { clientOfAddress } from './client-address.js';

export interface ConnectionsOptions {
  /** How many there may be that are no links, beside the links of now. */
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
 * Limits the connections that ask over HTTP, or have not asked yet. Those that are links by now are not among them.
 *
 *     silent for long ◀─ all of them, and those of each client ─▶ has just come, asked, or been answered
 *
 * When there are too many, the first that waits for nothing of the relay's makes way for the one that comes: it has
 * asked nothing since, or its request has not come whole. So connections that ask nothing, or not all, keep nobody out,
 * and the newest is the last to go.
 */
export class Connections {
  readonly #options: ConnectionsOptions;
  readonly #all = new Set<Socket>();
  readonly #ofClient = new Map<string, Set<Socket>>();
  readonly #turns = new WeakMap<Socket, Turns>();
  #waiting = 0;

  constructor(options: ConnectionsOptions) {
    this.#options = options;
  }

  /** Lets a connection in, or cuts it. */
  accept(socket: Socket): void {
    const { isProxy, maxPerClient, room } = this.#options;
    const client = clientOf(socket);
    const own = this.#ofClient.get(client) ?? new Set();
    const isOneTooMany = own.size >= maxPerClient && !isProxy(socket.remoteAddress);
    if (isOneTooMany && !this.#makeRoom(own, client)) return void socket.destroy();
    if (this.#all.size >= room() && !this.#makeRoom(this.#all, client)) return void socket.destroy();
    own.add(socket);
    this.#ofClient.set(client, own);
    this.#all.add(socket);
    socket.once('close', () => this.#forget(socket, client));
  }

  #forget(socket: Socket, client = clientOf(socket)): void {
    this.#all.delete(socket);
    const own = this.#ofClient.get(client);
    own?.delete(socket);
    if (own?.size === 0) this.#ofClient.delete(client);
  }

  /** @returns Whether one of these could go, and has gone. */
  #makeRoom(sockets: ReadonlySet<Socket>, client: string): boolean {
    this.#options.audit.limited('connections', client);
    for (const socket of sockets) {
      const asked = this.#turns.get(socket)?.answered;
      if (asked?.complete === true) continue;
      // At once, not when its `close` comes: others may come before that.
      this.#forget(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  /** Whether a request that came over it has no answer yet. */
  isAnswering(socket: Socket): boolean {
    return this.#turns.get(socket)?.answered !== undefined;
  }

  /** Forgets a connection that has become a link, which others count. */
  release(socket: Socket): void {
    this.#forget(socket);
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
      this.#options.audit.limited('pipelined_requests', clientOf(socket));
      socket.destroy();
      return;
    }
    this.#toTheEnd(socket);
    await run();
    for (let next = turns.waiting.shift(); next !== undefined; next = turns.waiting.shift()) {
      this.#waiting--;
      if (!socket.destroyed) await next();
    }
    turns.answered = undefined;
    this.#toTheEnd(socket);
  }

  /** Makes it the last to go: it has just asked. One that has gone stays away. */
  #toTheEnd(socket: Socket): void {
    for (const sockets of [this.#all, this.#ofClient.get(clientOf(socket))]) {
      if (sockets?.delete(socket)) sockets.add(socket);
    }
  }
}

function clientOf({ remoteAddress = '' }: Socket): string {
  return clientOfAddress(remoteAddress);
}

/**
 * Requests that may wait on one connection behind the one that is being answered. Browsers send none; half may cut a
 * script that pipelines, twice as many is work for an answer that nobody may read.
 */
const MOST_PIPELINED = 64;
/**
 * Those of all connections: Node takes its time to let go of each when its connection is reset. Half: sixteen such
 * scripts at a time become eight. Twice: such a reset holds everybody up for twice as long.
 */
const MOST_PIPELINED_IN_ALL = 1000;
