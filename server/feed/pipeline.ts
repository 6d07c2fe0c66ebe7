import { ProtocolError } from '../../src/core/checks/rules.js';
import type { AckMessage, CommitMessage, ConfigMessage, OpenMessage, ReadyMessage } from '../../src/core/messages.js';
import type { CommitLog, Entry, Refusal } from '../log/log.js';
import type { Metrics } from '../metrics.js';
import type { Store } from '../store/store.js';
import type { Health } from '../views/fanout.js';

/** The link of a producer, as far as the pipeline cares. */
export interface Producer {
  /** Another link feeds the relay now. */
  replaced(why: string): void;
}

export interface PipelineOptions {
  readonly store: Store;
  readonly log: CommitLog;
  readonly metrics: Metrics;
  readonly staleAfter: number;
  /** The position or the health changed. */
  readonly changed: () => void;
}

/**
 * The way of a producer's messages into the state, one at a time: check against the state, log, apply. So what was
 * checked still holds when it is applied, and nothing is visible that the log has not taken.
 *
 * It also knows which run feeds the relay over which link, and how that pipeline is.
 */
export class Pipeline {
  readonly #store: Store;
  readonly #log: CommitLog;
  readonly #metrics: Metrics;
  readonly #staleAfter: number;
  readonly #changed: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #producer: Producer | undefined;
  #heardAt = 0;
  #isSilent = false;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor({ store, log, metrics, staleAfter, changed }: PipelineOptions) {
    this.#store = store;
    this.#log = log;
    this.#metrics = metrics;
    this.#staleAfter = staleAfter;
    this.#changed = changed;
  }

  get health(): Health {
    const { run } = this.#store;
    if (run === undefined) return { state: 'waiting' };
    if (run.ended !== undefined) {
      const { error } = run.ended;
      return error === undefined ? { state: 'ended' } : { state: 'failed', message: error };
    }
    return { state: this.#producer === undefined || this.#isSilent ? 'stale' : 'live' };
  }

  /** Lets a run feed the relay over this link, unless another one does. */
  open(producer: Producer, { run, resume }: OpenMessage): Promise<ReadyMessage> {
    return this.inTurn(async () => {
      const current = this.#store.run;
      const isKnown = current?.id === run;
      if (!isKnown && this.#producer !== undefined && this.#producer !== producer && current?.ended === undefined) {
        const fix = 'stop it, or start this one with a relay of its own on another port';
        throw new ProtocolError('busy', `another run feeds this relay; ${fix}`, { retryAfter: RETRY_AFTER });
      }
      if (!isKnown) await this.#take({ type: 'open', run, resume });
      if (this.#producer !== producer) {
        this.#producer?.replaced(
          isKnown ? 'this run came back on another link' : 'this run has ended, and another began',
        );
      }
      this.#producer = producer;
      this.heard(producer);
      this.#changed();
      const { epoch, position } = this.#store;
      return { type: 'ready', epoch, position, ack: this.#store.run?.seq ?? 0 };
    });
  }

  config(producer: Producer, config: ConfigMessage): Promise<void> {
    return this.#fromProducer(producer, () => this.#take({ type: 'config', config }));
  }

  /** @param raw The commit's pieces as they came. */
  commit(producer: Producer, message: CommitMessage, raw?: readonly Buffer[]): Promise<AckMessage> {
    return this.#fromProducer(producer, async () => {
      const { seq, time, age, changes } = message;
      let refused: readonly Refusal[] = [];
      if (seq > (this.#store.run?.seq ?? 0)) {
        refused = await this.#store.refusals(changes);
        const told = age === undefined ? {} : { age };
        await this.#take({ type: 'commit', seq, time, ...told, at: Date.now(), changes, refused }, raw);
        this.#metrics.commits++;
        this.#metrics.refusals += refused.length;
        for (const { up = [], del = [] } of Object.values(changes)) this.#metrics.rows += up.length + del.length;
      }
      const ack: AckMessage = { type: 'ack', seq, position: this.#store.position };
      return refused.length === 0 ? ack : { ...ack, refused };
    });
  }

  end(producer: Producer, error: string | undefined): Promise<void> {
    return this.#fromProducer(producer, () => this.#take({ type: 'end', ...(error === undefined ? {} : { error }) }));
  }

  /** Something came over this link. */
  heard(producer: Producer): void {
    if (producer !== this.#producer) return;
    this.#heardAt = performance.now();
    this.#watchdog ??= setTimeout(() => this.#watch(), this.#staleAfter);
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#changed();
  }

  /** The link is gone. */
  left(producer: Producer): void {
    if (producer !== this.#producer) return;
    this.#producer = undefined;
    this.#endWatch();
    this.#changed();
  }

  /** Waits for what is on its way into the log. */
  async close(): Promise<void> {
    this.#endWatch();
    await this.#turn;
  }

  #endWatch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
  }

  #watch(): void {
    const left = this.#heardAt + this.#staleAfter - performance.now();
    if (left > 0) {
      this.#watchdog = setTimeout(() => this.#watch(), left);
      return;
    }
    this.#watchdog = undefined;
    this.#isSilent = true;
    this.#changed();
  }

  async #take(entry: Entry, raw?: readonly Buffer[]): Promise<void> {
    await this.#log.append(entry, raw);
    this.#store.apply(entry);
    this.#changed();
  }

  /** Work of the link that feeds the relay; another one has been replaced meanwhile, and what it still said is void. */
  #fromProducer<T>(producer: Producer, work: () => Promise<T>): Promise<T> {
    return this.inTurn(() => {
      if (producer === this.#producer) return work();
      throw new ProtocolError('replaced', 'this run came back on another link, which replaces this one; close it');
    });
  }

  /** Runs work at a moment when everything that the log has taken has also been applied. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/** Milliseconds after which a producer that found the relay busy may ask again. */
const RETRY_AFTER = 1000;
