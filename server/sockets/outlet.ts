import type { Writable } from 'node:stream';
import type { Frame } from '../views/frame.js';

/**
 * What is written to one link: the frames of a step go as one write and, while they are small, as one piece of memory,
 * which all share who get the same. Large ones are written one by one, uncopied, for they are shared by more viewers than
 * what comes with them.
 */
export class Outlet {
  readonly #socket: Writable;
  #frames: Frame[] = [];
  #corks = 0;

  constructor(socket: Writable) {
    this.#socket = socket;
  }

  send(frame: Frame): void {
    if (this.#corks > 0) this.#frames.push(frame);
    else this.#socket.write(frame.wire);
  }

  cork(): void {
    this.#corks++;
  }

  uncork(): void {
    if (--this.#corks > 0 || this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    const whole = joined(frames);
    if (whole !== undefined) this.#socket.write(whole);
    else {
      this.#socket.cork();
      for (const { wire } of frames) this.#socket.write(wire);
      this.#socket.uncork();
    }
  }
}

/** Of the frames that were joined last: viewers take the same step one after the other. */
let last: { readonly frames: readonly Frame[]; readonly wire: Buffer } = { frames: [], wire: Buffer.alloc(0) };

function joined(frames: readonly Frame[]): Buffer | undefined {
  const [only] = frames;
  if (only !== undefined && frames.length === 1) return only.wire;
  if (frames.length === last.frames.length && frames.every((frame, i) => frame === last.frames[i])) return last.wire;
  if (frames.reduce((bytes, { wire }) => bytes + wire.length, 0) > MOST_JOINED) return undefined;
  last = { frames, wire: Buffer.concat(frames.map(({ wire }) => wire)) };
  return last.wire;
}

/** Bytes. */
const MOST_JOINED = 16 * 1024;
