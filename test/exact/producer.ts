import { randomUUID } from 'node:crypto';
import type { AckMessage, ReadyMessage } from '../../src/core/messages.js';
import { TestProducer } from '../kit/producer.js';
import { until } from '../kit/until.js';
import type { Changes, Config } from './oracle.js';
import { Oracle } from './oracle.js';

/** A message that was sent, or will be, and is not known to have arrived. */
type Sent =
  | { readonly type: 'config'; readonly config: Config }
  | { readonly type: 'commit'; readonly seq: number; readonly pieces: readonly Changes[] }
  | { readonly type: 'again'; readonly seq: number; readonly pieces: readonly Changes[] }
  | { readonly type: 'end' };

export interface ProducerOptions {
  readonly url: () => string;
  /** The relay's own address, without the troubled network before it. */
  readonly relay: () => string;
  /** Something is not as it must be. */
  readonly fail: (error: Error) => void;
  readonly failure: () => Error | undefined;
}

/**
 * The producer's side of the feed, run after run, and with it what is known of the relay's state: the oracle goes
 * forward as acknowledgements come in.
 *
 *     commit ──▶ sent ──ack──▶ oracle          a lost link: `ready` tells how much of what was sent has arrived
 */
export class Producer {
  readonly #options: ProducerOptions;
  #oracle: Oracle | undefined;
  /** The states of which another epoch may begin; `undefined`: the relay must keep its epoch. */
  #losses: readonly Oracle[] | undefined;
  #run = randomUUID() as string;
  #resume = false;
  #seq = 0;
  #sent: Sent[] = [];
  #confirmed: Config | undefined;
  #last: Extract<Sent, { type: 'commit' }> | undefined;
  #link: TestProducer | undefined;
  readonly #pastEpochs: Oracle[] = [];
  /** Those before this one. */
  readonly runs = new Set<string>();
  /** How often something was sent that had been sent before. */
  resent = 0;

  constructor(options: ProducerOptions) {
    this.#options = options;
  }

