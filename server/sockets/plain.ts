import { randomUUID } from 'node:crypto';
import { checkConfig } from '../../src/core/checks/config-checks.js';
import { parseMessage } from '../../src/core/checks/message-checks.js';
import { type Fields, isObject, ProtocolError, show } from '../../src/core/checks/rules.js';
import type { ConfigMessage, RelayMessage, RowsMessage, WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { Column, KeyedRow, Value } from '../../src/core/values.js';
import { MessageRate } from '../admission/message-rate.js';
import type { SliceQueue } from '../cooperative/time-slices.js';
import type { Producer } from '../feed/producer.js';
import { isTable } from '../store/widget.js';
import type { Frame } from '../views/frame.js';
import { Viewer, type ViewerOptions } from '../views/viewer.js';
import type { ViewerLink } from '../views/viewer-link.js';

/*
 * The plain dialect: `config`, and one `data` message per change. Nothing else in the relay knows of it: towards the
 * relay this file is an ordinary viewer and an ordinary producer.
 */

/** Sends texts as messages; resolves when they are on their way. */
export type SendTexts = (texts: readonly string[]) => Promise<void>;

/** How a link ends. */
export type LinkEnd = Pick<ViewerLink, 'close' | 'cut' | 'fail'>;

/** What a plain viewer is sent for the frames of one widget. */
interface Translation {
  /** What comes now is the whole widget. */
  begin(): void;
  translate(frame: RowsMessage, widget: WidgetConfig): readonly object[];
}

export interface PlainViewerOptions extends ViewerOptions {
  /** Whom the log names. */
  readonly client: string;
  readonly end: LinkEnd;
  readonly send: SendTexts;
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
    const link: ViewerLink = {
      send: (frame, frames) => this.#take(frame, frames),
      cork: () => {},
      uncork: () => {},
      ...options.end,
    };
    const everything = { ...options.options, maxSubscriptions: Number.POSITIVE_INFINITY };
    this.#viewer = new Viewer(link, options.client, { ...options, options: everything });
    this.#viewer.start();
  }

  /** The dialect has no messages of viewers: those that come are ignored, as long as they are few. */
  receive(): void {
    if (this.#rate.take()) return;
    this.#options.audit.limited('messages', this.#options.client);
    this.#options.end.cut(1008, 'too_many_messages');
  }

  closed(): void {
    this.#isOver = true;
    this.#viewer.closed();
  }

  #take(frame: Frame, frames: number): void {
    const points = this.#pointsAnew(frame);
    this.#turn = this.#turn
      .then(async () => {
        await this.#giveWay(frame.length);
        const message = JSON.parse(frame.payload.toString()) as RelayMessage;
        if (points === undefined) await this.#write(this.#translate(message));
        else await this.#beginAnew(message as RowsMessage, points);
        this.#viewer.acknowledge(frames);
      })
      .catch((error: unknown) => this.#options.end.fail(error));
  }

  /** A point that is gone cannot be told: then all begins anew, with the points of the moment that the frame is of. */
  #pointsAnew({ payload }: Frame): KeyedRow[] | undefined {
    const [, widget = '', from] = ROWS.exec(payload.toString('latin1', 0, HEAD_BYTES)) ?? [];
    const stored = this.#options.store.widgets.get(widget);
    const isMetric = stored?.config.widget_type.endsWith('metric') === true;
    const isGone = isMetric && Number(from) > 0 && stored.retracted > Number(from);
    return isGone ? [...stored.collection.rows()] : undefined;
  }

  async #beginAnew(frame: RowsMessage, points: readonly KeyedRow[]): Promise<void> {
    await this.#write([this.#config]);
    for (let i = 0; i < points.length; i += POINTS_TOGETHER) {
      await this.#giveWay(LARGE);
      await this.#write(this.#rows({ ...frame, up: points.slice(i, i + POINTS_TOGETHER) }));
    }
  }

  /** Large frames of all viewers come one in a turn of the loop. */
  async #giveWay(bytes: number): Promise<void> {
    if (bytes >= LARGE) await this.#options.queue.next();
    else await new Promise(setImmediate);
  }

  async #write(messages: readonly object[]): Promise<void> {
    if (!this.#isOver && messages.length > 0) await this.#options.send(messages.map((one) => JSON.stringify(one)));
  }

  #translate(message: RelayMessage): readonly object[] {
    switch (message.type) {
      case 'config':
        this.#config = message;
        for (const [id, widget] of Object.entries(message.widgets)) this.#follow(id, widget);
        return [message];
      case 'subscribed': {
        const { widget, mode } = message;
        this.#translations.get(widget)?.begin();
        const fix = `it has too many rows to follow as a whole; read them at /export/${widget}.json`;
        return mode === 'window' ? [{ type: 'error', code: 'too_many_rows', message: fix, widget }] : [];
      }
      case 'rows':
        return this.#rows(message);
      case 'error':
        return [message];
      default:
        return [];
    }
  }

  #follow(id: string, widget: WidgetConfig): void {
    if (this.#translations.has(id)) return;
    this.#translations.set(
      id,
      isTable(widget) ? new Rows() : widget.widget_type.endsWith('metric') ? new Points() : new Readings(),
    );
    this.#viewer.subscribe({ widget: id });
  }

  #rows(frame: RowsMessage): readonly object[] {
    const widget = this.#config.widgets[frame.widget];
    const translation = this.#translations.get(frame.widget);
    return widget === undefined || translation === undefined ? [] : translation.translate(frame, widget);
  }
}

