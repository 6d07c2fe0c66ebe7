/** A number with its unit, in the parts that are drawn differently. */
export interface Quantity {
  /** Before a currency sign, not after it. */
  readonly minus: string;
  /** A currency sign. */
  readonly before: string;
  readonly digits: string;
  /** Any other unit. */
  readonly after: string;
}

/** @param text A formatted number; a sign of the currency that is in it already is not repeated. */
export function quantityOf(text: string, unit = ''): Quantity {
  const isNegative = text.startsWith(MINUS);
  const digits = isNegative ? text.slice(1) : text;
  if (unit === '' || digits.includes(unit)) return { minus: '', before: '', digits: text, after: '' };
  if (isCurrency(unit)) return { minus: isNegative ? MINUS : '', before: unit, digits, after: '' };
  return { minus: '', before: '', digits: text, after: unit };
}

/** The same in one line: `$486`, `−$54`, `260 ms`, `2%`, `412/s`. */
export function quantityText(text: string, unit?: string): string {
  const { minus, before, digits, after } = quantityOf(text, unit);
  return `${minus}${before}${digits}${/^\p{L}/u.test(after) ? NARROW_SPACE : ''}${after}`;
}

export function isCurrency(unit: string): boolean {
  return /^\p{Sc}$/u.test(unit);
}

const MINUS = '−';
/** Does not break a line. */
const NARROW_SPACE = '\u202f';
