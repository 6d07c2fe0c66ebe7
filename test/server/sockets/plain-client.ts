import { WebSocket } from 'ws';
import type { Fixture } from '../../kit/fixture.js';

export type Message = Readonly<Record<string, unknown>>;

/** A client as somebody would write it who has read nothing but the printed messages. */
export class PlainClient {
  readonly socket: WebSocket;
  readonly messages: Message[] = [];
  readonly tables = new Map<unknown, Map<unknown, Message>>();
  #seen = () => {};

  constructor(url: string) {
    this.socket = new WebSocket(`${url.replace('http', 'ws')}live`);
    this.socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as Message;
      this.messages.push(message);
      if (message.type === 'data' && message.op !== undefined) {
        const rows = this.tables.get(message.widget) ?? new Map();
        this.tables.set(message.widget, rows);
        if (message.op === 'upsert') rows.set(message.key, message.row as Message);
        else rows.delete(message.key);
      }
      this.#seen();
    });
  }

  data(widget: string): Message[] {
    return this.messages.filter((message) => message.type === 'data' && message.widget === widget);
  }

  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#seen = () => condition() && resolve();
      this.#seen();
    });
  }
}

/** A plain client that is closed after the test. */
export async function withClient(relay: Fixture, run: (client: PlainClient) => Promise<void>): Promise<void> {
  const client = new PlainClient(relay.url);
  try {
    await run(client);
  } finally {
    client.socket.terminate();
  }
}
