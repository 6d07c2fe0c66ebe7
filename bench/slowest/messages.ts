import type { ConfigMessage, WidgetConfig } from '../../src/core/messages.js';
import type { Column } from '../../src/core/values.js';

/** Bytes that one message of a producer may have. */
const MESSAGE = 8 * 1024 * 1024 - 1024;
/** Messages of one commit that stays below 256 MB. */
export const PIECES = 31;

export function table(columns: readonly Column[], rest: Partial<WidgetConfig> = {}): WidgetConfig {
  return { widget_type: 'table', columns, ...rest };
}

export function metric(maxPoints: number): WidgetConfig {
  const columns: Column[] = [
    { name: 'time', type: 'datetime' },
    { name: 'value', type: 'number' },
    { name: 'series', type: 'string' },
  ];
  return { widget_type: 'metric', columns, max_points: maxPoints };
}

/** The text of a commit that fills one message with rows or keys as they are made. */
export function filled(
  seq: number,
  widget: string,
  itemOf: (index: number) => string,
  { from = 0, list = 'up', more = false }: { from?: number; list?: 'up' | 'del'; more?: boolean } = {},
): { text: Buffer; next: number } {
  const head = `{"type":"commit","seq":${seq},"time":1760000000000,${more ? '"more":true,' : ''}"changes":{"${widget}":{"${list}":[`;
  const items: string[] = [];
  let size = head.length;
  let next = from;
  for (let item = itemOf(next); size + item.length < MESSAGE; item = itemOf(++next)) {
    items.push(item);
    size += item.length + 1;
  }
  return { text: Buffer.from(`${head}${items.join()}]}}}`), next };
}

/** Commits of one message each that give a widget so many rows. */
export function rowsInCommits(widget: string, count: number, rowOf: (index: number) => unknown): string[] {
  const PER_COMMIT = 50_000;
  return Array.from({ length: Math.ceil(count / PER_COMMIT) }, (_, commit) => {
    const from = commit * PER_COMMIT;
    const up = Array.from({ length: Math.min(PER_COMMIT, count - from) }, (_row, i) => rowOf(from + i));
    return JSON.stringify({ type: 'commit', seq: commit + 1, time: 1760000000000, changes: { [widget]: { up } } });
  });
}

export const LARGEST = '200 widgets of 130 columns';
/** Configs of about a megabyte that take the longest to be checked. */
export const CONFIGS: Readonly<Record<string, ConfigMessage>> = {
  [LARGEST]: {
    type: 'config',
    widgets: Object.fromEntries(
      Array.from({ length: 200 }, (_, i) => [
        `w${i}`,
        table(Array.from({ length: 130 }, (_column, c) => ({ name: `column ${c}`, type: 'any' as const }))),
      ]),
    ),
  },
  'a layout of 140,000 places': {
    type: 'config',
    widgets: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`w${i}`, table([{ name: 'v', type: 'any' }])])),
    layout: { rows: [new Array<string>(140_000).fill('w199')] },
  },
};

/** The largest row: a text, or a number, of nearly 60 KB. */
export const LONG = 59_000;
