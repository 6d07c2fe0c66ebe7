import { parseProducerMessage } from '../../src/core/checks/message-checks.js';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type { CommitMessage, ConfigMessage, FeedReply } from '../../src/core/messages.js';
import { MOST_SLICE } from '../cooperative/time-slices.js';
import { CommitAssembly, MESSAGE_OVERHEAD } from './commit-assembly.js';
import type { Ingest, IngestSource } from './ingest.js';

/** Carries a producer's replies, whatever dialect it speaks. */
export interface ProducerLink {
  send(reply: FeedReply): void;
  close(code: number, reason: string): void;
  /** Reads no further, so that the producer can send no more, until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends this link alone: something threw that should not. */
  fail(error: unknown): void;
}

/**
 * A producer on its link: its messages are read, ordered and answered one after the other. A message that breaks a rule
 * ends the link.
 */
export class Producer implements IngestSource {
  readonly #link: ProducerLink;
  readonly #ingest: Ingest;
  readonly #openTimer: ReturnType<typeof setTimeout>;
  readonly #assembly = new CommitAssembly();
  #turn: Promise<void> = Promise.resolve();
  #waitingBytes = 0;
  /** When the messages that are handled one after the other began, or last let others in. */
  #busySince = 0;
  #isOpen = false;
  #isRefused = false;

  /** @param openWithin Milliseconds that the producer has to send its "open". */
  constructor(link: ProducerLink, ingest: Ingest, openWithin: number) {
    this.#link = link;
    this.#ingest = ingest;
    this.#openTimer = setTimeout(() => {
      this.refuse(new ProtocolError('not_open', 'a producer must begin with an "open" message; nothing came'));
    }, openWithin);
  }

  /** Takes one message, which is handled when those before it are. */
  receive(data: Buffer): void {
    if (this.#isRefused) return;
    this.#ingest.noteMessage(this);
    const bytes = data.length + MESSAGE_OVERHEAD;
    if (this.#waitingBytes === 0) this.#busySince = performance.now();
    this.#waitingBytes += bytes;
    if (this.#waitingBytes > MOST_WAITING) this.#link.pause();
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
      this.#waitingBytes -= bytes;
      if (this.#waitingBytes <= MOST_WAITING) this.#link.resume();
    });
  }

  /** Lets the event loop turn: thousands of small messages may wait, and promises alone let nothing else in. */
  async #giveWay(): Promise<void> {
    if (performance.now() - this.#busySince < MOST_SLICE) return;
    await new Promise(setImmediate);
    this.#busySince = performance.now();
  }

  /** Leaves the ingest when all that came over the link has been handled. */
  closed(): void {
    clearTimeout(this.#openTimer);
    this.#turn = this.#turn.then(() => this.#ingest.leave(this));
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
        this.#link.send(await this.#ingest.open(this, message));
        this.#isOpen = true;
        return;
      case 'config':
        return this.#config(message);
      case 'commit':
        return this.#commit(message, data);
      case 'end':
        return this.#ingest.end(this, message.error);
      case 'ping':
        return;
    }
  }

  async #config(config: ConfigMessage): Promise<void> {
    await this.#ingest.config(this, config);
    for (const [widget, { error }] of Object.entries(config.widgets)) {
      if (error !== undefined) this.#link.send({ type: 'error', ...error, widget });
    }
  }

  async #commit(piece: CommitMessage, data: Buffer): Promise<void> {
    const whole = this.#assembly.add(piece, data);
    if (whole !== undefined) this.#link.send(await this.#ingest.commit(this, whole.message, whole.raw));
  }

  /** Refuses the producer when the messages before this have been handled. */
  refuseInTurn(error: ProtocolError): void {
    this.#turn = this.#turn.then(() => this.refuse(error));
  }

  /** Sends the reason and ends the link; nothing that still comes over it is read. */
  refuse({ code, message, retryAfter }: ProtocolError): void {
    if (this.#isRefused) return;
    this.#isRefused = true;
    // Frees the memory now: the link may take some seconds to close.
    this.#assembly.clear();
    clearTimeout(this.#openTimer);
    this.#link.send({ type: 'error', code, message, ...(retryAfter === undefined ? {} : { retryAfter }) });
    this.#link.close(code === 'busy' ? 1013 : code === 'replaced' ? 1000 : 1008, code);
  }
}

/**
 * Bytes of messages that may wait to be handled; above, the relay reads no further, and the producer's changes conflate
 * at the producer. One message of the largest size fits. Twice as much only takes more memory: the relay is no faster
 * for it. With half, a message of the largest size pauses the link each time.
 */
const MOST_WAITING = 8 * 1024 * 1024;
