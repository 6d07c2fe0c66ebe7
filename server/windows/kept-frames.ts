/** Frames of one step, as far as they are kept. */
interface Forgettable {
  /** Lets go of all that is kept. */
  forget(): void;
}

/** Knows which frames of windows are kept for others, and has the oldest forgotten when they are too many bytes. */
export class KeptFrames {
  /** Bytes of each, the oldest first. */
  readonly #sizes = new Map<Forgettable, number>();
  #bytes = 0;

  /** Notes that so many more bytes of it are kept. */
  add(frames: Forgettable, bytes: number): void {
    this.#sizes.set(frames, (this.#sizes.get(frames) ?? 0) + bytes);
    this.#bytes += bytes;
    for (const [oldest, size] of this.#sizes) {
      if (this.#bytes <= MOST_KEPT_BYTES) return;
      this.#sizes.delete(oldest);
      this.#bytes -= size;
      oldest.forget();
    }
  }
}

/**
 * Bytes of all of them: as many as of the frames of whole widgets. With half as many, a thousand viewers who look at
 * different windows of long rows share less; twice as many is as much as a relay of a large dashboard needs for all else.
 */
const MOST_KEPT_BYTES = 64 * 1024 * 1024;
