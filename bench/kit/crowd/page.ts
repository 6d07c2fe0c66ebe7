import type { ConfigMessage, RelayMessage, SyncMessage } from '../../../src/core/messages.js';
import type { KeyedRow } from '../../../src/core/values.js';
import { Connection } from '../../../src/runtime/link/connection.js';
import { Mirror } from '../../../src/runtime/mirror/mirror.js';
import { LeanSocket, type Reading } from './lean-socket.js';

/** A viewer's network, and its wishes. */
export interface Manner {
  readonly reading?: Reading;
  /** Steps a second that it asks for. Default: what the relay grants. */
  readonly pace?: number;
}

/**
 * A viewer's page without elements: the connection of the product with its back-off and its acknowledgements, and its
 * mirrors, over a socket that costs little.
 */
export class Page {
  /** The socket of the link that there is, or that is tried. */
  socket: LeanSocket | undefined;
  /** Time at which the present link was opened, in milliseconds since the epoch. */
  openedAt = 0;
  /** Times at which links were tried. */
  readonly tries: number[] = [];
  frames = 0;
  /** Bytes that came over former links. */
  #formerBytes = 0;
  /** First loads that came, counted by their first frame. */
  firstLoads = 0;
  epoch: string | undefined;
  readonly #mirrors: ReadonlyMap<string, Mirror>;
  readonly #connection: Connection;
  readonly #onStep: (sync: SyncMessage) => void;
  readonly #pace: number | undefined;
  #config: ConfigMessage | undefined;

  /** @param onStep Called after each step, when it has been applied. */
  constructor(
    url: string,
    widgets: readonly string[],
    onStep: (sync: SyncMessage) => void,
    { reading, pace }: Manner = {},
  ) {
    this.#pace = pace;
    this.#mirrors = new Map(widgets.map((id) => [id, new Mirror(id)]));
    this.#onStep = onStep;
    const opening = (socket: LeanSocket) => {
      this.#formerBytes = this.bytes;
      this.socket = socket;
      this.tries.push(Date.now());
    };
    class Opened extends LeanSocket {
      constructor(address: string, protocols: string | readonly string[]) {
        super(address, protocols, reading);
        opening(this);
      }
    }
    const listener = {
      opened: () => this.#opened(),
      received: (message: RelayMessage) => this.#received(message),
      loggedOut: () => {},
      linkChanged: () => {},
    };
    this.#connection = new Connection(url, listener, { WebSocket: Opened });
  }

  /** Bytes of all messages, without the headers of their frames. */
  get bytes(): number {
    return this.#formerBytes + (this.socket?.bytes ?? 0);
  }

  /** A widget's rows, if a step has brought them to this position. */
  rowsAt(position: number, widget: string): Iterable<KeyedRow> | undefined {
    const mirror = this.#mirrors.get(widget);
    return mirror?.after === position ? mirror.collection?.rows() : undefined;
  }

  close(): void {
    this.#connection.close();
  }

  #opened(): void {
    this.openedAt = Date.now();
    if (this.#pace !== undefined) this.#connection.send({ type: 'pace', rate: this.#pace });
    for (const mirror of this.#mirrors.values()) {
      mirror.detach();
      const resume =
        mirror.after === undefined || this.epoch === undefined ? {} : { epoch: this.epoch, after: mirror.after };
      this.#connection.send({ type: 'subscribe', widget: mirror.widget, ...resume });
    }
  }

  #received(message: RelayMessage): void {
    switch (message.type) {
      case 'hello':
        if (message.epoch !== this.epoch) for (const mirror of this.#mirrors.values()) mirror.forgetPosition();
        this.epoch = message.epoch;
        break;
      case 'config':
        this.#config = message;
        break;
      case 'subscribed':
        if (message.mode === 'full' && message.from === 0) this.firstLoads++;
        this.#mirrors.get(message.widget)?.subscribed(message);
        break;
      case 'rows':
        this.frames++;
        this.#mirrors.get(message.widget)?.rows(message);
        break;
      case 'sync':
        this.frames++;
        for (const [id, mirror] of this.#mirrors) mirror.step(message.position, this.#config?.widgets[id]?.columns);
        this.#onStep(message);
        break;
    }
  }
}