  /** The state as far as it is confirmed. */
  get oracle(): Oracle {
    if (this.#oracle === undefined) throw new Error('the producer has not had a link yet');
    return this.#oracle;
  }

  /** The state of an epoch, if that is known here. */
  oracleOf(epoch: string): Oracle | undefined {
    return [...this.#pastEpochs, ...(this.#oracle === undefined ? [] : [this.#oracle])].find(
      (one) => one.epoch === epoch,
    );
  }

  get isLinked(): boolean {
    return this.#link !== undefined;
  }

  declare(config: Config): void {
    this.#send({ type: 'config', config });
  }

  /** Commits; waits first if as much is unacknowledged as may be. */
  async commit(...pieces: readonly Changes[]): Promise<void> {
    const isFull = () => this.#sent.filter(({ type }) => type === 'commit').length >= MOST_UNACKNOWLEDGED;
    while (isFull()) {
      await this.linked();
      await until(() => !isFull() || !this.isLinked, 'an acknowledgement', this.#options);
    }
    this.#send({ type: 'commit', seq: ++this.#seq, pieces });
  }

  /** Sends the last commit that was acknowledged once more. */
  sendAgain(): void {
    if (this.#last === undefined || !this.isLinked) return;
    this.resent++;
    this.#send({ ...this.#last, type: 'again' });
  }

  end(): void {
    this.#send({ type: 'end' });
  }

  /** Resolves when everything is acknowledged. */
  async settled(): Promise<void> {
    // Only a commit is acknowledged, with what came before it.
    const isQuiet = () => this.#sent.every(({ type }) => type === 'config' || type === 'end');
    while (this.#sent.length > 0) {
      if (isQuiet()) await this.commit({});
      await this.linked();
      await until(() => isQuiet() || !this.isLinked, 'all acknowledgements', this.#options);
    }
  }

  /** The link is lost, whatever is on its way. */
  drop(): void {
    this.#link?.socket.terminate();
    this.#link = undefined;
  }

  /** Goes over to a new link without ending the present one, which the relay may still hear. */
  async abandon(): Promise<void> {
    this.#link = undefined;
    await this.linked();
  }

  /** Another run takes over, or one of those before comes back, when this one's link is gone. */
  async takeOver(run: string, resume: boolean, config: Config): Promise<void> {
    this.drop();
    this.runs.add(this.#run);
    this.#run = run;
    this.#resume = resume;
    // A part of what the former run sent may have arrived: `ready` tells.
    const former = this.#sent;
    await this.#connect((ready) => {
      this.#catchUp(former, ready, () => this.#ackOf(this.#run) === ready.ack);
      this.#sent = [];
      this.#confirmed = undefined;
      this.#last = undefined;
      this.#seq = ready.ack;
      return () => {};
    });
    this.declare(config);
  }

  /** Another run comes and goes without a commit, and this one comes back. */
  async giveWay(resume: boolean, config: Config, ends: boolean): Promise<void> {
    await this.settled();
    this.drop();
    const visitor = await TestProducer.open(this.#options.relay(), { resume });
    this.oracle.open(visitor.run, resume);
    const { position } = this.oracle;
    if (visitor.ready?.position !== position) throw new Error(`another run is at ${visitor.ready?.position}`);
    visitor.declare(config.widgets, { title: config.title });
    this.oracle.declare(config);
    if (ends) this.oracle.end();
    await (ends ? visitor.end() : visitor.close());
    await this.linked();
  }

  /** Lets the relay begin a new epoch from now on, at one of these states or at none at all. */
  expectLoss(...states: readonly Oracle[]): void {
    this.#losses = states;
  }

  /** Makes sure that there is a link, over which everything is sent that the relay does not have. */
  async linked(): Promise<void> {
    if (this.isLinked) return;
    await this.#connect((ready) => {
      this.#catchUp(this.#sent, ready, () => this.#ackOf(this.#run) === ready.ack);
      const rest = this.#sent.filter(({ type }) => type !== 'again');
      this.#sent = [];
      return () => this.#resend(rest);
    });
  }

  #resend(rest: readonly Sent[]): void {
    if (this.#confirmed !== undefined) this.declare(this.#confirmed);
    if (this.#last !== undefined && this.#last.seq <= this.#ackOf(this.#run)) this.sendAgain();
    // Commits that have not arrived may have the same numbers again, or new ones.
    const isRenumbered = this.#seq % 2 === 0;
    for (const one of rest) {
      if (one.type === 'commit') this.resent++;
      this.#send(one.type === 'commit' && isRenumbered ? { ...one, seq: ++this.#seq } : one);
    }
  }

  #ackOf(run: string): number {
    return this.#oracle?.whenOpened(run).ack ?? 0;
  }

  /** Tells how much of what was sent has arrived: so much that the oracle is where the relay is. */
  #catchUp(sent: Sent[], { epoch, position }: ReadyMessage, isThere: () => boolean): void {
    if (this.#oracle?.epoch !== epoch) {
      this.#beginEpoch(epoch, position);
      return;
    }
    while (this.oracle.whenOpened(this.#run).position !== position || !isThere()) {
      const next = sent.shift();
      if (next === undefined) {
        throw new Error(`the relay is at position ${position}; what was acknowledged led to ${this.oracle.position}`);
      }
      this.#apply(next);
    }
  }

  #beginEpoch(epoch: string, position: number): void {
    const former = this.#oracle;
    if (former !== undefined) {
      if (this.#losses === undefined) throw new Error(`the relay began epoch ${epoch} without need`);
      this.#pastEpochs.push(former);
    }
    const state = this.#losses?.find((one) => one.position === position);
    if (state === undefined && position !== 0) throw new Error(`a new epoch began at position ${position}`);
    this.#oracle = state?.continuedAs(epoch) ?? new Oracle(epoch);
    this.#losses = undefined;
    if (this.#last !== undefined && this.#last.seq > this.#ackOf(this.#run)) this.#last = undefined;
  }

  async #connect(ready: (message: ReadyMessage) => () => void): Promise<void> {
    while (!this.isLinked) {
      const link = await TestProducer.link(this.#options.url(), { run: this.#run }).catch(() => undefined);
      if (link === undefined) continue;
      link.onClose = () => {
        if (this.#link === link) this.#link = undefined;
      };
      link.onReply = (reply) => {
        if (reply.type === 'ack' && this.#link === link) this.#guard(() => this.#acknowledged(reply));
      };
      link.send({ type: 'open', run: this.#run, resume: this.#resume });
      await until(() => link.ready ?? link.closed, '"ready"', this.#options);
      if (link.ready === undefined || link.closed !== undefined) {
        link.socket.terminate();
        continue;
      }
      const then = ready(link.ready);
      if (this.oracle.run?.id !== this.#run) this.oracle.open(this.#run, this.#resume);
      this.#link = link;
      then();
    }
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#options.fail(error as Error);
    }
  }

  #send(message: Sent): void {
    this.#sent.push(message);
    if (this.#link === undefined) return;
    if (message.type === 'config') this.#link.send({ type: 'config', ...message.config });
    else if (message.type === 'end') this.#link.send({ type: 'end' });
    else {
      const { seq, pieces } = message;
      for (const [i, changes] of pieces.entries()) {
        const more = i < pieces.length - 1 ? { more: true } : {};
        this.#link.send({ type: 'commit', seq, time: Date.now(), changes, ...more });
      }
    }
  }

  #acknowledged({ seq, position, refused = [] }: AckMessage): void {
    for (let next = this.#sent.shift(); next !== undefined; next = this.#sent.shift()) {
      const wrong = this.#apply(next);
      if (next.type !== 'commit' && next.type !== 'again') continue;
      const sent = JSON.stringify([seq, position, refused.map(({ widget }) => widget).sort()]);
      const right = JSON.stringify([next.seq, this.oracle.position, wrong.sort()]);
      if (sent !== right) throw new Error(`an acknowledgement says [seq, position, refused] ${sent}; it is ${right}`);
      return;
    }
    throw new Error(`${seq} was acknowledged, but nothing was sent`);
  }

  /** @returns The widgets that are refused. */
  #apply(sent: Sent): string[] {
    switch (sent.type) {
      case 'config':
        this.oracle.declare(sent.config);
        this.#confirmed = sent.config;
        return [];
      case 'commit':
        this.#last = sent;
        return this.oracle.commit(sent.seq, merged(sent.pieces));
      case 'again':
        return [];
      case 'end':
        this.oracle.end();
        return [];
    }
  }
}

/** All deletes of all pieces, then all upserts. */
function merged(pieces: readonly Changes[]): Changes {
  const ids = [...new Set(pieces.flatMap((piece) => Object.keys(piece)))];
  return Object.fromEntries(
    ids.map((id) => [
      id,
      {
        up: pieces.flatMap((piece) => piece[id]?.up ?? []),
        del: pieces.flatMap((piece) => piece[id]?.del ?? []),
      },
    ]),
  );
}

/** Commits at a time. */
const MOST_UNACKNOWLEDGED = 4;
