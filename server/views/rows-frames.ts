import { ItemEncoder } from '../../src/core/commit/item-encoder.js';
import type { KeyedRow } from '../../src/core/values.js';
import { PIECE } from '../options.js';
import type { Frame } from './frame.js';

/**
 * The `rows` frames that bring one widget from one position to another: encoded once, when the first viewer needs
 * them, and the same bytes for every viewer.
 *
 *     up, del        references to immutable rows: a consistent picture, whatever happens to the widget meanwhile
 *     pieces         frames of at most 64 KB, as far as somebody needed them
 */
export class RowsFrames {
  readonly to: number;
  readonly #head: string;
  readonly #up: ItemEncoder<KeyedRow>;
  readonly #del: ItemEncoder<string>;
  readonly #pieces: Frame[] = [];
  #bytes = 0;

  constructor(
    widget: string,
    from: number,
    to: number,
    { up, del }: { up: readonly KeyedRow[]; del: readonly string[] },
  ) {
    this.to = to;
    this.#head = `{"type":"rows","widget":${JSON.stringify(widget)},"from":${from},"to":${to}`;
    this.#up = new ItemEncoder(up, Buffer.byteLength);
    this.#del = new ItemEncoder(del, Buffer.byteLength);
  }

  /** Bytes of what has been encoded so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The frame of that number; `undefined` after the last. There is at least one, which may be empty. */
  at(index: number): Frame | undefined {
    while (this.#pieces.length <= index) {
      if (this.#pieces.length > 0 && this.#isDone) return undefined;
      const piece = this.#encode();
      this.#pieces.push(piece);
      this.#bytes += piece.length;
    }
    return this.#pieces[index];
  }

  get #isDone(): boolean {
    return this.#del.isDone && this.#up.isDone;
  }

  /** All deletes come before all upserts, for they are applied first. */
  #encode(): Frame {
    const room = PIECE - Buffer.byteLength(this.#head) - ENVELOPE;
    const { text: del, size } = this.#del.take(room);
    const { text: up } = this.#del.isDone ? this.#up.take(room - size) : { text: '' };
    const more = !this.#isDone;
    return Buffer.from(
      this.#head +
        (del === '' ? '' : `,"del":[${del}]`) +
        (up === '' ? '' : `,"up":[${up}]`) +
        (more ? ',"more":true}' : '}'),
    );
  }
}

/** Bytes of what a frame holds beside its head, rows and keys. */
const ENVELOPE = 40;
