/**
 * Counts the bytes of the log's files, and decides by them when it is compacted.
 *
 * While the next checkpoint is written, the former one and its log are still there:
 *
 *     former checkpoint │ its log: at most `#room` │ next checkpoint │ its log: at most `#roomMeanwhile`
 *
 * All of them together stay below `compactAfter`, or three times the state if that is more. So one third is left for the
 * next checkpoint, and where a checkpoint is larger than that, the limit grows with it.
 */
export class CompactionLimits {
  /** Bytes of the newest checkpoint. */
  checkpoint = 0;
  /** Bytes that were logged since. */
  logged = 0;
  readonly #compactAfter: number;

  constructor(compactAfter: number) {
    this.#compactAfter = compactAfter;
  }

  /** Whether the next checkpoint is due. */
  get isDue(): boolean {
    return this.logged > this.#room;
  }

  /** Whether so much was logged while a checkpoint is written that the producer has to wait for it. */
  get isExceeded(): boolean {
    return this.logged > this.#roomMeanwhile;
  }

  get #room(): number {
    const left = (2 / 3) * this.#compactAfter - this.checkpoint - this.#roomMeanwhile;
    return Math.max(left, this.checkpoint / 2);
  }

  /**
   * An eighth of the limit, which is 8 MB by default. With twice as much, compaction has to begin earlier and so comes
   * more often; with half, a disk that is slow to write a checkpoint holds up the producer sooner.
   */
  get #roomMeanwhile(): number {
    return Math.max(this.#compactAfter / 8, this.checkpoint / 2);
  }
}
