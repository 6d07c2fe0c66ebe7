/** A number with its unit, in the parts that are drawn differently. */
export interface Quantity {
  /** The minus in front of a currency sign. */
  readonly minus: string;
  /** A currency sign. */
  readonly before: string;
  readonly digits: string;
  /** Any other unit. */
  readonly after: string;
}

/**
 * Joins a number and its unit.
 *
 * @param text A formatted number; a unit that is in it already is not repeated.
 */
export function quantityOf(text: string, unit = ''): Quantity {
  const isNegative = text.startsWith(MINUS);
  const digits = isNegative ? text.slice(1) : text;
  if (unit === '' || hasUnit(digits, unit)) return { minus: '', before: '', digits: text, after: '' };
  if (isCurrency(unit)) return { minus: isNegative ? MINUS : '', before: unit, digits, after: '' };
  return { minus: '', before: '', digits: text, after: unit };
}

/** Writes the same in one line: `$486`, `−$54`, `260 ms`, `2%`, `412/s`. */
export function quantityText(text: string, unit?: string): string {
  const { minus, before, digits, after } = quantityOf(text, unit);
  return `${minus}${before}${digits}${/^\p{L}/u.test(after) ? NARROW_SPACE : ''}${after}`;
}

/** Letters stand for themselves only after a space: `5m` has the prefix of 0.005, and metres still to come. */
function hasUnit(digits: string, unit: string): boolean {
  return /^\p{L}/u.test(unit) ? digits.split(' ').includes(unit) : digits.includes(unit);
}

export function isCurrency(unit: string): boolean {
  return /^\p{Sc}$/u.test(unit);
}

const MINUS = '−';
/** A narrow space that does not break a line. */
const NARROW_SPACE = '\u202f';
