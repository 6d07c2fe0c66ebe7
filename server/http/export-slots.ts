import type { Audit } from '../admission/audit.js';
import type { ClientAddresses } from '../admission/client-address.js';
import { Slots } from '../admission/slots.js';
import { SliceQueue, TimeSlices } from '../cooperative/time-slices.js';
import type { ExportWork } from '../export/export-work.js';
import type { RelayOptions } from '../options.js';
import { type Exchange, sendText } from './exchange.js';

export interface ExportSlotsOptions {
  readonly options: Pick<RelayOptions, 'maxExports' | 'maxExportsPerClient' | 'exportIdle'>;
  readonly addresses: ClientAddresses;
  readonly audit: Audit;
}

/** Limits exports: each keeps all rows of its moment until it is read, so only so many run at the same time. */
export class ExportSlots {
  readonly #options: ExportSlotsOptions;
  readonly #slots: Slots;
  readonly #queue = new SliceQueue();

  constructor(options: ExportSlotsOptions) {
    this.#options = options;
    this.#slots = new Slots(options.options.maxExports, options.options.maxExportsPerClient);
  }

  /** Does the work of an export in a slot, which is free again when the work ends; refuses it if all are taken. */
  async run(exchange: Exchange, work: (work: ExportWork) => Promise<void>): Promise<void> {
    const { request, response } = exchange;
    const client = this.#options.addresses.clientOf(request);
    if (!this.#hasRoom(exchange, client)) return;
    const { socket } = request;
    const controller = new AbortController();
    // Listens to the socket: the response of a pipelined request gets no `close`.
    const abort = () => controller.abort();
    if (socket.destroyed) abort();
    socket.once('close', abort);
    // Sorting the rows may take any time.
    response.setTimeout(0);
    const begin = () => void response.setTimeout(this.#options.options.exportIdle, () => response.destroy());
    const giveBack = this.#slots.take(client);
    try {
      const { signal } = controller;
      await work({ slices: new TimeSlices({ queue: this.#queue, signal }), signal, begin });
    } catch (error) {
      // A client that left is no failure.
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
