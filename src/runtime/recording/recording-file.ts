import { parseMessage } from '../../core/checks/message-checks.js';
import { checkRows } from '../../core/checks/row-checks.js';
import { isObject, ProtocolError } from '../../core/checks/rules.js';
import type { RelayMessage } from '../../core/messages.js';

/** A line of a recording breaks a rule. */
export class RecordingError extends Error {}

/**
 * The messages of a recording, line by line as the file arrives. The page stays alive meanwhile: after a few
 * milliseconds of work it gets its turn.
 *
 * A file whose writer was killed may end in the middle of a line; that line is left out.
 */
export async function* messagesOf(url: string, signal: AbortSignal): AsyncGenerator<RelayMessage> {
  const response = await load(url, signal);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  const reading = new LineReader(url);
  let busySince = performance.now();
  for (let rest = '', isOver = reader === undefined; !isOver; ) {
    const { value = '', done } = (await reader?.read()) ?? { done: true };
    isOver = done;
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    if (isOver && (isWhole(rest) || reading.isAtBeginning)) lines.push(rest);
    for (const line of lines) {
      const message = reading.read(line);
      if (message !== undefined) yield message;
      if (performance.now() - busySince < SLICE) continue;
      await new Promise((resolve) => setTimeout(resolve));
      busySince = performance.now();
    }
  }
}

/** Milliseconds. */
const SLICE = 8;

async function load(url: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new RecordingError(await whyUnreachable(url, error));
  }
  if (!response.ok) {
    const is = response.status === 404 ? 'There is no recording at' : `HTTP ${response.status} instead of a recording:`;
    throw new RecordingError(`${is} ${url}: correct src, which is relative to the page.`);
  }
  if (/html/.test(response.headers.get('content-type') ?? '')) throw new RecordingError(isPage(url));
  return response;
}

/** Another site's file may be there and yet hidden from the page. */
async function whyUnreachable(url: string, error: unknown): Promise<string> {
  const page = globalThis.location?.origin;
  if (page === 'null' || url.startsWith('file:')) {
    return `A page that was opened as a file may not read the recording ${url}: serve its folder over http, as with: python -m http.server`;
  }
  const isThere = await fetch(url, { mode: 'no-cors' }).then(
    () => true,
    () => false,
  );
  const { origin } = new URL(url);
  return isThere && page !== undefined
    ? `${origin} does not let pages of ${page} read the recording ${url}: it has to send the header "Access-Control-Allow-Origin: ${page}".`
    : `The recording ${url} cannot be loaded (${(error as Error).message}): nothing answers at ${origin}, or the page's Content-Security-Policy lacks it in connect-src.`;
}

function isPage(url: string): string {
  return `At ${url} is an HTML page, not a recording: correct src; many servers answer every unknown address with their start page.`;
}

function isWhole(line: string): boolean {
  try {
    return isObject(JSON.parse(line));
  } catch {
    return false;
  }
}

/** Counts the lines, to name the one that is broken. */
class LineReader {
  readonly #url: string;
  #number = 0;

  constructor(url: string) {
    this.#url = url;
  }

  get isAtBeginning(): boolean {
    return this.#number === 0;
  }

  /** `undefined` for an empty line. */
  read(line: string): RelayMessage | undefined {
    this.#number++;
    if (line.trim() === '') return undefined;
    if (this.#number === 1 && line.startsWith('<')) throw new RecordingError(isPage(this.#url));
    try {
      return check(parseMessage(line, 'bad_line') as unknown as RelayMessage);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      throw new RecordingError(`Line ${this.#number} of ${this.#url} is broken: ${error.message}.`);
    }
  }
}

/** Checks what the player relies on; types that it does not know are left alone. */
function check(message: RelayMessage): RelayMessage {
  switch (message.type) {
    case 'config':
      if (!isObject(message.widgets)) throw rule('"widgets" of a config must be an object of widgets by id');
      for (const [id, widget] of Object.entries(message.widgets)) {
        if (!Array.isArray(widget?.columns)) throw rule(`widget "${id}" must have "columns", a list`);
      }
      break;
    case 'rows':
      for (const list of [message.up ?? [], message.del ?? []]) {
        if (!Array.isArray(list)) throw rule('"up" and "del" of rows must be lists');
      }
      for (const row of message.up ?? []) checkRows([row], new Array(row.length - 1));
      break;
    case 'sync':
      if (!Number.isFinite(message.time)) throw rule('"time" of a sync must be milliseconds since the epoch');
  }
  return message;
}

function rule(text: string): ProtocolError {
  return new ProtocolError('bad_line', text);
}
