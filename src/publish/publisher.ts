import { isTimeZone, TIME_ZONE_RULE } from '../core/checks/time-zone.js';
import { GeneratedKeys } from '../core/commit/generated-keys.js';
import { stamps } from '../core/commit/stamp-clock.js';
import type { FeedReply, ReadyMessage, WidgetConfig } from '../core/messages.js';
import { relayUrl } from '../runtime/link/relay-url.js';
import { Changes } from './changes.js';
import { checkValue, READING } from './column-types.js';
import { Delivery } from './delivery.js';
import { encodeKey, encodeRow, encodeTime, encodeValue, type Row } from './encode.js';
import { PublisherLink } from './publisher-link.js';
import { completed, mostKept, type WidgetDeclaration } from './widgets.js';

export interface PublishOptions {
  /** The relay's producer token: `STREAMVIZ_PRODUCER_TOKEN` of the relay. */
  readonly token: string;
  readonly widgets: Readonly<Record<string, WidgetDeclaration>>;
  readonly title?: string;
  readonly description?: string;
  /** The time zone in which times with a zone are shown, by its IANA name. Default: the viewer's. */
  readonly timezone?: string;
  /** Where there is no global one, as in Node 20: that of the `ws` package. */
  readonly WebSocket?: unknown;
  /** Keeps the rows that former runs left, for a producer that does not send them again. Default: false. */
  readonly resume?: boolean;
  /** Called with a sentence when something is wrong, such as no link or a refused row. Default: `console.warn`. */
  readonly onProblem?: (problem: string) => void;
}

/**
 * A producer of a page or a Node program.
 *
 *     changes ──▶ pending ──▶ sent ──▶ acknowledged        at the most 4 commits are sent and not acknowledged
 *
 * Pending changes are conflated by key, so memory is bounded by the number of keys. After a lost link the relay says
 * what arrived; the rest is sent again, together with what changed since.
 */
export class Publisher {
  readonly #url: string;
  readonly #options: PublishOptions;
  readonly #widgets: Readonly<Record<string, WidgetConfig>>;
  readonly #run = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('-');
  readonly #keys = new GeneratedKeys(stamps.now());
  readonly #link: PublisherLink;
  #isReady = false;
  #isClosed = false;
  #pending = new Changes();
  #sent: { readonly seq: number; readonly changes: Changes }[] = [];
  #seq = 0;
  readonly #delivery = new Delivery();
  #flushing: ReturnType<typeof setTimeout> | undefined;
  #end: { readonly error: string | undefined; readonly done: () => void } | undefined;
  #problem = '';

