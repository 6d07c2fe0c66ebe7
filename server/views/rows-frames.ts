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
  readonly #up: readonly KeyedRow[];
  readonly #del: readonly string[];
  readonly #pieces: Frame[] = [];
  #bytes = 0;
  #rows = 0;
  #keys = 0;
  /** Items that are encoded at once: fewer when they are large. */
  #together = 64;

  constructor(
    widget: string,
    from: number,
    to: number,
    { up, del }: { up: readonly KeyedRow[]; del: readonly string[] },
  ) {
    this.to = to;
    this.#head = `{"type":"rows","widget":${JSON.stringify(widget)},"from":${from},"to":${to}`;
    this.#up = up;
    this.#del = del;
  }

  /** Bytes of what has been encoded so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The frame of that number; `undefined` after the last. There is at least one, which may be empty. */
  at(index: number): Frame | undefined {
    while (this.#pieces.length <= index) {
      const isDone = this.#pieces.length > 0 && this.#rows === this.#up.length && this.#keys === this.#del.length;
      if (isDone) return undefined;
      const piece = this.#encode();
      this.#pieces.push(piece);
      this.#bytes += piece.length;
    }
    return this.#pieces[index];
  }

  /** All deletes come before all upserts, for they are applied first. */
  #encode(): Frame {
    let room = PIECE - Buffer.byteLength(this.#head) - ENVELOPE;
    /** Items from there on, as far as there is room, and where they end; encoded together, which is faster. */
    const take = (list: readonly unknown[], from: number): [text: string, end: number] => {
      const texts: string[] = [];
      let end = from;
      for (let count = this.#together; count >= 1 && end < list.length; ) {
        const items = list.slice(end, end + count);
        const text = JSON.stringify(items).slice(1, -1);
        const bytes = Buffer.byteLength(text) + 1;
        if (bytes > room) {
          count >>= 1;
          // Not even the first fit: the next pieces need not try it again.
          if (texts.length === 0) this.#together = Math.max(1, count);
        } else {
          texts.push(text);
          room -= bytes;
          end += items.length;
        }
      }
      return [texts.join(), end];
    };
    const [del, keys] = take(this.#del, this.#keys);
    this.#keys = keys;
    const [up, rows] = keys < this.#del.length ? ['', this.#rows] : take(this.#up, this.#rows);
    this.#rows = rows;
    const more = rows < this.#up.length || keys < this.#del.length;
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
