import { compareKeys, isMissing, type SortKey, sortKey, textOf } from './order.js';
import type { Column, ColumnType, KeyedRow, Value } from './values.js';

export const FILTER_OPERATORS = ['=', '!=', '<', '<=', '>', '>=', 'contains', 'in', 'empty', 'not-empty'] as const;
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

/** Stands for all columns of a widget. A column that has this name is meant in a list alone. */
export const ANY_COLUMN = '*';

/**
 * Column, operator, and what to compare with: a value, for `in` a list, for `empty` and `not-empty` nothing. Of several
 * columns, and of all of them (`"*"`), one must match.
 */
export type FilterTerm = readonly [column: string | readonly string[], operator: FilterOperator, operand?: Value];

/**
 * Makes a test for rows: all terms must hold. A missing value matches only `!=` and `empty`.
 *
 * The key of a value is made once for each row, however many terms look at it; operands are converted once.
 */
export function compileFilter(columns: readonly Column[], filter: readonly FilterTerm[]): (row: KeyedRow) => boolean {
  const fields = new Map<string, Field>();
  const fieldOf = (name: string): Field => {
    const index = columns.findIndex((column) => column.name === name);
    const field = fields.get(name) ?? new Field(index + 1, columns[index]?.type ?? 'any');
    fields.set(name, field);
    return field;
  };
  const tests = filter.map(([names, operator, operand]) => {
    const fieldNames = names === ANY_COLUMN ? columns.map(({ name }) => name) : [names].flat();
    const alternatives = fieldNames.map((name) => compileTerm(fieldOf(name), operator, operand ?? null));
    return () => alternatives.some((test) => test());
  });
  return (row) => {
    for (const field of fields.values()) field.look(row);
    return tests.every((test) => test());
  };
}

/**
 * Gives the form in which texts are searched: those that a reader takes for the same are the same. Case, accents, the
 * ways to write a character, invisible characters, the number of spaces, and the kind of spaces, dashes and apostrophes make
 * no difference.
 */
export function foldText(text: string): string {
  if (PLAIN.test(text)) return text.toUpperCase();
  const letters = text.normalize('NFKD').replaceAll(INVISIBLE, '').replaceAll(/\s+/g, ' ');
  const capitals = letters.toLowerCase().toUpperCase().normalize('NFKD'); // Both ways: ſ, ς, ß, ı
  return capitals.replaceAll(ACCENTS, '').replaceAll(SIGNS, (sign) => TYPED[sign] ?? '-');
}

/** ASCII without two spaces beside each other. */
const PLAIN = /^(?: ?[!-~])* ?$/;
/** Zero-width characters, marks of direction, soft hyphens, variants of emoji. */
const INVISIBLE = /\p{Cf}|\p{Variation_Selector}/gu;
/** Those of European scripts; in others a mark may be a vowel. */
const ACCENTS = /[\u0300-\u036f]/g;
/** What keyboards have another sign for: dashes with the minus, apostrophes, and letters with a stroke or in one. */
const SIGNS = /[\p{Pd}−‘’ʼØŁĐĦÆŒ]/gu;
const TYPED: Readonly<Record<string, string>> = {
  ...{ '‘': "'", '’': "'", ʼ: "'" },
  ...{ Ø: 'O', Ł: 'L', Đ: 'D', Ħ: 'H', Æ: 'AE', Œ: 'OE' },
};

/** One column's value in the row under test, in the forms that terms ask for. */
class Field {
  readonly type: ColumnType;
  readonly #at: number;
  #value: Value | undefined;
  #key: SortKey | undefined;
  #text: string | undefined;
  #folded: string | undefined;

  /** @param at The index in the row; 0: a column that does not exist, whose values are all missing. */
  constructor(at: number, type: ColumnType) {
    this.#at = at;
    this.type = type;
  }

  look(row: KeyedRow): void {
    this.#value = this.#at === 0 ? undefined : row[this.#at];
    this.#key = this.#text = this.#folded = undefined;
  }

  get isMissing(): boolean {
    return isMissing(this.#value, this.type);
  }

  /** Whether it is a number that is shown in groups of digits, perhaps with a currency. */
  get isCounted(): boolean {
    return COUNTED.has(this.type) || typeof this.#value === 'number';
  }

  get isEmpty(): boolean {
    return this.#value === '' || this.isMissing;
  }

  get key(): SortKey {
    this.#key ??= sortKey(this.#value, this.type);
    return this.#key;
  }

  get text(): string {
    this.#text ??= textOf(this.#value);
    return this.#text;
  }

  get folded(): string {
    this.#folded ??= foldText(this.text);
    return this.#folded;
  }
}

const COUNTED: ReadonlySet<ColumnType> = new Set(['integer', 'number']);
/** What a number is shown with, and does not have. */
const SEPARATORS = /[,\p{Sc}]/gu;

function compileTerm(field: Field, operator: FilterOperator, operand: Value): () => boolean {
  const { type } = field;
  switch (operator) {
    case 'empty':
      return () => field.isEmpty;
    case 'not-empty':
      return () => !field.isEmpty;
    case 'contains': {
      const part = foldText(textOf(operand));
      const digits = part.replaceAll(SEPARATORS, '');
      return () => !field.isMissing && field.folded.includes(field.isCounted ? digits : part);
    }
    case 'in': {
      const list = Array.isArray(operand) ? operand : [operand];
      const members = new Set(list.map((one: Value) => asMember(sortKey(one, type))));
      return () => field.key !== null && members.has(asMember(field.key));
    }
    default:
      return compileComparison(field, operator, sortKey(operand, type));
  }
}

function compileComparison(field: Field, operator: Comparison, operand: SortKey): () => boolean {
  if (operator === '!=') return () => operand === null || field.key === null || compareKeys(field.key, operand) !== 0;
  if (operand === null) return () => false;
  const test = COMPARISONS[operator];
  return () => field.key !== null && test(compareKeys(field.key, operand));
}

type Comparison = Exclude<FilterOperator, 'contains' | 'in' | 'empty' | 'not-empty'>;

const COMPARISONS: Readonly<Record<Exclude<Comparison, '!='>, (order: number) => boolean>> = {
  '=': (order) => order === 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Makes equal numbers the same member: to a set, a `bigint` and a `number` of one value differ. */
function asMember(key: SortKey): SortKey {
  if (typeof key !== 'number' && typeof key !== 'bigint') return key;
  const number = Number(key);
  return Number.isSafeInteger(number) ? number : Number.isInteger(number) ? BigInt(key) : key;
}
