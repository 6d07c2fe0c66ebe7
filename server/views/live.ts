import { parseViewerMessage } from '../../src/core/checks/message-checks.js';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type { ErrorMessage, HelloMessage, SubscribedMessage, SubscribeMessage } from '../../src/core/messages.js';
import type { Audit } from '../admission/audit.js';
import { MessageRate } from '../admission/message-rate.js';
import type { Metrics } from '../metrics.js';
import { MOST_VIEWER_MESSAGE, type RelayOptions } from '../options.js';
import type { Store } from '../store/store.js';
import { VERSION } from '../version.js';
import { framesAcknowledged } from './acknowledgement.js';
import type { Fanout } from './fanout.js';
import { Flow } from './flow.js';
import { Frame } from './frame.js';
import type { RowsFrames } from './frames.js';
import type { Stepper } from './rate-class.js';
import { Subscription } from './subscription.js';

/** Where a viewer's frames go. */
export interface ViewerLink {
  /** @param frames How many frames that want an acknowledgement were sent, this one included. */
  send(frame: Frame, frames: number): void;
  /** Frames until `uncork` may go as one write. */
  cork(): void;
  uncork(): void;
  close(code: number, reason: string): void;
  /** Ends the link at once, without reading what else came over it. */
  cut(code: number, reason: string): void;
  /** Something of ours threw what it should not: ends this link alone. */
  fail(error: unknown): void;
}

export interface ViewerOptions {
  readonly store: Store;
  readonly fanout: Fanout;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly options: RelayOptions;
}

/** A step on its way: its frames are shared, where this viewer is in them is not. */
interface Step {
  readonly position: number;
  readonly frames: readonly RowsFrames[];
  readonly sync: Frame;
  index: number;
  piece: number;
}

/**
 * One viewer's link: its subscriptions, and how far it is.
 *
 * It is answered between steps only, so that a `sync` never speaks for a subscription whose frames it did not follow.
 */
export class Viewer implements Stepper {
  readonly #link: ViewerLink;
  readonly #store: Store;
  readonly #fanout: Fanout;
  readonly #metrics: Metrics;
  readonly #options: RelayOptions;
  readonly #audit: Audit;
  readonly #client: string;
  readonly #flow: Flow;
  readonly #rate: MessageRate;
  readonly #subscriptions = new Map<string, Subscription>();
  #step: Step | undefined;
  #isBehind = false;
  #configPosition = -1;
  #isOver = false;

  /** @param client Whom the log names. */
  constructor(link: ViewerLink, client: string, { store, fanout, metrics, audit, options }: ViewerOptions) {
    this.#link = link;
    this.#client = client;
    this.#store = store;
    this.#fanout = fanout;
    this.#metrics = metrics;
    this.#audit = audit;
    this.#options = options;
    this.#flow = new Flow(options.unacknowledgedFor);
    this.#rate = new MessageRate(options.messagesPerSecond);
  }

  /** Says hello and takes part from now on. */
  start(): void {
    const { heartbeat, maxSubscriptions, maxFullRows, messagesPerSecond } = this.#options;
    const hello: HelloMessage = {
      type: 'hello',
      epoch: this.#store.epoch,
      position: this.#store.position,
      server: VERSION,
      heartbeat,
      limits: { maxMessage: MOST_VIEWER_MESSAGE, maxSubscriptions, maxWindow: 1000, maxFullRows, messagesPerSecond },
    };
    this.#say(hello);
    this.#sayConfig();
    this.#fanout.pace(this, DEFAULT_RATE);
  }

  /** The link is gone. */
  closed(): void {
    this.#isOver = true;
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
    this.#step = undefined;
    this.#fanout.leave(this);
  }

