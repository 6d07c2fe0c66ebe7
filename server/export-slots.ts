import type { ServerResponse } from 'node:http';
import { sendText } from './exchange.js';
import type { RelayOptions } from './options.js';

/** An export keeps all rows of its moment until it is read: so many at the same time, and none that nobody reads. */
export class ExportSlots {
  readonly #options: Pick<RelayOptions, 'maxExports' | 'exportIdle'>;
  #taken = 0;

  constructor(options: Pick<RelayOptions, 'maxExports' | 'exportIdle'>) {
    this.#options = options;
  }

  /** @returns Whether there is room, until the response is closed; if not, it says so. */
  take(response: ServerResponse): boolean {
    const { maxExports, exportIdle } = this.#options;
    if (this.#taken >= maxExports) {
      const rule = `this relay writes ${maxExports} exports at the same time, as many as it may`;
      sendText(response, 503, `${rule}; try again in a moment`, { 'Retry-After': '5' });
      return false;
    }
    this.#taken++;
    response.once('close', () => {
      this.#taken--;
    });
    response.setTimeout(exportIdle, () => response.destroy());
    return true;
  }
}
