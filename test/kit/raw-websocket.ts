import { connect, type Socket } from 'node:net';

import { frame, OPCODES, readFrames, upgradeText } from './websocket-frames.js';

export interface RawWebSocketOptions {
  readonly protocol?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A WebSocket whose frames are made by hand: what no proper client would send can be sent. */
export class RawWebSocket {
  readonly socket: Socket;
  /** How many messages came, and the newest of them. */
  messages = 0;
  newest = '';
  pongs = 0;
  /** The code with which the relay closed the link. */
  closeCode: number | undefined;
  isClosed = false;
  #rest: Buffer = Buffer.alloc(0);
  #waiting: { readonly condition: () => boolean; readonly resolve: () => void }[] = [];

  private constructor(port: number) {
    this.socket = connect({ port, host: '127.0.0.1' });
    // A test that fails leaves some behind: they must not keep the process.
    this.socket.unref();
    this.socket.on('error', () => {});
    this.socket.on('close', () => {
      this.isClosed = true;
      this.#look();
    });
  }

  static async connect(port: number, path: string, options: RawWebSocketOptions = {}): Promise<RawWebSocket> {
    const link = new RawWebSocket(port);
    const { protocol, headers = {} } = options;
    const offer = protocol === undefined ? {} : { 'Sec-WebSocket-Protocol': protocol };
    link.socket.write(upgradeText(`127.0.0.1:${port}`, path, { ...offer, ...headers }));
    let answer = Buffer.alloc(0);
    await new Promise<void>((resolve, reject) => {
      const over = () => reject(new Error(`the upgrade was not answered: ${answer.toString('latin1')}`));
      link.socket.once('close', over);
      link.socket.on('data', function take(data: Buffer) {
        answer = Buffer.concat([answer, data]);
        const end = answer.indexOf('\r\n\r\n');
        if (end < 0) return;
        link.socket.off('data', take).off('close', over);
        if (answer.subarray(0, 12).toString() === 'HTTP/1.1 101') {
          link.#receive(answer.subarray(end + 4));
          resolve();
        } else {
          link.socket.destroy();
          reject(new Error(answer.toString('latin1')));
        }
      });
    });
    link.socket.on('data', (data: Buffer) => link.#receive(data));
    return link;
  }

  send(text: string): void {
    this.write(frame(OPCODES.text, text));
  }

  write(data: Buffer): boolean {
    return this.socket.writable && this.socket.write(data);
  }

  /** Sends this again and again, as fast as it goes: until so many times, or the link is over. */
  async flood(data: Buffer, times: number): Promise<void> {
    for (let i = 0; i < times && !this.isClosed; i++) {
      if (this.write(data)) await new Promise(setImmediate);
      else await new Promise<void>((resolve) => this.#once(resolve));
    }
  }

  /** Resolves when the condition holds, or the link is over. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ condition, resolve });
      this.#look();
    });
  }

  /** Resolves when the relay has read all that was sent, or the link is over. */
  async settled(): Promise<void> {
    const pongs = this.pongs;
    this.write(frame(OPCODES.ping, 'settled'));
    await this.until(() => this.pongs > pongs || this.closeCode !== undefined);
  }

  /** Says that it is over, and waits for that. */
  async close(): Promise<void> {
    this.write(frame(OPCODES.close, Buffer.from([0x03, 0xe8])));
    this.socket.end();
    this.socket.resume();
    await this.until(() => false);
  }

  #once(resolve: () => void): void {
    const done = () => {
      this.socket.off('drain', done).off('close', done);
      resolve();
    };
    this.socket.on('drain', done).on('close', done);
  }

  #look(): void {
    this.#waiting = this.#waiting.filter(({ condition, resolve }) => {
      const isOver = this.isClosed || condition();
      if (isOver) resolve();
      return !isOver;
    });
  }

  #receive(data: Buffer): void {
    const all = this.#rest.length === 0 ? data : Buffer.concat([this.#rest, data]);
    this.#rest = readFrames(all, (opcode, payload) => this.#frame(opcode, payload));
    this.#look();
  }

  #frame(opcode: number, payload: Buffer): void {
    if (opcode === OPCODES.pong) this.pongs++;
    else if (opcode === OPCODES.close) this.closeCode = payload.length >= 2 ? payload.readUInt16BE(0) : 1005;
    else if (opcode !== OPCODES.ping) {
      this.messages++;
      this.newest = payload.toString();
    }
  }
}