  receive(data: Buffer): void {
    this.#attempt(() => {
      const acknowledged = framesAcknowledged(data);
      if (acknowledged !== undefined && this.#flow.isNews(acknowledged)) this.#acknowledge(acknowledged);
      else this.#read(data);
    });
  }

  /** Counts a message before it is parsed: as many more may come as there are frames that it could acknowledge. */
  #read(data: Buffer): void {
    this.#count();
    const message = parseViewerMessage(data.toString());
    if (message?.type === 'ack') {
      if (this.#acknowledge(message.frames)) this.#rate.giveBack();
    } else if (message?.type === 'subscribe') this.#subscribe(message);
    else if (message?.type === 'unsubscribe' && message.widget !== undefined) this.#unsubscribe(message.widget);
    else if (message?.type === 'pace') this.#fanout.pace(this, message.rate);
  }

  /** Runs what a link asks for. A rule that it breaks is answered; anything else that is thrown ends this link alone. */
  #attempt(work: () => void): void {
    if (this.#isOver) return;
    try {
      try {
        work();
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        this.#refuse(error);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  fail(error: unknown): void {
    this.#isOver = true;
    this.#link.fail(error);
  }

  subscribe(asked: Pick<SubscribeMessage, 'widget' | 'epoch' | 'after'>): void {
    this.#attempt(() => this.#subscribe(asked));
  }

  #subscribe({ widget, epoch, after }: Pick<SubscribeMessage, 'widget' | 'epoch' | 'after'>): void {
    const former = this.#subscriptions.get(widget);
    if (former === undefined && this.#subscriptions.size >= this.#options.maxSubscriptions) {
      this.#audit.limited('subscriptions', this.#client);
      const rule = `a viewer may have ${this.#options.maxSubscriptions} subscriptions; close one first`;
      throw new ProtocolError('too_many_subscriptions', rule, { widget });
    }
    const resume = epoch === undefined || after === undefined ? undefined : { epoch, after };
    const options = { store: this.#store, fanout: this.#fanout, maxFullRows: this.#options.maxFullRows };
    this.#subscriptions.set(widget, new Subscription(widget, resume, options, former));
    this.#fanout.soon(this);
  }

  #unsubscribe(widget: string): void {
    this.#subscriptions.get(widget)?.close();
    this.#subscriptions.delete(widget);
  }

  acknowledge(frames: number): void {
    this.#attempt(() => void this.#acknowledge(frames));
  }

  /** @returns Whether that was news. */
  #acknowledge(frames: number): boolean {
    const isNews = this.#flow.acknowledge(frames);
    if (isNews === undefined) {
      const sent = `${this.#flow.sent} were sent on this connection`;
      throw new ProtocolError('bad_message', `"frames" must count the frames that came; it is ${frames}, but ${sent}`);
    }
    if (this.#hasMore) this.#pump();
    if (this.#isBehind && this.#canStep()) this.#fanout.due(this);
    return isNews;
  }

  /** Begins a step to this position, unless the viewer is too far behind with the last. */
  step(position: number, sync: Frame): void {
    this.#isBehind = !this.#canStep();
    if (this.#isBehind) return;
    this.#link.cork();
    if (this.#configPosition !== this.#store.configPosition) this.#sayConfig();
    const frames: RowsFrames[] = [];
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.mustBeAnswered) for (const answer of subscription.answer()) this.#say(answer);
      const changed = subscription.frames();
      if (changed !== undefined) frames.push(changed);
    }
    this.#step = { position, frames, sync, index: 0, piece: 0 };
    this.#pump();
    this.#link.uncork();
  }

  /** Whether something waits for room: the rest of a step, or pieces of first loads. */
  get #hasMore(): boolean {
    if (this.#step !== undefined) return true;
    for (const { nextPiece } of this.#subscriptions.values()) if (nextPiece !== undefined) return true;
    return false;
  }

  #canStep(): boolean {
    return this.#step === undefined && this.#flow.hasRoom(0, performance.now());
  }

  /** Lets go of what is kept for a viewer that takes nothing any more: it gets newer frames if it comes to itself. */
  sweep(): void {
    if (this.#flow.age(performance.now()) < GIVE_UP) return;
    this.#step = undefined;
    for (const subscription of this.#subscriptions.values()) subscription.giveUp();
  }

  /** Sends what may go now: the rest of the step first, pieces of first loads between steps. */
  #pump(): void {
    const now = performance.now();
    this.#link.cork();
    if (this.#step !== undefined && this.#pumpStep(this.#step, now)) this.#step = undefined;
    if (this.#step === undefined) this.#pumpLoads(now);
    this.#link.uncork();
  }

  /** @returns Whether the step is complete. */
  #pumpStep(step: Step, now: number): boolean {
    for (; step.index < step.frames.length; step.index++, step.piece = 0) {
      const frames = step.frames[step.index] as RowsFrames;
      for (let frame = frames.at(step.piece); frame !== undefined; frame = frames.at(++step.piece)) {
        if (!this.#flow.hasRoom(frame.length, now)) return false;
        this.#send(frame, now);
      }
    }
    this.#send(step.sync, now);
    for (const subscription of this.#subscriptions.values()) subscription.stepped(step.position);
    return true;
  }

  /** One piece of each first load in turn, so that a large one does not hold up small ones. */
  #pumpLoads(now: number): void {
    for (let isMoving = true; isMoving; ) {
      isMoving = false;
      for (const subscription of this.#subscriptions.values()) {
        const piece = subscription.nextPiece;
        if (piece === undefined) continue;
        if (!this.#flow.hasRoomToSpare(piece.length, now)) return;
        if (subscription.isAbandoned) this.#fanout.soon(this);
        else {
          this.#send(piece, now);
          isMoving = true;
          if (subscription.pieceSent()) this.#fanout.soon(this);
        }
      }
    }
  }

  #sayConfig(): void {
    this.#configPosition = this.#store.configPosition;
    this.#write(this.#fanout.config());
  }

  #say(message: HelloMessage | SubscribedMessage | ErrorMessage): void {
    this.#write(Frame.of(message));
  }

  #send(frame: Frame, now: number): void {
    this.#flow.add(frame.length, now);
    this.#write(frame);
  }

  #write(frame: Frame): void {
    this.#metrics.frames++;
    this.#metrics.bytes += frame.length;
    this.#link.send(frame, this.#flow.sent);
  }

  #refuse({ code, message, widget }: ProtocolError): void {
    this.#say({ type: 'error', code, message, ...(widget === undefined ? {} : { widget }) });
    if (code !== FLOOD) return;
    this.#isOver = true;
    this.#link.cut(1008, code);
  }

  #count(): void {
    if (this.#rate.take(this.#flow.unacknowledged)) return;
    this.#audit.limited('messages', this.#client);
    const rule = `a viewer may send ${this.#options.messagesPerSecond} messages a second, acknowledgements apart`;
    throw new ProtocolError(FLOOD, `${rule}; send fewer`);
  }
}

const FLOOD = 'too_many_messages';
const DEFAULT_RATE = 30;
/** Milliseconds without an acknowledgement. */
const GIVE_UP = 30_000;