  constructor(url: string, options: PublishOptions) {
    const { token, timezone, WebSocket = globalThis.WebSocket } = options;
    if (WebSocket === undefined) {
      throw new TypeError('there is no WebSocket here; pass that of the ws package: publish(url, { WebSocket, … })');
    }
    if (!/^[\w.~!#$%&'*+^`|-]+$/.test(token)) {
      throw new TypeError('token must be the producer token of the relay: letters, digits, "-" and "_"');
    }
    if (timezone !== undefined && !isTimeZone(timezone)) {
      throw new TypeError(`timezone must be ${TIME_ZONE_RULE}; it is ${JSON.stringify(timezone)}`);
    }
    this.#url = relayUrl(url);
    this.#options = options;
    this.#widgets = completed(options.widgets);
    this.#link = new PublisherLink({
      url: `${this.#url.replace(/^http/, 'ws')}feed`,
      token,
      WebSocket,
      onOpen: () => this.#link.send({ type: 'open', run: this.#run, resume: options.resume ?? false }),
      onReply: (reply) => this.#received(reply),
      onLost: (why) => this.#lost(why),
    });
  }

  /** Whether the relay takes what is sent now. */
  get isOpen(): boolean {
    return this.#isReady;
  }

  /** A row of a table, new or changed. */
  upsert(widget: string, key: string | number, row: Row): void {
    const { columns } = this.#widget(widget, 'table', 'send(id, value)');
    this.#pending.upsert(widget, encodeRow(widget, encodeKey(key), row, columns));
    this.#scheduleFlush();
  }

  delete(widget: string, key: string | number): void {
    this.#widget(widget, 'table', 'no delete');
    this.#pending.delete(widget, encodeKey(key));
    this.#scheduleFlush();
  }

  /**
   * A row of a log, or a value of a stat, gauge or metric.
   *
   * @param time Milliseconds or a `Date`. Default: now.
   */
  send(
    widget: string,
    value: unknown,
    { time = stamps.now(), series }: { time?: number | Date; series?: string } = {},
  ): void {
    const config = this.#widget(widget, undefined, 'upsert(id, key, row)');
    const { widget_type, columns } = config;
    const at = encodeTime(time);
    if (series !== undefined && (widget_type !== 'metric' || columns.length === 2)) {
      throw new TypeError(
        `widget "${widget}" has one line; to send to series "${series}", declare it with series: true`,
      );
    }
    if (widget_type === 'log') {
      this.#pending.upsert(widget, encodeRow(widget, this.#keys.next(), value as Row, columns));
    } else if (widget_type === 'metric') {
      const point = columns.length > 2 ? [at, value, series] : [at, value];
      this.#pending.upsert(widget, encodeRow(widget, this.#keys.next(), point, columns));
    } else {
      const type = columns[1]?.type ?? 'any';
      checkValue(`widget "${widget}"`, widget_type === 'stat' && type === 'number' ? READING : type, value);
      this.#pending.addReading(widget, [
        String(Math.floor(at / 1000)),
        at,
        encodeValue(value),
        ...columns.slice(2).map(() => null),
      ]);
    }
    // The relay would keep no more, however long it is away.
    this.#pending.trim(widget, mostKept(config));
    this.#scheduleFlush();
  }

  /** Says that nothing more will come, once the relay has all of it. @param error Why the producer failed. */
  end(error?: string): Promise<void> {
    return new Promise((done) => {
      this.#end = { error, done };
      this.#flush();
    });
  }

  /** Leaves at once; unacknowledged changes are lost, and the page says that the producer is away. */
  close(): void {
    this.#isClosed = true;
    this.#isReady = false;
    clearTimeout(this.#flushing);
    this.#link.close();
    this.#end?.done();
  }

  #widget(id: string, expected: 'table' | undefined, instead: string): WidgetConfig {
    const widget = Object.hasOwn(this.#widgets, id) ? this.#widgets[id] : undefined;
    if (widget === undefined) {
      throw new TypeError(`widget "${id}" was not declared; there are: ${Object.keys(this.#widgets).join(', ')}`);
    }
    if ((expected === 'table') === (widget.widget_type === 'table')) return widget;
    throw new TypeError(`widget "${id}" is a ${widget.widget_type}, which has ${instead}`);
  }

  #received(reply: FeedReply): void {
    switch (reply.type) {
      case 'ready':
        this.#ready(reply);
        break;
      case 'ack':
        this.#acknowledged(reply.seq);
        for (const { message } of reply.refused ?? []) this.#report(message);
        this.#flush();
        break;
      case 'error':
        this.#report(reply.message);
        if (reply.widget === undefined && reply.retryAfter === undefined) this.close(); // It would be refused again
    }
  }

  #acknowledged(upTo: number): void {
    for (const { seq, changes } of this.#sent) if (seq <= upTo) this.#delivery.acknowledged(seq, changes.widgets);
    this.#sent = this.#sent.filter(({ seq }) => seq > upTo);
  }

  #ready(ready: ReadyMessage): void {
    const { title, description, timezone } = this.#options;
    this.#acknowledged(ready.ack);
    const lost = this.#delivery.compare(ready);
    this.#link.send({
      type: 'config',
      ...(title === undefined ? {} : { title }),
      ...(description === undefined ? {} : { description }),
      ...(timezone === undefined ? {} : { timezone }),
      widgets: Object.fromEntries(
        Object.entries(this.#widgets).map(([id, widget]) => [id, this.#described(id, widget)]),
      ),
    });
    const again = new Changes();
    for (const { changes } of this.#sent) again.add(changes);
    again.add(this.#pending);
    this.#pending = again;
    this.#sent = [];
    this.#isReady = true;
    this.#problem = '';
    if (lost !== undefined) this.#report(lost);
    this.#flush();
  }

  #described(id: string, widget: WidgetConfig): WidgetConfig {
    const incomplete = this.#delivery.reasonFor(id);
    return incomplete === undefined ? widget : { ...widget, incomplete };
  }

  #lost(why: string): void {
    this.#isReady = false;
    const causes = 'is the relay there, is the token its own, and, in a page, is the origin allowed (--allow-origin)?';
    this.#report(`no link to the relay at ${this.#url}: ${why || causes}`);
  }

  /** Reports the same problem once, until all is well again. */
  #report(problem: string): void {
    if (problem === this.#problem || this.#isClosed) return;
    this.#problem = problem;
    (this.#options.onProblem ?? console.warn)(problem);
  }

  #scheduleFlush(): void {
    this.#flushing ??= setTimeout(() => this.#flush(), FLUSH_EVERY);
  }

  #flush(): void {
    clearTimeout(this.#flushing);
    this.#flushing = undefined;
    if (!this.#isReady) return;
    if (!this.#pending.isEmpty && this.#sent.length < MOST_SENT) this.#commit();
    if (this.#end === undefined || !this.#pending.isEmpty || this.#sent.length > 0) return;
    this.#link.send({ type: 'end', ...(this.#end.error === undefined ? {} : { error: this.#end.error }) });
    this.close();
  }

  #commit(): void {
    const seq = ++this.#seq;
    const time = Date.now();
    const age = this.#pending.age(time);
    const pieces = [...this.#pending.pieces(PIECE)];
    for (const [i, changes] of pieces.entries()) {
      const more = i < pieces.length - 1 ? { more: true } : {};
      this.#link.send({ type: 'commit', seq, time, age, changes, ...more });
    }
    this.#sent.push({ seq, changes: this.#pending });
    this.#pending = new Changes();
  }
}

/** Milliseconds: shorter than a step of the relay, long enough for a loop's changes to go together. */
const FLUSH_EVERY = 20;
/** Commits. */
const MOST_SENT = 4;
/** Characters: at most 3 bytes each, so that a piece with its last row is far below the relay's 1 MB. */
const PIECE = 250_000;
