import type { ConfigMessage, RelayMessage, RowsMessage, WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';
import { MessageRate } from '../admission/message-rate.js';
import type { SliceQueue } from '../cooperative/time-slices.js';
import type { NewestReading, Widget } from '../store/widget.js';
import type { Frame } from '../views/frame.js';
import { Viewer, type ViewerOptions } from '../views/viewer.js';
import type { ViewerLink } from '../views/viewer-link.js';
import type { Link } from './link.js';
import { type Translation, translationOf } from './plain-messages.js';

/*
 * The plain dialect: `config`, and one `data` message per change. Nothing else in the relay knows of it: towards the
 * relay this is an ordinary viewer, and `plain-producer.ts` an ordinary producer.
 */

export interface PlainViewerOptions extends ViewerOptions {
  /** Named in the log. */
  readonly client: string;
  readonly link: Pick<Link, 'sendAll' | 'close' | 'cut' | 'fail'>;
  /** Lets others in between what is large, one for all viewers of this dialect. */
  readonly queue: SliceQueue;
}

/**
 * A viewer that offered no subprotocol: it is subscribed to everything, and acknowledges what it has been sent.
 *
 * Its messages are its own, for nobody else is sent the same. So they are made one frame after the other, and only when
 * the last ones are on their way: a viewer that does not read costs what one frame becomes.
 */
export class PlainViewer {
  readonly #viewer: Viewer;
  readonly #options: PlainViewerOptions;
  readonly #rate: MessageRate;
  readonly #translations = new Map<string, Translation>();
  #config: ConfigMessage = { type: 'config', widgets: {} };
  #turn: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(options: PlainViewerOptions) {
    this.#options = options;
    this.#rate = new MessageRate(options.options.messagesPerSecond);
    const { link, client } = options;
    const viewerLink: ViewerLink = {
      send: (frame, frames) => this.#take(frame, frames),
      cork: () => {},
      uncork: () => {},
      close: (code, reason) => link.close(code, reason),
      cut: (code, reason) => link.cut(code, reason),
      fail: (error) => link.fail(error),
    };
    const everything = { ...options.options, maxSubscriptions: Number.POSITIVE_INFINITY };
    this.#viewer = new Viewer(viewerLink, client, { ...options, options: everything });
    this.#viewer.start();
  }

  /** The dialect has no messages of viewers: those that come are ignored, as long as they are few. */
  receive(): void {
    if (this.#rate.take()) return;
    this.#options.audit.limited('messages', this.#options.client);
    this.#options.link.cut(1008, 'too_many_messages');
  }

  closed(): void {
    this.#isOver = true;
    this.#viewer.closed();
  }

  #take(frame: Frame, frames: number): void {
    const { widget, from } = headOf(frame);
    const stored = this.#options.store.widgets.get(widget);
    const points = pointsAnew(stored, from);
    const reading = stored?.reading;
    this.#turn = this.#turn
      .then(async () => {
        await this.#giveWay(frame.length);
        const message = JSON.parse(frame.toString()) as RelayMessage;
        if (points === undefined) await this.#write(this.#translate(message, reading));
        else await this.#beginAnew(message as RowsMessage, points);
        this.#viewer.acknowledge(frames);
      })
      .catch((error: unknown) => this.#options.link.fail(error));
  }

  async #beginAnew(frame: RowsMessage, points: readonly KeyedRow[]): Promise<void> {
    await this.#write([this.#config]);
    for (let i = 0; i < points.length; i += POINTS_TOGETHER) {
      await this.#giveWay(LARGE);
      await this.#write(this.#rows({ ...frame, up: points.slice(i, i + POINTS_TOGETHER) }, undefined));
    }
  }

  /** Large frames of all viewers come one in a turn of the loop. */
  async #giveWay(bytes: number): Promise<void> {
    if (bytes >= LARGE) await this.#options.queue.next();
    else await new Promise(setImmediate);
  }

  /** Sends a few at a time: for a viewer that does not read only those wait in the socket. */
  async #write(messages: readonly object[]): Promise<void> {
    for (let i = 0; i < messages.length && !this.#isOver; i += SENT_TOGETHER) {
      await this.#options.link.sendAll(messages.slice(i, i + SENT_TOGETHER).map((one) => JSON.stringify(one)));
    }
  }

  #translate(message: RelayMessage, reading: NewestReading | undefined): readonly object[] {
    switch (message.type) {
      case 'config':
        this.#config = message;
        for (const [id, widget] of Object.entries(message.widgets)) this.#follow(id, widget);
        return [message];
      case 'subscribed':
        this.#translations.get(message.widget)?.begin();
        return [];
      case 'rows':
        return this.#rows(message, reading);
      case 'error':
        return [message];
      default:
        return [];
    }
  }

  #follow(id: string, widget: WidgetConfig): void {
    const former = this.#translations.get(id);
    this.#translations.set(id, translationOf(widget, former));
    if (former === undefined) this.#viewer.subscribe({ widget: id, all: true });
  }

  #rows(frame: RowsMessage, reading: NewestReading | undefined): readonly object[] {
    const widget = this.#config.widgets[frame.widget];
    const translation = this.#translations.get(frame.widget);
    return widget === undefined || translation === undefined ? [] : translation.translate(frame, widget, reading);
  }
}

/**
 * Points that are sent at a time when all begin anew. Half: more turns of the loop. Twice: others wait twice as long.
 */
const POINTS_TOGETHER = 500;
/**
 * Messages that are handed to the system at a time; each takes half a kilobyte while it waits. Half: more turns for a
 * viewer that reads. Twice: twice as much for one that does not.
 */
const SENT_TOGETHER = 100;
/**
 * Bytes of a frame that takes a while to become messages. Half: small frames queue, too. Twice: they hold others up.
 */
const LARGE = 8 * 1024;

/**
 * The dialect has no word for a point that is gone: then all begins anew, with the points at the frame's position.
 *
 * @param from Where the frame goes on.
 */
function pointsAnew(stored: Readonly<Widget> | undefined, from: number): KeyedRow[] | undefined {
  const isMetric = stored?.config.widget_type.endsWith('metric') === true;
  const isGone = isMetric && from > 0 && stored.retracted > from;
  return isGone ? [...stored.collection.rows()] : undefined;
}

/** Reads which widget's rows a frame has, and since when. */
function headOf(frame: Frame): { widget: string; from: number } {
  const [, widget = '', from = '0'] = ROWS.exec(frame.toString('latin1', 0, HEAD_BYTES)) ?? [];
  return { widget, from: Number(from) };
}

/** How a `rows` frame begins, and in how many bytes at most. */
const ROWS = /^\{"type":"rows","widget":"([\w-]+)","from":(\d+),/;
const HEAD_BYTES = 200;
