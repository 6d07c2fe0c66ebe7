import { parseViewerMessage } from '../../src/core/checks/message-checks.js';
import { ProtocolError } from '../../src/core/checks/rules.js';
import type {
  ErrorMessage,
  FoundMessage,
  HelloMessage,
  SubscribedMessage,
  SubscribeMessage,
  ViewerAckMessage,
  ViewerMessage,
} from '../../src/core/messages.js';
import type { Audit } from '../admission/audit.js';
import { MessageRate } from '../admission/message-rate.js';
import type { Metrics } from '../metrics.js';
import { MOST_VIEWER_MESSAGE, type RelayOptions } from '../options.js';
import type { Store } from '../store/store.js';
import { VERSION } from '../version.js';
import { ViewerWindows } from '../windows/viewer-windows.js';
import type { StepFrames } from '../windows/window-frames.js';
import { framesAcknowledged } from './acknowledgement.js';
import type { Fanout } from './fanout.js';
import { type Frame, frameOf } from './frame.js';
import type { Stepper } from './pace-class.js';
import { SendWindow } from './send-window.js';
import { StepSender } from './step-sender.js';
import { Subscription } from './subscription.js';
import type { ViewerLink } from './viewer-link.js';

export interface ViewerOptions {
  readonly store: Store;
  readonly fanout: Fanout;
  readonly metrics: Metrics;
  readonly audit: Audit;
  readonly options: RelayOptions;
}

/**
 * One viewer: what it asks for, and how far it is.
 *
 * It is answered between steps only, so that a `sync` never speaks for a subscription whose frames it did not follow.
 */
export class Viewer implements Stepper {
  readonly #link: ViewerLink;
  readonly #store: Store;
  readonly #fanout: Fanout;
  readonly #options: RelayOptions;
  readonly #audit: Audit;
  readonly #client: string;
  readonly #window: SendWindow;
  readonly #sender: StepSender;
  readonly #windows: ViewerWindows;
  readonly #rate: MessageRate;
  readonly #subscriptions = new Map<string, Subscription>();
  #isBehind = false;
  #configPosition = -1;
  #isOver = false;

