import type { Metrics } from '../metrics.js';
import { LIMITS, type LimitName, REFUSAL_REASONS, type RefusalReason } from './reasons.js';
import type { Refusal } from './refusal.js';

export interface AuditOptions {
  /** Takes one line. */
  readonly report: (line: string) => void;
  readonly format: 'text' | 'json';
  readonly metrics: Metrics;
  /** Runs something after so many milliseconds. */
  readonly after?: (milliseconds: number, work: () => void) => void;
}

/** The fields of one line besides its text. */
type Fields = Readonly<Record<string, string | number | boolean>>;

/**
 * Logs and counts what an operator should know. Never a token, a password or a row.
 *
 * A client that is refused a thousand times a second must not fill a disk: the first of events that repeat is a line of
 * its own, and those that follow within ten seconds are one line with their number.
 */
export class Audit {
  readonly #report: (line: string) => void;
  readonly #format: 'text' | 'json';
  readonly #metrics: Metrics;
  readonly #after: (milliseconds: number, work: () => void) => void;
  readonly #repeated = new Map<string, { count: number; text: string; fields: Fields }>();

  constructor({ report, format, metrics, after = afterwards }: AuditOptions) {
    this.#report = report;
    this.#format = format;
    this.#metrics = metrics;
    this.#after = after;
  }

  /** Logs something about the relay itself. */
  note(text: string, fields: Fields = { event: 'note' }): void {
    if (this.#format === 'text') this.#report(text);
    else this.#report(JSON.stringify({ time: new Date().toISOString(), ...fields, message: text }));
  }

  /** Notes that somebody gave a password. */
  login(isRight: boolean, client: string): void {
    this.#metrics.logins[isRight ? 'ok' : 'failed']++;
    const fields = { event: 'login', ok: isRight, client };
    this.#repeat(isRight ? `${client} has logged in` : `${client} gave a wrong password`, fields);
  }

  loggedOut(client: string, isEverybody: boolean): void {
    const text = isEverybody ? `all sessions were ended by ${client}` : `${client} has logged out`;
    this.#repeat(text, { event: 'logout', all: isEverybody, client });
  }

  /**
   * Counts a refusal, and logs it: not that somebody has not logged in yet, nor a wrong password, which has a line.
   *
   * @param what The origin or name that was refused: an operator may want to allow it.
   */
  refused(reason: RefusalReason, client: string, what?: string): void {
    count(this.#metrics.refused, reason);
    if (reason === 'no_credentials' || reason === 'password') return;
    const shown = what?.replaceAll(/[^ -~]/g, '?').slice(0, MOST_SHOWN);
    const text = `${client} was refused: ${REFUSAL_REASONS[reason]}${shown === undefined ? '' : ` (${shown})`}`;
    this.#repeat(text, { event: 'refused', reason, client, ...(shown === undefined ? {} : { what: shown }) });
  }

  /** Notes a refusal by a rule or by a limit. */
  refusal({ reason, limit, what }: Refusal, client: string): void {
    if (reason !== undefined) this.refused(reason, client, what);
    if (limit !== undefined) this.limited(limit, client);
  }

  limited(limit: LimitName, client: string): void {
    count(this.#metrics.limits, limit);
    this.#repeat(`${client} reached a limit: ${LIMITS[limit]}`, { event: 'limit', limit, client });
  }

  /** Notes an error of the relay itself. */
  failed(what: string, error: unknown): void {
    this.#metrics.failures++;
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#repeat(`${what} failed: ${stack}`, { event: 'failure', what });
  }

  #repeat(text: string, fields: Fields): void {
    const key = JSON.stringify(fields);
    const known = this.#repeated.get(key);
    if (known !== undefined) {
      known.count++;
      return;
    }
    // More clients at the same time than lines are worth are counted as one.
    if (this.#repeated.size >= MOST_REPEATED && fields.client !== OTHERS) {
      const { what: _what, ...same } = fields;
      this.#repeat(text.replace(String(fields.client), OTHERS).replace(/ \([^()]*\)$/, ''), {
        ...same,
        client: OTHERS,
      });
      return;
    }
    this.note(text, fields);
    const event = { count: 0, text, fields };
    this.#repeated.set(key, event);
    this.#after(REPEAT_WITHIN, () => {
      this.#repeated.delete(key);
      const { count } = event;
      if (count > 0) this.note(`${text} (${count} more in ${REPEAT_WITHIN / 1000} s)`, { ...fields, repeated: count });
    });
  }
}

function afterwards(milliseconds: number, work: () => void): void {
  setTimeout(work, milliseconds).unref();
}

function count(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}

const OTHERS = 'another client';
/** Milliseconds. Half: twice the lines of an attack, which are 360 an hour. Twice: its end is seen twice as late. */
const REPEAT_WITHIN = 10_000;
/** Characters of an origin or a name. Half: names that exist are cut. Twice: twice the log that others write. */
const MOST_SHOWN = 100;
/**
 * Kinds of events, by client, that are told apart at the same time. Half: a busy proxy's clients merge. Twice: as many
 * lines.
 */
const MOST_REPEATED = 1000;
