import type { ReadyMessage } from '../core/messages.js';

/** Knows what the relay has acknowledged, and which widgets lack rows because the relay has them no longer. */
export class Delivery {
  #epoch = '';
  #acknowledged = 0;
  readonly #widgets = new Set<string>();
  readonly #incomplete = new Map<string, string>();

  /** Why a widget lacks rows. */
  reasonFor(widget: string): string | undefined {
    return this.#incomplete.get(widget);
  }

  /** Notes that the relay has a commit with rows of these widgets. */
  acknowledged(seq: number, widgets: Iterable<string>): void {
    this.#acknowledged = Math.max(this.#acknowledged, seq);
    for (const widget of widgets) this.#widgets.add(widget);
  }

  /** Compares what the relay has on a new link. @returns Why rows that it had acknowledged are gone, if some are. */
  compare({ epoch, ack }: ReadyMessage): string | undefined {
    const reason = epoch === this.#epoch ? REPLACED : STATE_LOST;
    this.#epoch = epoch;
    if (ack >= this.#acknowledged) return undefined;
    this.#acknowledged = ack;
    const isLost = this.#widgets.size > 0;
    for (const widget of this.#widgets) this.#incomplete.set(widget, reason);
    this.#widgets.clear();
    return isLost ? reason : undefined;
  }
}

const STATE_LOST = 'the relay lost its state; rows appear as they change';
const REPLACED = 'another run has replaced the rows of this one; they appear as they change';
