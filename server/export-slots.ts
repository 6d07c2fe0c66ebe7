import { clientOf } from './client-address.js';
import { type Exchange, sendText } from './exchange.js';
import type { RelayOptions } from './options.js';
import { SliceQueue, TimeSlices } from './time-slices.js';

/** The work of one export, as far as it goes on: until its client has all, or goes. */
export interface ExportWork {
  readonly slices: TimeSlices;
  /** Aborted when the client goes. */
  readonly signal: AbortSignal;
}

type Limits = Pick<RelayOptions, 'maxExports' | 'maxExportsPerClient' | 'exportIdle'>;

/** An export keeps all rows of its moment until it is read: so many at the same time, and none that nobody reads. */
export class ExportSlots {
  readonly #limits: Limits;
  readonly #queue = new SliceQueue();
  readonly #byClient = new Map<string, number>();
  #taken = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Does the work of an export if there is room for it, and says so if there is not. The room is free when it ends. */
  async run(exchange: Exchange, work: (work: ExportWork) => Promise<void>): Promise<void> {
    const { request, response } = exchange;
    const client = clientOf(request);
    if (!this.#hasRoom(exchange, client)) return;
    const { socket } = request;
    const controller = new AbortController();
    // Of a pipelined request the response is not told.
    const abort = () => controller.abort();
    if (socket.destroyed) abort();
    socket.once('close', abort);
    response.setTimeout(this.#limits.exportIdle, () => response.destroy());
    this.#count(client, 1);
    try {
      const { signal } = controller;
      await work({ slices: new TimeSlices({ queue: this.#queue, signal }), signal });
    } catch (error) {
      // Whoever has gone is no failure.
      if (!controller.signal.aborted && !response.destroyed) throw error;
    } finally {
      socket.off('close', abort);
      this.#count(client, -1);
    }
  }

  #hasRoom({ response }: Exchange, client: string): boolean {
    const { maxExports, maxExportsPerClient } = this.#limits;
    const retry = { 'Retry-After': '5' };
    if (this.#taken >= maxExports) {
      const rule = `this relay writes ${maxExports} exports at the same time, as many as it may`;
      sendText(response, 503, `${rule}; try again in a moment`, retry);
      return false;
    }
    if ((this.#byClient.get(client) ?? 0) >= maxExportsPerClient) {
      const rule = `this relay writes ${maxExportsPerClient} exports at the same time for one client, as many as it may`;
      sendText(response, 429, `${rule}; try again when one of them has ended`, retry);
      return false;
    }
    return true;
  }

  #count(client: string, by: 1 | -1): void {
    this.#taken += by;
    const taken = (this.#byClient.get(client) ?? 0) + by;
    if (taken === 0) this.#byClient.delete(client);
    else this.#byClient.set(client, taken);
  }
}
