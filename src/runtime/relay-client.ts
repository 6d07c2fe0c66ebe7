import type { ConfigMessage, WidgetConfig } from '../core/messages.js';
import type { Hub, Status, Watch } from './hub.js';

/** A relay as one part of a program uses it: `close` ends everything that was opened here, and nothing of others. */
export class RelayClient {
  readonly #hub: Hub;
  readonly #open = new Set<() => void>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Its address, ending in a slash. */
  get url(): string {
    return this.#hub.url;
  }

  /** The state of the link and the pipeline at this moment. */
  get status(): Status {
    return this.#hub.status;
  }

  /** The dashboard's title, layout and widgets; `undefined` until the relay has sent it. */
  get config(): ConfigMessage | undefined {
    return this.#hub.config;
  }

  /** The description of one widget. */
  widget(id: string): WidgetConfig | undefined {
    return this.#hub.widget(id);
  }

  /** Brings the rows of one widget, all of them, however many; calls back after each step that changed them, and when it cannot be had. */
  watch(widget: string, callback: (watch: Watch) => void = () => {}): Watch {
    const watch = this.#hub.watch(widget, callback, { all: true });
    const end = watch.close;
    watch.close = () => {
      this.#open.delete(watch.close);
      end();
    };
    this.#open.add(watch.close);
    return watch;
  }

  /** Calls back when `config` or `status` changed, until the returned function is called. */
  subscribe(callback: () => void): () => void {
    const unsubscribe = this.#hub.subscribe(callback);
    const close = () => {
      this.#open.delete(close);
      unsubscribe();
    };
    this.#open.add(close);
    return close;
  }

  /** Asks for something that the relay serves besides, such as `export/orders.csv`, with the token if there is one. */
  fetch(path: string): Promise<Response> {
    return this.#hub.fetch(path);
  }

  /** Ends everything that was opened here; the connection ends a moment after its last user. */
  close(): void {
    for (const close of this.#open) close();
  }
}
