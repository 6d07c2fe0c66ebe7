import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** How a viewer reads. */
export interface Reading {
  /** Bytes a second that its network takes; default: all that come. */
  readonly bytesPerSecond?: number;
}

/**
 * The part of the browser's WebSocket that a connection of ours needs, at a tenth of the cost of a complete one, so
 * that thousands of viewers fit beside the relay on one machine. It asks for no extensions, and trusts the relay to
 * send whole messages.
 */
export class LeanSocket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { readonly data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  onerror: (() => void) | null = null;
  readonly #tcp: Socket;
  readonly #reading: Reading;
  #rest: Buffer | undefined;
  #isOpen = false;
  #isGone = false;
  /** Messages of a page that is frozen: its network still reads, and answers pings. */
  #held: string[] | undefined;

  constructor(url: string, protocols: string | readonly string[], reading: Reading = {}) {
    const { hostname, port, host, pathname } = new URL(url);
    this.#reading = reading;
    const buffer = reading.bytesPerSecond === undefined ? SHARED : Buffer.alloc(SIP);
    const onread = { buffer, callback: (length: number) => this.#read(buffer.subarray(0, length)) };
    this.#tcp = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    this.#tcp.on('connect', () => {
      const head = [
        `GET ${pathname} HTTP/1.1`,
        `Host: ${host}`,
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
        `Sec-WebSocket-Protocol: ${[protocols].flat().join(', ')}`,
      ];
      this.#tcp.write(`${head.join('\r\n')}\r\n\r\n`);
    });
    this.#tcp.on('error', () => {}); // always followed by `close`
    this.#tcp.on('close', () => this.#gone());
  }

  send(text: string): void {
    if (this.#isOpen) this.#tcp.write(frame(TEXT, Buffer.from(text)));
  }

  close(): void {
    this.#isOpen = false;
    this.#tcp.destroy();
  }

  /** The network is gone: nobody says goodbye. */
  cut(): void {
    this.#tcp.resetAndDestroy();
  }

  /** The page does nothing any more, until `thaw`. */
  freeze(): void {
    this.#held ??= [];
  }

  thaw(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const data of held) this.onmessage?.({ data });
  }

  #gone(): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#isOpen = false;
    this.onclose?.();
  }

  /** @returns Whether to read on. */
  #read(chunk: Buffer): boolean {
    let data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    this.#tcp.cork();
    if (!this.#isOpen) data = this.#upgraded(data);
    data = this.#frames(data);
    this.#tcp.uncork();
    if (data.length > 0) this.#rest = Buffer.from(data); // the buffer is used again
    const { bytesPerSecond } = this.#reading;
    if (bytesPerSecond === undefined) return true;
    setTimeout(() => this.#tcp.resume(), (1000 * chunk.length) / bytesPerSecond);
    return false;
  }

  /** @returns What follows the answer; all of it while that is not complete. */
  #upgraded(data: Buffer): Buffer {
    const end = data.indexOf('\r\n\r\n');
    if (end < 0) return data;
    if (!data.subarray(0, end).toString('latin1').startsWith('HTTP/1.1 101')) {
      this.#tcp.destroy();
      return data.subarray(data.length);
    }
    this.#isOpen = true;
    this.onopen?.();
    return data.subarray(end + 4);
  }

  /** @returns What is left: the beginning of a frame. */
  #frames(data: Buffer): Buffer {
    let at = 0;
    while (this.#isOpen && data.length - at >= 2) {
      const short = (data[at + 1] as number) & 127;
      const header = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (data.length - at < header) break;
      const length =
        short === 126 ? data.readUInt16BE(at + 2) : short === 127 ? Number(data.readBigUInt64BE(at + 2)) : short;
      if (data.length - at < header + length) break;
      this.#frame((data[at] as number) & 15, data.subarray(at + header, at + header + length));
      at += header + length;
    }
    return data.subarray(at);
  }

  #frame(opcode: number, payload: Buffer): void {
    if (opcode === TEXT) {
      const text = payload.toString();
      if (this.#held === undefined) this.onmessage?.({ data: text });
      else this.#held.push(text);
    } else if (opcode === PING) this.#tcp.write(frame(PONG, payload));
    else if (opcode === CLOSE) this.#tcp.end(frame(CLOSE, payload));
  }
}

const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;

/** Everybody reads into it, one after the other. */
const SHARED = Buffer.alloc(256 * 1024);
/** Bytes that a slow viewer reads at a time. */
const SIP = 512;

/** As a client must send it, with a mask; that it is all zeros saves the work. */
function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const header = length < 126 ? 2 : 4;
  if (length > 65_535) throw new Error(`a viewer's message has at most 65,535 bytes here; this one has ${length}`);
  const bytes = Buffer.alloc(header + 4 + length);
  bytes[0] = 128 | opcode;
  bytes[1] = 128 | Math.min(length, 126);
  if (header === 4) bytes.writeUInt16BE(length, 2);
  payload.copy(bytes, header + 4);
  return bytes;
}
