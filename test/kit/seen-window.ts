import assert from 'node:assert/strict';
import type { RecentValues, SubscribedMessage, WindowMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

/** One window as a viewer has it: small, and strict about what the relay may send. */
export class SeenWindow {
  mode: SubscribedMessage['mode'] | undefined;
  /** The last frame that was applied. */
  last: WindowMessage | undefined;
  order: readonly string[] = [];
  totals: WindowMessage['totals'];
  /** Recent values that came with rows that entered, by column. */
  readonly recent = new Map<string, RecentValues[]>();
  /** Frames that were applied. */
  frames = 0;
  readonly #held = new Map<string, KeyedRow>();
  #pending: WindowMessage[] = [];

  /** Takes note of an answer: what is held is void. */
  answered({ mode, from }: SubscribedMessage): void {
    assert.equal(from, 0);
    this.mode = mode;
    this.last = undefined;
    this.order = [];
    this.#held.clear();
    this.#pending = [];
  }

  take(frame: WindowMessage): void {
    assert.equal(this.mode, 'window', 'no frame comes before the answer');
    this.#pending.push(frame);
  }

  /** Applies what came since the last step. */
  step(position: number): void {
    for (const frame of this.#pending) this.#apply(frame, position);
    const last = this.#pending.at(-1);
    this.#pending = [];
    if (last === undefined) return;
    assert.notEqual(last.more, true, 'a step has all of a window');
    assert.deepEqual([...this.#held.keys()].sort(), [...this.order].sort(), 'what is held is what is in order');
  }

  get rows(): KeyedRow[] {
    return this.order.map((key) => this.#held.get(key) as KeyedRow);
  }

  #apply(frame: WindowMessage, position: number): void {
    assert.equal(frame.to, position, 'a step is of one position');
    if (this.last === undefined) assert.ok(frame.order !== undefined, 'the first frame has the order');
    else if (frame.order === undefined) assert.equal(frame.offset, this.last.offset, 'an offset comes with the order');
    for (const key of frame.gone) assert.ok(this.#held.delete(key), `${key} was not held`);
    for (const row of frame.up) {
      const held = this.#held.get(row[0]);
      assert.notDeepEqual(row, held, `${row[0]} is held as it is`);
      this.#held.set(row[0], row);
    }
    for (const [column, values] of Object.entries(frame.hist ?? {})) {
      this.recent.set(column, [...(this.recent.get(column) ?? []), ...values]);
    }
    this.order = frame.order ?? this.order;
    this.totals = frame.totals ?? this.totals;
    this.last = frame;
    this.frames++;
  }
}
