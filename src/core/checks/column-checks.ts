import { type Column, type ColumnType, isTime } from '../values.js';
import { type Fields, isObject, ProtocolError, show } from './rules.js';
import { isTimeZone, TIME_ZONE_RULE } from './time-zone.js';

export const MOST_COLUMNS = 256;

/** Reads the columns of a widget. Fields that this version does not know pass through. @throws ProtocolError `bad_config` */
export function checkColumns(columns: unknown): readonly Column[] {
  if (!Array.isArray(columns) || columns.length === 0 || columns.length > MOST_COLUMNS) {
    const found = Array.isArray(columns) ? columns.length : show(columns);
    throw wrong(`"columns" must be a list of 1 to ${MOST_COLUMNS} columns; it is ${found}`);
  }
  const names = new Set<string>();
  for (const column of columns as unknown[]) {
    if (!isObject(column) || typeof column.name !== 'string') {
      throw wrong(`a column must be {"name": …, "type": …}; it is ${show(column)}`);
    }
    if (names.has(column.name)) throw wrong(`two columns have the name ${show(column.name)}; give each its own`);
    names.add(column.name);
    if (!COLUMN_TYPES.includes(column.type as ColumnType)) {
      const types = COLUMN_TYPES.join(', ');
      throw wrong(`the type of column ${show(column.name)} must be one of ${types}; it is ${show(column.type)}`);
    }
    for (const [name, setting] of Object.entries(SETTINGS)) checkSetting(name, setting, column);
  }
  for (const { name, link = '' } of columns as Column[]) checkPlaceholders(name, link, names);
  return columns as readonly Column[];
}

const COLUMN_TYPES: readonly ColumnType[] = [
  'any',
  'array',
  'boolean',
  'bytes',
  'datetime',
  'duration',
  'integer',
  'json',
  'number',
  'pointer',
  'string',
];

/** A field of a column that says how its values are shown. */
interface Setting {
  /** Default: all. */
  readonly types?: readonly ColumnType[];
  /** The values of those types, as the error names them. */
  readonly of?: string;
  readonly rule: string;
  readonly test: (value: unknown) => boolean;
}

/** Types whose values are numbers, or may be. */
const NUMBERS = { types: ['integer', 'number', 'any'], of: 'numbers' } as const;
const SWITCH = { rule: 'true or false', test: (value: unknown) => typeof value === 'boolean' };
const isNumber = (type: ColumnType): boolean => type === 'integer' || type === 'number';
const isText = (value: unknown): value is string => typeof value === 'string';

const SETTINGS: Readonly<Record<Exclude<keyof Column, 'name' | 'type' | 'zone'>, Setting>> = {
  label: { rule: 'a text', test: isText },
  format: {
    types: [...NUMBERS.types, 'datetime'],
    of: 'numbers and datetimes',
    rule: 'a d3-format specifier, such as "$,.2f", ".1%" or ".3s", or for datetimes "relative"',
    test: (value) => isText(value) && (value === RELATIVE || D3_FORMAT.test(value)),
  },
  unit: { types: [...NUMBERS.types, 'datetime', 'duration'], of: 'numbers', rule: 'a text', test: isText },
  thresholds: {
    ...NUMBERS,
    rule: 'a list of [from, "good", "warn" or "bad"] in ascending order, such as [[0,"bad"],[100,"good"]]',
    test: (value) => Array.isArray(value) && value.every(isThreshold) && isAscending(value.map(([from]) => from)),
  },
  levels: {
    types: ['string', 'any'],
    of: 'texts',
    rule: 'an object of "good", "warn" or "bad" by text, such as {"shipped":"good","lost":"bad"}',
    test: (value) => isObject(value) && Object.values(value).every(isLevel),
  },
  bar: { ...NUMBERS, ...SWITCH },
  sparkline: { types: [...NUMBERS.types, 'duration'], of: 'numbers and durations', ...SWITCH },
  link: {
    rule: 'an https:, http: or mailto: address, in which {name} stands for the value of a column',
    test: (value) => isText(value) && LINK.test(value),
  },
  timezone: { types: ['datetime'], of: 'datetimes with a zone', rule: TIME_ZONE_RULE, test: isTimeZone },
  width: {
    rule: 'CSS pixels, a whole number above 0',
    test: (value) => Number.isSafeInteger(value) && (value as number) > 0,
  },
  align: { rule: '"left", "center" or "right"', test: (value) => ALIGNMENTS.includes(value) },
};

/** How long ago a datetime is: its only format. */
const RELATIVE = 'relative';
const D3_FORMAT = /^(?:.?[<>=^])?[+\-( ]?[$#]?0?\d*,?(?:\.\d+)?~?[bcdefgnoprsx%]?$/i;
/** Only schemes that run nothing in the page, whatever the values of the row are. */
const LINK = /^(?:https?:\/\/|mailto:)(?:[^{}]|\{[^{}]*\})+$/i;
const ALIGNMENTS: readonly unknown[] = ['left', 'center', 'right'];
const LEVELS: readonly unknown[] = ['good', 'warn', 'bad'];

const isLevel = (value: unknown): boolean => LEVELS.includes(value);
const isThreshold = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && Number.isFinite(value[0]) && isLevel(value[1]);
const isAscending = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value > (values[i - 1] as number));

function checkSetting(setting: string, { types, of, rule, test }: Setting, column: Fields): void {
  const value = column[setting];
  if (value === undefined) return;
  const about = `"${setting}" of column ${show(column.name)}`;
  if (!test(value)) throw wrong(`${about} must be ${rule}; it is ${asJson(value)}`);
  if (value === false) return;
  const type = column.type as ColumnType;
  if (types?.includes(type) === false) {
    throw wrong(`${about} is for ${of}; this column is of type ${type}: leave it out`);
  }
  if (setting === 'unit' && isTime(type) && value !== 'ns') {
    throw wrong(`${about} must be "ns" or left out, for it is a ${type}; it is ${show(value)}`);
  }
  if (setting === 'format' && type === 'datetime' && value !== RELATIVE) {
    throw wrong(`${about} must be "${RELATIVE}" or left out, for it is a datetime; it is ${show(value)}`);
  }
  if (setting === 'format' && isNumber(type) && value === RELATIVE) {
    throw wrong(`${about} must be a d3-format specifier; "${RELATIVE}" is for datetimes, and it is of type ${type}`);
  }
  if (setting === 'timezone' && !isText(column.zone)) {
    throw wrong(`${about} is for ${of}; this column has no zone: give it "zone":"UTC", or leave it out`);
  }
}

/** Checks that all names in a link are columns of the widget, for its rows have no other values. */
function checkPlaceholders(column: string, link: string, names: ReadonlySet<string>): void {
  for (const [, name = ''] of link.matchAll(/\{([^{}]*)\}/g)) {
    if (names.has(name)) continue;
    throw wrong(`"link" of column ${show(column)} names {${name}}, but the columns are: ${[...names].join(', ')}`);
  }
}

function asJson(value: unknown): string {
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function wrong(message: string): ProtocolError {
  return new ProtocolError('bad_config', message);
}
