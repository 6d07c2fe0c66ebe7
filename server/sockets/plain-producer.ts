import { randomUUID } from 'node:crypto';
import { checkConfig } from '../../src/core/checks/config-checks.js';
import { parseMessage } from '../../src/core/checks/message-checks.js';
import { type Fields, isObject, ProtocolError, show } from '../../src/core/checks/rules.js';
import { GeneratedKeys } from '../../src/core/commit/generated-keys.js';
import { stamps } from '../../src/core/commit/stamp-clock.js';
import type { WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { Column, Value } from '../../src/core/values.js';
import type { Producer } from '../feed/producer.js';
import { hasReadings, isTable } from '../store/widget.js';
import { DELTA } from './plain-messages.js';

/** A producer that offered no subprotocol: towards the relay a run that resumes what is there. */
export class PlainProducer {
  readonly #producer: Producer;
  readonly #keys = new GeneratedKeys(stamps.now());
  // An open link is this dialect's only sign of life.
  readonly #pinger: ReturnType<typeof setInterval>;
  /** As they were declared last, also those that broke a rule. */
  #widgets: ReadonlyMap<string, WidgetConfig> = new Map();
  #isRefused = false;
  #seq = 0;
  #readingAt = 0;

  /** @param ping Milliseconds between two signs of life. */
  constructor(producer: Producer, ping: number) {
    this.#producer = producer;
    this.#pinger = setInterval(() => this.#send({ type: 'ping' }), ping);
    this.#send({ type: 'open', run: randomUUID(), resume: true });
  }

  receive(data: Buffer): void {
    if (this.#isRefused) return;
    try {
      const text = data.toString();
      const message = parseMessage(text, 'bad_message');
      if (message.type === 'config') this.#configure(message);
      else if (message.type === 'data') {
        const exact = withExactNumbers(text);
        this.#commit(exact === text ? message : parseMessage(exact, 'bad_message'));
      }
    } catch (error) {
      // A message that is nested too deep cannot be encoded again.
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

  #send(message: object): void {
    this.#producer.receive(Buffer.from(JSON.stringify(message)));
  }

  /** Widgets that show one value need not name their columns in this dialect. Those that break a rule are not there. */
  #configure(message: Fields): void {
    const given = isObject(message.widgets) ? message.widgets : {};
    const whole = Object.entries(given).map(([id, widget]) => [id, isObject(widget) ? withColumns(widget) : widget]);
    const config = { ...message, widgets: Object.fromEntries(whole) };
    this.#send(config);
    this.#widgets = new Map(Object.entries(checkConfig(config).widgets));
  }

  #commit(data: Fields): void {
    const id = typeof data.widget === 'string' ? data.widget : '';
    const widget = this.#widgets.get(id);
    if (widget === undefined) {
      const ids = [...this.#widgets.keys()].join(', ') || 'none yet; send a config first';
      throw new ProtocolError('unknown_widget', `widget ${show(data.widget)} is not in the config; it has: ${ids}`);
    }
    if (widget.error !== undefined) return; // The error was sent when it was declared
    this.#seq++;
    const change = this.#changeOf(data, widget);
    this.#send({ type: 'commit', seq: this.#seq, time: Date.now(), changes: Object.fromEntries([[id, change]]) });
  }

  #changeOf(data: Fields, widget: WidgetConfig): WidgetChange {
    const { op, key, row } = data;
    if (isTable(widget)) {
      const isKeyless = key === undefined && widget.widget_type === 'log';
      if (op === 'delete') return { del: [keyOf(key)] };
      if (isObject(row))
        return { up: [[isKeyless ? this.#keys.next() : keyOf(key), ...valuesOf(row, widget.columns)]] };
      throw new ProtocolError('bad_message', `"row" of an upsert must be an object by column; it is ${show(row)}`);
    }
    const isPoint = !hasReadings(widget);
    const time = isPoint ? timeOf(data.timestamp ?? stamps.now()) : this.#nextReadingTime();
    const pointKey = isPoint ? this.#keys.next() : String(Math.floor(Number(time) / 1000));
    const rest = widget.columns.slice(2).map(({ name }) => fieldOf(data, isPoint ? 'series' : name));
    return { up: [[pointKey, time, fieldOf(data, 'value'), ...rest]] };
  }

  /** A later time than that of the reading before: the same value again within a millisecond is a reading, too. */
  #nextReadingTime(): number {
    this.#readingAt = Math.max(stamps.now(), this.#readingAt + 0.001);
    return this.#readingAt;
  }
}

/** Completes the columns of a widget that shows one value, so that everything in a message has its own. */
function withColumns(widget: Fields): Fields {
  const kind = typeof widget.widget_type === 'string' ? widget.widget_type : '';
  const extra = kind.endsWith('metric') ? SERIES : ['stat', 'pathway_stat', 'gauge'].includes(kind) ? DELTA : undefined;
  const { columns = [TIME, VALUE] } = widget;
  if (extra === undefined || !Array.isArray(columns)) return widget;
  const isComplete =
    extra === SERIES ? columns.length > 2 : columns.some((one) => isObject(one) && one.name === extra.name);
  return { ...widget, columns: isComplete ? columns : [...columns, extra] };
}

const TIME: Column = { name: 'time', type: 'datetime', zone: 'UTC' };
const VALUE: Column = { name: 'value', type: 'any' };
const SERIES: Column = { name: 'series', type: 'string' };

function fieldOf(data: Fields, name: string): Value {
  return (Object.hasOwn(data, name) ? (data[name] ?? null) : null) as Value;
}

/** A point without a time that a chart can draw would be nowhere. */
function timeOf(timestamp: unknown): Value {
  if (typeof timestamp === 'number' || (typeof timestamp === 'string' && /^-?\d+$/.test(timestamp))) return timestamp;
  const fix = 'convert it, as Date.parse(text) does, or leave it out for now';
  throw new ProtocolError(
    'bad_message',
    `"timestamp" must be milliseconds since the epoch, a number; it is ${show(timestamp)}: ${fix}`,
  );
}

/** Makes numbers that a double cannot hold the text that they are in a row, before they are rounded or lost. */
function withExactNumbers(text: string): string {
  if (!/\d{16}|e\+?\d{3}/i.test(text)) return text;
  return text.replace(TEXT_OR_NUMBER, (token) => (isBeyondDouble(token) ? `"${token}"` : token));
}

/** @param token A number or a text of JSON. */
function isBeyondDouble(token: string): boolean {
  if (/^-?\d{16,}$/.test(token)) return !Number.isSafeInteger(Number(token));
  return !token.startsWith('"') && !Number.isFinite(Number(token));
}

const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function keyOf(key: unknown): string {
  if (typeof key === 'string' || typeof key === 'number') return String(key);
  throw new ProtocolError('bad_message', `"key" must be a text or a number; it is ${show(key)}`);
}

function valuesOf(row: Fields, columns: readonly Column[]): Value[] {
  const unknown = Object.keys(row).find((name) => !columns.some((column) => column.name === name));
  if (unknown === undefined) return columns.map(({ name }) => fieldOf(row, name));
  const names = columns.map(({ name }) => name).join(', ');
  throw new ProtocolError('bad_row', `column ${show(unknown)} is not in this widget; it has: ${names}`);
}
