import { randomUUID } from 'node:crypto';
import { checkConfig } from '../../src/core/checks/config-checks.js';
import { parseMessage } from '../../src/core/checks/message-checks.js';
import { type Fields, isObject, ProtocolError, show } from '../../src/core/checks/rules.js';
import { GeneratedKeys } from '../../src/core/commit/generated-keys.js';
import type { WidgetChange, WidgetConfig } from '../../src/core/messages.js';
import type { Column, Value } from '../../src/core/values.js';
import type { Producer } from '../feed/producer.js';
import { isTable } from '../store/widget.js';

/** A producer that offered no subprotocol: towards the relay a run that resumes what is there. */
export class PlainProducer {
  readonly #producer: Producer;
  readonly #keys = new GeneratedKeys(Date.now());
  // An open link is this dialect's only sign of life.
  readonly #pinger: ReturnType<typeof setInterval>;
  /** As they were declared last, also those that broke a rule. */
  #widgets: ReadonlyMap<string, WidgetConfig> = new Map();
  #isRefused = false;
  #seq = 0;

  /** @param ping Milliseconds between two signs of life. */
  constructor(producer: Producer, ping: number) {
    this.#producer = producer;
    this.#pinger = setInterval(() => this.#send({ type: 'ping' }), ping);
    this.#send({ type: 'open', run: randomUUID(), resume: true });
  }

  receive(data: Buffer): void {
    if (this.#isRefused) return;
    try {
      const message = parseMessage(data.toString(), 'bad_message');
      if (message.type === 'config') this.#configure(message);
      else if (message.type === 'data') this.#commit(message);
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
    const time = Date.now();
    this.#seq++;
    const change = this.#changeOf(data, widget, time);
    this.#send({ type: 'commit', seq: this.#seq, time, changes: Object.fromEntries([[id, change]]) });
  }

  #changeOf(data: Fields, widget: WidgetConfig, now: number): WidgetChange {
    const { op, key, row, value = null, timestamp = now, series } = data;
    if (isTable(widget)) {
      const isKeyless = key === undefined && widget.widget_type === 'log';
      if (op === 'delete') return { del: [keyOf(key)] };
      if (isObject(row))
        return { up: [[isKeyless ? this.#keys.next() : keyOf(key), ...valuesOf(row, widget.columns)]] };
      throw new ProtocolError('bad_message', `"row" of an upsert must be an object by column; it is ${show(row)}`);
    }
    if (!widget.widget_type.endsWith('metric')) {
      return { up: [[String(Math.floor(now / 1000)), now, value as Value]] };
    }
    const rest = widget.columns.length === 3 ? [(series ?? null) as Value] : [];
    return { up: [[this.#keys.next(), timestamp as Value, value as Value, ...rest]] };
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