  /** @param client Named in the log. */
  constructor(link: ViewerLink, client: string, { store, fanout, metrics, audit, options }: ViewerOptions) {
    this.#link = link;
    this.#client = client;
    this.#store = store;
    this.#fanout = fanout;
    this.#audit = audit;
    this.#options = options;
    this.#window = new SendWindow(options.unacknowledgedFor);
    this.#windows = new ViewerWindows({
      store,
      views: fanout.views,
      metrics,
      maxWindow: options.maxWindow,
      whenReady: (error) => (error === undefined ? fanout.requestImmediate(this) : this.fail(error)),
    });
    this.#sender = new StepSender({
      link,
      window: this.#window,
      metrics,
      subscriptions: this.#subscriptions,
      windows: this.#windows,
      requestImmediate: () => fanout.requestImmediate(this),
    });
    this.#rate = new MessageRate(options.messagesPerSecond);
  }

  /** Sends `hello` and the config; from now on it takes steps. */
  start(): void {
    const { heartbeat, maxSubscriptions, maxWindow, maxFullRows, messagesPerSecond } = this.#options;
    const hello: HelloMessage = {
      type: 'hello',
      epoch: this.#store.epoch,
      position: this.#store.position,
      server: VERSION,
      heartbeat,
      limits: { maxMessage: MOST_VIEWER_MESSAGE, maxSubscriptions, maxWindow, maxFullRows, messagesPerSecond },
    };
    this.#send(hello);
    this.#sendConfig();
    this.#fanout.pace(this, DEFAULT_RATE);
  }

  /** Lets go of everything: the link is gone. */
  closed(): void {
    this.#isOver = true;
    for (const subscription of this.#subscriptions.values()) subscription.close();
    this.#subscriptions.clear();
    this.#windows.close();
    this.#sender.drop();
    this.#fanout.leave(this);
  }

  receive(data: Buffer): void {
    this.#attempt(() => {
      const acknowledged = framesAcknowledged(data);
      if (acknowledged !== undefined && this.#window.isNew(acknowledged)) this.#acknowledge(acknowledged);
      else this.#read(data);
    });
  }

  /** Counts a message before it is parsed: as many more may come as there are frames that it could acknowledge. */
  #read(data: Buffer): void {
    this.#count();
    const message = parseViewerMessage(data.toString());
    if (message?.type === 'ack') {
      if (this.#acknowledge(message.frames)) this.#rate.giveBack();
    } else if (message !== undefined) this.#answer(message);
  }

  #answer(message: Exclude<ViewerMessage, ViewerAckMessage>): void {
    switch (message.type) {
      case 'subscribe':
        this.#subscribe(message);
        break;
      case 'window':
        this.#windows.move(message);
        this.#fanout.requestImmediate(this);
        break;
      case 'find':
        this.#windows.find(message, (found) => this.#send(found));
        break;
      case 'unsubscribe':
        if (message.widget !== undefined) this.#unsubscribe(message.widget);
        else if (message.sub !== undefined) this.#windows.unsubscribe(message.sub);
        break;
      case 'pace':
        this.#fanout.pace(this, message.rate);
        break;
    }
  }

  /**
   * Runs what a link asks for. A rule that it breaks is answered; anything else that is thrown ends this link alone.
   */
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

  subscribe(asked: Omit<SubscribeMessage, 'type'>): void {
    this.#attempt(() => this.#subscribe({ type: 'subscribe', ...asked }));
  }

  #subscribe(message: SubscribeMessage): void {
    const { widget, sub, epoch, after, all = false } = message;
    const isNew = sub === undefined ? !this.#subscriptions.has(widget) : !this.#windows.has(sub);
    if (isNew && this.#subscriptions.size + this.#windows.size >= this.#options.maxSubscriptions) {
      this.#audit.limited('subscriptions', this.#client);
      const rule = `a viewer may have ${this.#options.maxSubscriptions} subscriptions; close one first`;
      throw new ProtocolError('too_many_subscriptions', rule, { widget, ...(sub === undefined ? {} : { sub }) });
    }
    if (sub !== undefined) this.#windows.subscribe({ ...message, sub });
    else {
      const resume = epoch === undefined || after === undefined ? undefined : { epoch, after };
      const whenReady = () => this.#fanout.requestImmediate(this);
      const options = { store: this.#store, fanout: this.#fanout, maxFullRows: this.#options.maxFullRows, whenReady };
      const former = this.#subscriptions.get(widget);
      this.#subscriptions.set(widget, new Subscription({ widget, resume, all }, options, former));
    }
    this.#fanout.requestImmediate(this);
  }

  #unsubscribe(widget: string): void {
    this.#subscriptions.get(widget)?.close();
    this.#subscriptions.delete(widget);
  }

  acknowledge(frames: number): void {
    this.#attempt(() => void this.#acknowledge(frames));
  }

  /** @returns Whether it acknowledged something new. */
  #acknowledge(frames: number): boolean {
    const isNew = this.#window.acknowledge(frames);
    if (isNew === undefined) {
      const sent = `${this.#window.sent} were sent on this connection`;
      throw new ProtocolError('bad_message', `"frames" must count the frames that came; it is ${frames}, but ${sent}`);
    }
    if (this.#sender.hasMore) this.#sender.sendMore();
    if (this.#isBehind && this.#sender.isFree) this.#fanout.requestNext(this);
    return isNew;
  }

  /** Begins a step to this position, unless the viewer is too far behind with the last. */
  step(position: number, sync: Frame): void {
    this.#isBehind = !this.#sender.isFree;
    if (this.#isBehind) return;
    // A view that is made anew is waited for: what a step brings must be of one position.
    if (!this.#windows.prepare((error) => this.#refuse(error))) return;
    this.#link.cork();
    if (this.#configPosition !== this.#store.configPosition) this.#sendConfig();
    const frames: StepFrames[] = [];
    for (const subscription of this.#subscriptions.values()) {
      if (subscription.mustBeAnswered) for (const answer of subscription.answer()) this.#send(answer);
      const changed = subscription.frames();
      if (changed !== undefined) frames.push(changed);
    }
    for (const window of this.#windows) for (const answer of window.answers()) this.#send(answer);
    this.#sender.begin(position, [...frames, ...this.#windows.frames()], sync);
    this.#link.uncork();
  }

  /** Lets go of what is kept for a viewer that takes nothing any more: it gets newer frames if it comes to itself. */
  sweep(): void {
    if (this.#window.age(performance.now()) < GIVE_UP) return;
    this.#sender.drop();
    for (const subscription of this.#subscriptions.values()) subscription.giveUp();
  }

  #sendConfig(): void {
    this.#configPosition = this.#store.configPosition;
    this.#sender.write(this.#fanout.config());
  }

  #send(message: HelloMessage | SubscribedMessage | FoundMessage | ErrorMessage): void {
    this.#sender.write(frameOf(message));
  }

  #refuse({ code, message, widget, sub, retryAfter }: ProtocolError): void {
    const about = {
      ...(widget === undefined ? {} : { widget }),
      ...(sub === undefined ? {} : { sub }),
      ...(retryAfter === undefined ? {} : { retryAfter }),
    };
    this.#send({ type: 'error', code, message, ...about });
    if (code !== FLOOD) return;
    this.#isOver = true;
    this.#link.cut(1008, code);
  }

  #count(): void {
    if (this.#rate.take(this.#window.unacknowledged)) return;
    this.#audit.limited('messages', this.#client);
    const rule = `a viewer may send ${this.#options.messagesPerSecond} messages a second, acknowledgements apart`;
    throw new ProtocolError(FLOOD, `${rule}; send fewer`);
  }
}

const FLOOD = 'too_many_messages';
/**
 * Steps a second until a viewer asks for others: half of what a screen shows, so that the page has time left. At 60 a
 * number changes faster than anybody reads it, for twice the CPU; at 15 movement is seen to be in steps.
 */
const DEFAULT_RATE = 30;
/**
 * Milliseconds without an acknowledgement. Half as long would drop the step of a link that is only slow, or whose
 * computer slept for a moment; twice as long keeps the frames of more that never come back.
 */
const GIVE_UP = 30_000;
