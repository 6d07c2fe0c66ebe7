import {
  type RelayMessage,
  VIEWER_SUBPROTOCOL,
  type ViewerMessage,
  type WindowRequest,
} from '../../src/core/messages.js';
import { LeanSocket } from '../kit/crowd/lean-socket.js';
import { WIDGET } from './market.js';

/** A viewer that opens one window after another, and waits for the first frame of each. */
export class WindowViewer {
  readonly #socket: LeanSocket;
  readonly #shown = new Map<number, () => void>();
  #frames = 0;
  #subs = 0;

  private constructor(url: string) {
    this.#socket = new LeanSocket(`${url}live`, VIEWER_SUBPROTOCOL);
    this.#socket.onmessage = ({ data }) => this.#received(JSON.parse(data) as RelayMessage);
  }

  static async open(url: string): Promise<WindowViewer> {
    const viewer = new WindowViewer(url);
    await new Promise<void>((resolve) => {
      viewer.#socket.onopen = () => resolve();
    });
    return viewer;
  }

  /** Opens a window in place of the former one; gives the milliseconds until it was there. */
  async show(sort: WindowRequest['sort']): Promise<number> {
    const sub = ++this.#subs;
    const begun = performance.now();
    const isShown = new Promise<void>((resolve) => this.#shown.set(sub, resolve));
    this.#send({
      type: 'subscribe',
      widget: WIDGET,
      sub,
      rev: 1,
      window: { sort: sort ?? null, offset: 0, limit: 50 },
    });
    await isShown;
    const milliseconds = performance.now() - begun;
    if (sub > 1) this.#send({ type: 'unsubscribe', sub: sub - 1 });
    return milliseconds;
  }

  close(): void {
    this.#socket.close();
  }

  #received(message: RelayMessage): void {
    switch (message.type) {
      case 'window':
        this.#shown.get(message.sub)?.();
        this.#acknowledge();
        break;
      case 'rows':
      case 'sync':
        this.#acknowledge();
        break;
      case 'error':
        throw new Error(`the relay refused a window: ${message.message}`);
    }
  }

  #acknowledge(): void {
    this.#send({ type: 'ack', frames: ++this.#frames });
  }

  #send(message: ViewerMessage): void {
    this.#socket.send(JSON.stringify(message));
  }
}
