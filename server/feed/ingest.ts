import { ProtocolError } from '../../src/core/checks/rules.js';
import type { AckMessage, CommitMessage, ConfigMessage, OpenMessage, ReadyMessage } from '../../src/core/messages.js';
import type { CommitLog } from '../log/commit-log.js';
import type { LogEntry, Refusal } from '../log/log-entry.js';
import type { Metrics } from '../metrics.js';
import type { PipelineHealth } from '../store/run.js';
import type { Store } from '../store/store.js';

/** A link that can feed the relay: all that the ingest knows about a producer. */
export interface IngestSource {
  /** Called when another link feeds the relay instead. */
  replaced(why: string): void;
}

export interface IngestOptions {
  readonly store: Store;
  readonly log: CommitLog;
  readonly metrics: Metrics;
  /** Milliseconds without a message after which the pipeline counts as stale. */
  readonly staleAfter: number;
  /** Called when the position or the health has changed. */
  readonly onChange: () => void;
}

/**
 * Takes a producer's messages into the state, one at a time:
 *
 *     check against the state ──▶ append to the log ──▶ apply to the store
 *
 * So a check still holds when the message is applied, and nothing is visible that the log has not taken.
 *
 * It also knows which run feeds the relay over which link, and the health of that pipeline.
 */
export class Ingest {
  readonly #store: Store;
  readonly #log: CommitLog;
  readonly #metrics: Metrics;
  readonly #staleAfter: number;
  readonly #onChange: () => void;
  #turn: Promise<unknown> = Promise.resolve();
  #source: IngestSource | undefined;
  #lastMessageAt = 0;
  #isSilent = false;
  #watchdog: ReturnType<typeof setTimeout> | undefined;

  constructor({ store, log, metrics, staleAfter, onChange }: IngestOptions) {
    this.#store = store;
    this.#log = log;
    this.#metrics = metrics;
    this.#staleAfter = staleAfter;
    this.#onChange = onChange;
  }

  get health(): PipelineHealth {
    const { run } = this.#store;
    if (run === undefined) return { state: 'waiting' };
    if (run.ended !== undefined) {
      const { error } = run.ended;
      return error === undefined ? { state: 'ended' } : { state: 'failed', message: error };
    }
    return { state: this.#source === undefined || this.#isSilent ? 'stale' : 'live' };
  }

  /** Lets a run feed the relay over this link, unless another run does. */
  open(source: IngestSource, { run, resume }: OpenMessage): Promise<ReadyMessage> {
    return this.inTurn(async () => {
      const current = this.#store.run;
      const isKnown = current?.id === run;
      if (!isKnown && this.#source !== undefined && this.#source !== source && current?.ended === undefined) {
        const fix = 'stop it, or start this one with a relay of its own on another port';
        throw new ProtocolError('busy', `another run feeds this relay; ${fix}`, { retryAfter: RETRY_AFTER });
      }
      if (!isKnown) await this.#takeOver(run, resume);
      if (this.#source !== source) {
        this.#source?.replaced(
          isKnown ? 'this run came back on another link' : 'this run has ended, and another began',
        );
      }
      this.#source = source;
      this.noteMessage(source);
      this.#onChange();
      const { epoch, position } = this.#store;
      return { type: 'ready', epoch, position, ack: this.#store.run?.seq ?? 0 };
    });
  }

  /** A run that committed nothing gives way as if it had never been there: what was acknowledged before it stays. */
  async #takeOver(run: string, resume: boolean): Promise<void> {
    if (this.#store.hasFormer) await this.#logAndApply({ type: 'withdraw' });
    if (this.#store.run?.id === run) return;
    const seq = this.#store.acknowledgedTo(run);
    await this.#logAndApply({ type: 'open', run, resume, ...(seq === 0 ? {} : { seq }) });
  }

  config(source: IngestSource, config: ConfigMessage): Promise<void> {
    return this.#fromSource(source, () => this.#logAndApply({ type: 'config', config }));
  }

  /** @param raw The commit's pieces as they came, for the log. */
  commit(source: IngestSource, message: CommitMessage, raw: readonly Buffer[]): Promise<AckMessage> {
    return this.#fromSource(source, async () => {
      const { seq, time, age, changes } = message;
      let refused: readonly Refusal[] = [];
      if (seq > (this.#store.run?.seq ?? 0)) {
        refused = await this.#store.refusals(changes);
        await this.#logAndApply(
          { type: 'commit', seq, time, ...(age === undefined ? {} : { age }), at: Date.now(), changes, refused },
          raw,
        );
        this.#metrics.commits++;
        this.#metrics.refusals += refused.length;
        for (const { up = [], del = [] } of Object.values(changes)) this.#metrics.rows += up.length + del.length;
      }
      const ack: AckMessage = { type: 'ack', seq, position: this.#store.position };
      return refused.length === 0 ? ack : { ...ack, refused };
    });
  }

  end(source: IngestSource, error: string | undefined): Promise<void> {
    return this.#fromSource(source, () =>
      this.#logAndApply({ type: 'end', ...(error === undefined ? {} : { error }) }),
    );
  }

  /** Notes that a message came over this link: its pipeline lives. */
  noteMessage(source: IngestSource): void {
    if (source !== this.#source) return;
    this.#lastMessageAt = performance.now();
    this.#watchdog ??= setTimeout(() => this.#watch(), this.#staleAfter);
    if (!this.#isSilent) return;
    this.#isSilent = false;
    this.#onChange();
  }

  /** Notes that this link is closed. */
  leave(source: IngestSource): void {
    if (source !== this.#source) return;
    this.#source = undefined;
    this.#endWatch();
    this.#onChange();
  }

  /** Waits until everything that is on its way into the log is in it. */
  async close(): Promise<void> {
    this.#endWatch();
    await this.#turn;
  }

  #endWatch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
  }

  #watch(): void {
    const left = this.#lastMessageAt + this.#staleAfter - performance.now();
    if (left > 0) {
      this.#watchdog = setTimeout(() => this.#watch(), left);
      return;
    }
    this.#watchdog = undefined;
    this.#isSilent = true;
    this.#onChange();
  }

  async #logAndApply(entry: LogEntry, raw?: readonly Buffer[]): Promise<void> {
    await this.#log.append(entry, raw);
    this.#store.apply(entry);
    this.#onChange();
  }

  /** Does the work of the link that feeds the relay. A link that was replaced meanwhile may change nothing any more. */
  #fromSource<T>(source: IngestSource, work: () => Promise<T>): Promise<T> {
    return this.inTurn(() => {
      if (source === this.#source) return work();
      throw new ProtocolError('replaced', 'this run came back on another link, which replaces this one; close it');
    });
  }

  /** Does work between two messages, when everything in the log has also been applied. */
  inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => {});
    return result;
  }
}

/**
 * Milliseconds after which a producer that found the relay busy may ask again. A pipeline that is restarted meets this
 * while its former process ends: twice as long delays its start by as much; half as long doubles the requests of a second
 * pipeline that was started by mistake, which are cheap.
 */
const RETRY_AFTER = 1000;
