import type { KeptFrames } from './kept-frames.js';
import { type WindowChange, WindowPieces } from './window-pieces.js';

/** The frames of a step, for one viewer. */
export interface StepFrames {
  /** The frame of that number, each asked for until the next one is; `undefined` after the last. */
  at(index: number): Buffer | undefined;
}

/**
 * The `window` frames of one step, for all viewers that are at the same place in the same rows:
 *
 *     {"type":"window","sub":3,"rev":5    ,"to":…,"order":[…],"gone":[…],"up":[…]}
 *     └ of one viewer ───────────────┘    └ a piece of at most 64 KB, shared ────┘
 *
 * The first pieces are encoded once and kept for others, as long as there is room. Further ones are encoded for each
 * viewer when it is sent them: whoever opens many large windows would have all their rows in memory as text.
 */
export class WindowFrames {
  readonly to: number;
  readonly #change: WindowChange;
  readonly #kept: KeptFrames;
  #shared: WindowPieces | undefined;
  readonly #pieces: string[] = [];
  /** Most viewers choose the same numbers: their frames are the same bytes. */
  readonly #frames = new Map<string, Buffer[]>();

  constructor(to: number, change: WindowChange, kept: KeptFrames) {
    this.to = to;
    this.#change = change;
    this.#kept = kept;
    this.#shared = new WindowPieces(to, change);
  }

  /** Gives the frames for one viewer. */
  for(sub: number, rev: number): StepFrames {
    const head = `{"type":"window","sub":${sub},"rev":${rev}`;
    let own: { readonly pieces: WindowPieces; count: number } | undefined;
    let last: { readonly index: number; readonly frame: Buffer | undefined } | undefined;
    const make = (index: number): Buffer | undefined => {
      const kept = this.#keptFrame(head, index);
      if (kept !== undefined || (own === undefined && this.#shared?.isDone === true)) return kept;
      own ??= { pieces: new WindowPieces(this.to, this.#change), count: 0 };
      let piece: string | undefined;
      for (; own.count <= index; own.count++) piece = own.pieces.next();
      return piece === undefined ? undefined : Buffer.from(head + piece);
    };
    return {
      at: (index) => {
        if (last?.index !== index) last = { index, frame: make(index) };
        return last.frame;
      },
    };
  }

  /** Lets go of all that is kept: from now on each viewer has its own. */
  forget(): void {
    this.#shared = undefined;
    this.#pieces.length = 0;
    this.#frames.clear();
  }

  #keptFrame(head: string, index: number): Buffer | undefined {
    const piece = this.#keptPiece(index);
    if (piece === undefined) return undefined;
    const known = this.#frames.get(head);
    const frame = known?.[index] ?? Buffer.from(head + piece);
    if (known?.[index] !== undefined || (known === undefined && this.#frames.size >= MOST_HEADS)) return frame;
    if (known === undefined) this.#frames.set(head, [frame]);
    else known[index] = frame;
    this.#kept.add(this, frame.length);
    return frame;
  }

  #keptPiece(index: number): string | undefined {
    while (this.#shared !== undefined && this.#pieces.length <= index && index < MOST_PIECES) {
      const piece = this.#shared.next();
      if (piece === undefined) break;
      this.#pieces.push(piece);
      this.#kept.add(this, piece.length);
    }
    return this.#pieces[index];
  }
}

/**
 * Pieces that are kept for others: as much as may be on the way to one viewer. With half as many a tall screen of long
 * rows is encoded for each viewer; twice as many leave room for half as many windows.
 */
const MOST_PIECES = 4;
/** Heads for which frames are kept: viewers number their windows alike, and most are at their first request. */
const MOST_HEADS = 8;
