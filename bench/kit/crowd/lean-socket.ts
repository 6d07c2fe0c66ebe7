import { connect, type Socket } from 'node:net';
import { frame, OPCODES, readFrames, upgradeText } from '../../../test/kit/websocket-frames.js';

/** How fast a viewer reads. */
export interface Reading {
  /** Bytes a second that its network takes; default: all that come. */
  readonly bytesPerSecond?: number;
}

interface LeanEvents {
  readonly open: { readonly type: 'open' };
  readonly message: { readonly type: 'message'; readonly data: string };
  readonly close: { readonly type: 'close'; readonly code: number; readonly reason: string };
}

type Listener = (event: LeanEvents[keyof LeanEvents]) => void;

/**
 * The part of the browser's WebSocket that a connection of ours needs, at a tenth of the cost of a complete one, so
 * that thousands of viewers fit beside the relay on one machine. It asks for no extensions, and trusts the relay to
 * send whole messages.
 */
export class LeanSocket {
  onopen: ((event: LeanEvents['open']) => void) | null = null;
  onmessage: ((event: LeanEvents['message']) => void) | null = null;
  onclose: ((event: LeanEvents['close']) => void) | null = null;
  /** Never called: whatever fails, `close` follows. */
  onerror: (() => void) | null = null;
  /** Takes messages undecoded, for viewers that look at a few letters; the payload is valid during the call only. */
  onpayload: ((payload: Buffer) => void) | null = null;
  readyState: 0 | 1 | 2 | 3 = CONNECTING;
  /** Bytes of all messages, without the headers of their frames. */
  bytes = 0;
  readonly #tcp: Socket;
  readonly #reading: Reading;
  readonly #listeners = new Map<string, Set<Listener>>();
  #rest: Buffer | undefined;
  #closed = { code: 1006, reason: '' };
  /** Messages of a page that is frozen: its network still reads, and answers pings. */
  #held: string[] | undefined;

  constructor(url: string, protocols: string | readonly string[], reading: Reading = {}) {
    const { hostname, port, host, pathname, search } = new URL(url);
    this.#reading = reading;
    const buffer = reading.bytesPerSecond === undefined ? SHARED : Buffer.alloc(SIP);
    const onread = { buffer, callback: (length: number) => this.#read(buffer.subarray(0, length)) };
    this.#tcp = connect({ host: hostname, port: Number(port), noDelay: true, onread });
    const offered = [protocols].flat().join(', ');
    const offer: Record<string, string> = offered === '' ? {} : { 'Sec-WebSocket-Protocol': offered };
    this.#tcp.on('connect', () => this.#tcp.write(upgradeText(host, pathname + search, offer)));
    this.#tcp.on('error', () => {}); // always followed by `close`
    this.#tcp.on('close', () => this.#gone());
  }

  addEventListener(type: string, listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  send(text: string): void {
    if (this.readyState === OPEN) this.#tcp.write(frame(OPCODES.text, text));
  }

  close(): void {
    if (this.readyState < CLOSING) this.readyState = CLOSING;
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
    for (const data of held) this.#emit('message', { type: 'message', data });
  }

  #gone(): void {
    if (this.readyState === CLOSED) return;
    this.readyState = CLOSED;
    this.#emit('close', { type: 'close', ...this.#closed });
  }

  #emit<T extends keyof LeanEvents>(type: T, event: LeanEvents[T]): void {
    const own = this[`on${type}`] as ((event: LeanEvents[T]) => void) | null;
    own?.(event);
    const listeners = this.#listeners.get(type);
    if (listeners !== undefined) for (const listener of [...listeners]) listener(event);
  }

  /** @returns Whether to read on. */
  #read(chunk: Buffer): boolean {
    let data = this.#rest === undefined ? chunk : Buffer.concat([this.#rest, chunk]);
    this.#rest = undefined;
    this.#tcp.cork();
    if (this.readyState === CONNECTING) data = this.#upgraded(data);
    if (this.readyState === OPEN) data = readFrames(data, (opcode, payload) => this.#frame(opcode, payload));
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
      this.close();
      return data.subarray(data.length);
    }
    this.readyState = OPEN;
    this.#emit('open', { type: 'open' });
    return data.subarray(end + 4);
  }

  #frame(opcode: number, payload: Buffer): void {
    if (this.readyState !== OPEN) return;
    if (opcode === OPCODES.text) this.#message(payload);
    else if (opcode === OPCODES.ping) this.#tcp.write(frame(OPCODES.pong, payload));
    else if (opcode === OPCODES.close) {
      if (payload.length >= 2) this.#closed = { code: payload.readUInt16BE(0), reason: payload.toString('utf8', 2) };
      this.#tcp.end(frame(OPCODES.close, payload));
    }
  }

  #message(payload: Buffer): void {
    this.bytes += payload.length;
    if (this.onpayload !== null) {
      this.onpayload(payload);
      return;
    }
    const data = payload.toString();
    if (this.#held === undefined) this.#emit('message', { type: 'message', data });
    else this.#held.push(data);
  }
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** Everybody reads into it, one after the other. */
const SHARED = Buffer.alloc(256 * 1024);
/** Bytes that a slow viewer reads at a time. */
const SIP = 512;
