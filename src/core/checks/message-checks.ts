import type { CommitMessage, ProducerMessage, ViewerMessage } from '../messages.js';
import { checkConfig } from './config-checks.js';
import { type Fields, isObject, isWidgetId, ProtocolError, show, WIDGET_ID_RULE } from './rules.js';

/** The most of the failure that an `end` names; the rest is cut. */
const MOST_ERROR_CHARACTERS = 1000;

/** Reads a producer's message; `undefined` for a type that this version does not know. */
export function parseProducerMessage(text: string): ProducerMessage | undefined {
  const message = parseMessage(text, 'bad_commit');
  switch (message.type) {
    case 'open':
      expect('bad_commit', message, 'run', isText, 'a text of 1 to 100 characters');
      expect('bad_commit', message, 'resume', isBoolean, 'true or false');
      return message as unknown as ProducerMessage;
    case 'config':
      return checkConfig(message);
    case 'commit':
      return checkCommit(message);
    case 'end':
      if (message.error === undefined) return { type: 'end' };
      expect('bad_commit', message, 'error', isString, 'a text');
      return { type: 'end', error: (message.error as string).slice(0, MOST_ERROR_CHARACTERS) };
    case 'ping':
      return { type: 'ping' };
    default:
      return undefined;
  }
}

function checkCommit(message: Fields): CommitMessage {
  expect('bad_commit', message, 'seq', isCount, 'a whole number above 0');
  expect('bad_commit', message, 'time', Number.isFinite, 'milliseconds since the epoch');
  if (message.age !== undefined) expect('bad_commit', message, 'age', isAge, 'milliseconds, 0 or above');
  expect('bad_commit', message, 'changes', isObject, 'an object of changes by widget');
  if (message.more !== undefined) expect('bad_commit', message, 'more', isBoolean, 'true or false');
  for (const [widget, change] of Object.entries(message.changes as Fields)) {
    if (!isWidgetId(widget))
      throw new ProtocolError('bad_commit', `a widget id must be ${WIDGET_ID_RULE}; ${show(widget)} is not`);
    if (!isObject(change)) throw new ProtocolError('bad_commit', `changes of "${widget}" must be {"up":[…],"del":[…]}`);
    const { up = [], del = [] } = change;
    if (!Array.isArray(up)) throw new ProtocolError('bad_commit', `"up" of "${widget}" must be a list of rows`);
    if (!Array.isArray(del) || !del.every(isString)) {
      throw new ProtocolError('bad_commit', `"del" of "${widget}" must be a list of keys, which are texts`);
    }
  }
  return message as unknown as CommitMessage;
}

/**
 * Reads a viewer's message; `undefined` for a type that this version does not know. What is asked of a window is checked
 * when its widget is known: see `window-checks.ts`.
 */
export function parseViewerMessage(text: string): ViewerMessage | undefined {
  const message = parseMessage(text, 'bad_message');
  switch (message.type) {
    case 'subscribe':
      expect('bad_message', message, 'widget', isWidgetId, WIDGET_ID_RULE);
      if (message.window !== undefined || message.sub !== undefined) checkSub(message);
      if (message.all !== undefined) expect('bad_message', message, 'all', isBoolean, 'true or false');
      if (message.after !== undefined) {
        expect('bad_message', message, 'after', isPosition, 'a position: a whole number, 0 or above');
        expect('bad_message', message, 'epoch', isString, 'the epoch that "after" is a position of');
      }
      return message as unknown as ViewerMessage;
    case 'window':
      checkSub(message);
      return message as unknown as ViewerMessage;
    case 'find':
      checkSub(message);
      expect('bad_message', message, 'key', isString, 'the key of a row, which is a text');
      return message as unknown as ViewerMessage;
    case 'unsubscribe':
      if (message.widget === undefined && message.sub !== undefined) checkSub(message);
      else expect('bad_message', message, 'widget', isWidgetId, WIDGET_ID_RULE);
      return message as unknown as ViewerMessage;
    case 'pace':
      expect('bad_message', message, 'rate', isRate, 'steps a second: a number above 0');
      return message as unknown as ViewerMessage;
    case 'ack':
      expect('bad_message', message, 'frames', isPosition, 'how many frames came: a whole number, 0 or above');
      return message as unknown as ViewerMessage;
    default:
      return undefined;
  }
}

function checkSub(message: Fields): void {
  expect('bad_window', message, 'sub', isPosition, 'the number of a window, which its viewer chose: whole, 0 or above');
}

/** Parses a message of the wire or of the plain dialect. */
export function parseMessage(text: string, code: string): Fields {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new ProtocolError(code, `a message must be a JSON object; this is not JSON: ${show(text.slice(0, 60))}`);
  }
  if (!isObject(message)) throw new ProtocolError(code, `a message must be a JSON object; it is ${show(message)}`);
  expect(code, message, 'type', isString, 'a text that names the message');
  return message;
}

const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isText = (value: unknown): boolean => isString(value) && value.length > 0 && value.length <= 100;
const isPosition = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) > 0;
const isAge = (value: unknown): boolean => Number.isFinite(value) && (value as number) >= 0;
const isRate = (value: unknown): boolean => Number.isFinite(value) && (value as number) > 0;

function expect(code: string, message: Fields, name: string, test: (value: unknown) => boolean, rule: string): void {
  const value = Object.hasOwn(message, name) ? message[name] : undefined;
  if (test(value)) return;
  throw new ProtocolError(code, `"${name}" must be ${rule}; it is ${show(value)}`);
}
