/** A message from outside breaks a rule of the protocol. The text names the rule, the value and the fix. */
export class ProtocolError extends Error {
  readonly code: string;
  /** The widget that broke it, if it was one. */
  readonly widget: string | undefined;
  /** The viewer's number of the subscription that it asked for. */
  readonly sub: number | undefined;
  /** Milliseconds after which it may be tried again. */
  readonly retryAfter: number | undefined;

  constructor(code: string, message: string, { widget, sub, retryAfter }: Partial<ErrorAbout> = {}) {
    super(message);
    this.code = code;
    this.widget = widget;
    this.sub = sub;
    this.retryAfter = retryAfter;
  }
}

interface ErrorAbout {
  readonly widget: string;
  readonly sub: number;
  readonly retryAfter: number;
}

/** A JSON object of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isWidgetId(value: unknown): value is string {
  return typeof value === 'string' && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}

export const WIDGET_ID_RULE = '1 to 64 letters, digits, "_" or "-"';

/** Shortens a value for an error message: its JSON, cut. */
export function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return 'a list';
  if (isObject(value)) return 'an object';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