/** Points that are sent at a time when all begin anew. */
const POINTS_TOGETHER = 500;
/** Bytes of a frame that takes a while to become messages. */
const LARGE = 8 * 1024;
/** How a `rows` frame begins, and in how many bytes at most. */
const ROWS = /^\{"type":"rows","widget":"([\w-]+)","from":(\d+),/;
const HEAD_BYTES = 200;

class Rows implements Translation {
  /** The keys that the viewer has; after a new beginning, of those that it had. */
  readonly #keys = new Set<string>();
  #former: Set<string> | undefined;

  begin(): void {
    this.#former = new Set(this.#keys);
  }

  translate({ widget, up = [], del = [], more }: RowsMessage, { columns }: WidgetConfig): readonly object[] {
    const texts: object[] = [];
    const remove = (key: string) => {
      if (this.#keys.delete(key)) texts.push({ type: 'data', widget, op: 'delete', key });
    };
    for (const key of del) remove(key);
    for (const [key, ...values] of up) {
      this.#former?.delete(key);
      this.#keys.add(key);
      // Not by assignment, for a column may be called `__proto__`.
      const row = Object.fromEntries(columns.map(({ name }, i) => [name, values[i]]));
      texts.push({ type: 'data', widget, op: 'upsert', key, row });
    }
    if (more !== true) {
      for (const key of this.#former ?? []) remove(key);
      this.#former = undefined;
    }
    return texts;
  }
}

class Points implements Translation {
  begin(): void {}

  translate({ widget, up = [] }: RowsMessage): readonly object[] {
    return up.map(([, timestamp, value, series]) => ({
      type: 'data',
      widget,
      timestamp,
      value,
      ...(series === undefined || series === null ? {} : { series }),
    }));
  }
}

/** The value of a stat or gauge, with its difference to the reading before. */
class Readings implements Translation {
  #readings: KeyedRow[] = [];

  begin(): void {
    this.#readings = [];
  }

  translate({ widget, up = [], del = [] }: RowsMessage): readonly object[] {
    const changed = new Set([...del, ...up.map(([key]) => key)]);
    const newest = [...this.#readings.filter(([key]) => !changed.has(key)), ...up]
      .sort((a, b) => Number(a[1]) - Number(b[1]))
      .slice(-2);
    const isNews = newest.at(-1) !== this.#readings.at(-1);
    this.#readings = newest;
    if (!isNews) return [];
    const value = newest.at(-1)?.[2] ?? null;
    const before = newest.at(-2)?.[2];
    const delta = typeof value === 'number' && typeof before === 'number' ? { delta: value - before } : {};
    return [{ type: 'data', widget, value, ...delta }];
  }
}

/** A producer that offered no subprotocol: a run that resumes what is there. */
export class PlainFeed {
  readonly #producer: Producer;
  readonly #startedAt = Date.now();
  // An open link is this dialect's only sign of life.
  readonly #pinger: ReturnType<typeof setInterval>;
  /** As declared last, also those that broke a rule. */
  #widgets: ReadonlyMap<string, WidgetConfig> = new Map();
  #isRefused = false;
  #seq = 0;

  /** @param ping Milliseconds between two signs of life. */
  constructor(producer: Producer, ping: number) {
    this.#producer = producer;
    this.#pinger = setInterval(() => this.#tell({ type: 'ping' }), ping);
    this.#tell({ type: 'open', run: randomUUID(), resume: true });
  }

  receive(data: Buffer): void {
    if (this.#isRefused) return;
    try {
      const message = parseMessage(data.toString(), 'bad_message');
      if (message.type === 'config') this.#configure(message);
      else if (message.type === 'data') this.#commit(message);
    } catch (error) {
      // What is nested too deep cannot be encoded again.
      const isTooDeep = error instanceof RangeError;
      if (!isTooDeep && !(error instanceof ProtocolError)) throw error;
      const rule = 'a message must not have so many lists and objects inside each other; flatten it';
      this.#isRefused = true;
      this.#producer.refuseInTurn(isTooDeep ? new ProtocolError('bad_message', rule) : error);
    }
  }

  closed(): void {
    clearInterval(this.#pinger);
    this.#producer.closed();
  }

  #tell(message: object): void {
    this.#producer.receive(Buffer.from(JSON.stringify(message)));
  }

  /** Widgets that show one value need not name their columns in this dialect. Those that break a rule are not there. */
  #configure(message: Fields): void {
    const given = isObject(message.widgets) ? message.widgets : {};
    const whole = Object.entries(given).map(([id, widget]) => [id, isObject(widget) ? withColumns(widget) : widget]);
    const config = { ...message, widgets: Object.fromEntries(whole) };
    this.#tell(config);
    this.#widgets = new Map(Object.entries(checkConfig(config).widgets));
  }

  #commit(data: Fields): void {
    const id = typeof data.widget === 'string' ? data.widget : '';
    const widget = this.#widgets.get(id);
    if (widget === undefined) {
      const ids = [...this.#widgets.keys()].join(', ') || 'none yet; send a config first';
      throw new ProtocolError('unknown_widget', `widget ${show(data.widget)} is not in the config; it has: ${ids}`);
    }
    if (widget.error !== undefined) return; // It was told so when it was declared
    const time = Date.now();
    this.#seq++;
    const change = this.#changeOf(data, widget, time);
    this.#tell({ type: 'commit', seq: this.#seq, time, changes: Object.fromEntries([[id, change]]) });
  }

  #changeOf(data: Fields, widget: WidgetConfig, now: number): WidgetChange {
    const { op, key, row, value = null, timestamp = now, series } = data;
    if (isTable(widget)) {
      const isKeyless = key === undefined && widget.widget_type === 'log';
      if (op === 'delete') return { del: [keyOf(key)] };
      if (isObject(row)) return { up: [[isKeyless ? this.#newKey() : keyOf(key), ...valuesOf(row, widget.columns)]] };
      throw new ProtocolError('bad_message', `"row" of an upsert must be an object by column; it is ${show(row)}`);
    }
    if (!widget.widget_type.endsWith('metric')) {
      return { up: [[String(Math.floor(now / 1000)), now, value as Value]] };
    }
    const rest = widget.columns.length === 3 ? [(series ?? null) as Value] : [];
    return { up: [[this.#newKey(), timestamp as Value, value as Value, ...rest]] };
  }

  #newKey(): string {
    return `${this.#startedAt.toString(36)}-${this.#seq.toString(36).padStart(7, '0')}`;
  }
}

function withColumns(widget: Fields): Fields {
  const kind = typeof widget.widget_type === 'string' ? widget.widget_type : '';
  if (widget.columns !== undefined || kind.endsWith('table') || kind === 'log') return widget;
  const columns: Column[] = [
    { name: 'time', type: 'datetime', zone: 'UTC' },
    { name: 'value', type: 'any' },
  ];
  if (kind.endsWith('metric')) columns.push({ name: 'series', type: 'string' });
  return { ...widget, columns };
}

function keyOf(key: unknown): string {
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  throw new ProtocolError('bad_message', `"key" must be a text or a number; it is ${show(key)}`);
}

function valuesOf(row: Fields, columns: readonly Column[]): Value[] {
  const unknown = Object.keys(row).find((name) => !columns.some((column) => column.name === name));
  if (unknown === undefined)
    return columns.map(({ name }) => ((Object.hasOwn(row, name) ? row[name] : null) ?? null) as Value);
  const names = columns.map(({ name }) => name).join(', ');
  throw new ProtocolError('bad_row', `column ${show(unknown)} is not in this widget; it has: ${names}`);
}
