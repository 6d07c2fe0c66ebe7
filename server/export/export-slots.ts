import type { Audit } from '../admission/audit.js';
import type { ClientAddresses } from '../admission/client-address.js';
import { Slots } from '../admission/slots.js';
import { SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import { type Exchange, sendText } from '../http/exchange.js';
import type { RelayOptions } from '../options.js';

/** The work of one export, as far as it goes on: until its client has all, or goes. */
export interface ExportWork {
  readonly slices: TimeSlices;
  /** Aborted when the client goes. */
  readonly signal: AbortSignal;
  /** There is something to read: from now on the client is cut if it does not. */
  readonly begin: () => void;
}

export interface ExportSlotsOptions {
  readonly options: Pick<RelayOptions, 'maxExports' | 'maxExportsPerClient' | 'exportIdle'>;
  readonly addresses: ClientAddresses;
  readonly audit: Audit;
}

/** An export keeps all rows of its moment until it is read: so many at the same time, and none that nobody reads. */
export class ExportSlots {
  readonly #options: ExportSlotsOptions;
  readonly #slots: Slots;
  readonly #queue = new SliceQueue();

  constructor(options: ExportSlotsOptions) {
    this.#options = options;
    this.#slots = new Slots(options.options.maxExports, options.options.maxExportsPerClient);
  }

  /** Does the work of an export if there is room for it, and says so if there is not. The room is free when it ends. */
  async run(exchange: Exchange, work: (work: ExportWork) => Promise<void>): Promise<void> {
    const { request, response } = exchange;
    const client = this.#options.addresses.clientOf(request);
    if (!this.#hasRoom(exchange, client)) return;
    const { socket } = request;
    const controller = new AbortController();
    // Of a pipelined request the response is not told.
    const abort = () => controller.abort();
    if (socket.destroyed) abort();
    socket.once('close', abort);
    // However long the rows take to be sorted.
    response.setTimeout(0);
    const begin = () => void response.setTimeout(this.#options.options.exportIdle, () => response.destroy());
    const giveBack = this.#slots.take(client);
    try {
      const { signal } = controller;
      await work({ slices: new TimeSlices({ queue: this.#queue, signal }), signal, begin });
    } catch (error) {
      // Whoever has gone is no failure.
      if (!controller.signal.aborted && !response.destroyed) throw error;
    } finally {
      socket.off('close', abort);
      giveBack();
    }
  }

  #hasRoom({ response }: Exchange, client: string): boolean {
    const { options, audit } = this.#options;
    const full = this.#slots.full(client);
    if (full === undefined) return true;
    audit.limited(full === 'all' ? 'exports' : 'exports_per_client', client);
    const retry = { 'Retry-After': '5' };
    if (full === 'all') {
      const rule = `this relay writes ${options.maxExports} exports at the same time, as many as it may`;
      sendText(response, 503, `${rule}; try again in a moment`, retry);
    } else {
      const rule = `this relay writes ${options.maxExportsPerClient} exports at the same time for one client, as many as it may`;
      sendText(response, 429, `${rule}; try again when one of them has ended`, retry);
    }
    return false;
  }
}
