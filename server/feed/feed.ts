import { parseProducerMessage } from '../../src/core/checks/message-checks.js';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type { CommitMessage, ConfigMessage, FeedReply } from '../../src/core/messages.js';
import { MOST_SLICE } from '../cooperative/time-slices.js';
import { MergedChanges } from '../log/merge-changes.js';
import { MOST_COMMIT, MOST_COMMIT_ROWS } from '../options.js';
import type { Pipeline, Producer } from './pipeline.js';

/** Where a producer's replies go. */
export interface FeedLink {
  send(reply: FeedReply): void;
  close(code: number, reason: string): void;
  /** Lets the producer send only when what it sent has been dealt with. */
  hold(isHeld: boolean): void;
  /** Something of ours threw what it should not: ends this link alone. */
  fail(error: unknown): void;
}

/** The pieces of a commit that have come so far. */
interface Unfinished {
  readonly seq: number;
  readonly merged: MergedChanges;
  readonly raw: Buffer[];
  bytes: number;
}

/** One producer's link: reads, orders and answers what comes; a message that breaks a rule ends it. */
export class Feed implements Producer {
  readonly #link: FeedLink;
  readonly #pipeline: Pipeline;
  readonly #openTimer: ReturnType<typeof setTimeout>;
  #turn: Promise<void> = Promise.resolve();
  #waiting = 0;
  /** Since when messages have been dealt with one after the other. */
  #busySince = 0;
  #isOpen = false;
  #isRefused = false;
  #unfinished: Unfinished | undefined;

  /** @param openWithin Milliseconds that the producer has to say who it is. */
  constructor(link: FeedLink, pipeline: Pipeline, openWithin: number) {
    this.#link = link;
    this.#pipeline = pipeline;
    this.#openTimer = setTimeout(() => {
      this.refuse(new ProtocolError('not_open', 'a producer must begin with an "open" message; nothing came'));
    }, openWithin);
  }

  /** Takes one message; they are dealt with in their order. */
  receive(data: Buffer): void {
    if (this.#isRefused) return;
    this.#pipeline.heard(this);
    const bytes = data.length + MESSAGE_OVERHEAD;
    if (this.#waiting === 0) this.#busySince = performance.now();
    this.#waiting += bytes;
    if (this.#waiting > MOST_WAITING) this.#link.hold(true);
    this.#turn = this.#turn.then(async () => {
      await this.#giveWay();
      try {
        if (!this.#isRefused) await this.#handle(data);
      } catch (error) {
        if (error instanceof ProtocolError) this.refuse(error);
        else {
          this.#isRefused = true;
          this.#link.fail(error);
        }
      }
      this.#waiting -= bytes;
      if (this.#waiting <= MOST_WAITING) this.#link.hold(false);
    });
  }

  /** Thousands of small messages may wait, and promises alone let nobody else in between. */
  async #giveWay(): Promise<void> {
    if (performance.now() - this.#busySince < MOST_SLICE) return;
    await new Promise(setImmediate);
    this.#busySince = performance.now();
  }

  closed(): void {
    clearTimeout(this.#openTimer);
    // Not before what came over the link has been dealt with.
    this.#turn = this.#turn.then(() => this.#pipeline.left(this));
  }

  replaced(why: string): void {
    this.refuse(new ProtocolError('replaced', `${why}: this link is closed`));
  }

  async #handle(data: Buffer): Promise<void> {
    const message = parseProducerMessage(data.toString());
    if (message === undefined) return;
    if (!this.#isOpen && message.type !== 'open') {
      throw new ProtocolError('not_open', `a producer must begin with an "open" message; this is "${message.type}"`);
    }
    switch (message.type) {
      case 'open':
        clearTimeout(this.#openTimer);
        this.#link.send(await this.#pipeline.open(this, message));
        this.#isOpen = true;
        return;
      case 'config':
        return this.#config(message);
      case 'commit':
        return this.#commit(message, data);
      case 'end':
        return this.#pipeline.end(this, message.error);
      case 'ping':
        return;
    }
  }

  async #config(config: ConfigMessage): Promise<void> {
    await this.#pipeline.config(this, config);
    for (const [widget, { error }] of Object.entries(config.widgets)) {
      if (error !== undefined) this.#link.send({ type: 'error', ...error, widget });
    }
  }

  async #commit(message: CommitMessage, data: Buffer): Promise<void> {
    const unfinished = this.#unfinished;
    if (unfinished !== undefined && unfinished.seq !== message.seq) {
      const rule = `commit ${unfinished.seq} is not complete: its next piece must have the same "seq"`;
      throw new ProtocolError('bad_commit', `${rule}; it is ${message.seq}`);
    }
    if (unfinished === undefined && message.more !== true) {
      this.#link.send(await this.#pipeline.commit(this, message, [data]));
      return;
    }
    const whole = unfinished ?? { seq: message.seq, merged: new MergedChanges(), raw: [], bytes: 0 };
    whole.merged.add(message.changes);
    whole.raw.push(data);
    whole.bytes += data.length + MESSAGE_OVERHEAD;
    if (whole.bytes > MOST_COMMIT) {
      throw new ProtocolError('bad_commit', `a commit may have ${MOST_COMMIT} bytes; send its rows in several commits`);
    }
    if (whole.merged.rows > MOST_COMMIT_ROWS) {
      throw new ProtocolError(
        'bad_commit',
        `a commit may have ${MOST_COMMIT_ROWS} rows and keys; send them in several commits`,
      );
    }
    this.#unfinished = message.more === true ? whole : undefined;
    if (message.more === true) return;
    const { changes } = whole.merged;
    this.#link.send(await this.#pipeline.commit(this, { ...message, changes }, whole.raw));
  }

  /** The same, when what came before has been dealt with. */
  refuseInTurn(error: ProtocolError): void {
    this.#turn = this.#turn.then(() => this.refuse(error));
  }

  /** Says what was wrong and ends the link; what it still says is not heard. */
  refuse({ code, message, retryAfter }: ProtocolError): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    // The link may be there for some seconds more.
    this.#unfinished = undefined;
    clearTimeout(this.#openTimer);
    this.#link.send({ type: 'error', code, message, ...(retryAfter === undefined ? {} : { retryAfter }) });
    this.#link.close(code === 'busy' ? 1013 : code === 'replaced' ? 1000 : 1008, code);
  }
}

/** Bytes that a message takes while it waits, besides its own. */
const MESSAGE_OVERHEAD = 1024;
/** Bytes that may wait their turn: a producer that does not wait for acknowledgements is slowed down. */
const MOST_WAITING = 8 * 1024 * 1024;
