import { type Scene, VALUE } from './cases.js';
import { LONG, rowsInCommits, table } from './messages.js';
import { firstBytes, readExport } from './requests.js';

const manyRows: Scene = {
  name: 'two million rows',
  widgets: {
    t: table([
      { name: 'text', type: 'string' },
      { name: 'number', type: 'number' },
      { name: 'large', type: 'integer' },
      { name: 'json', type: 'json' },
    ]),
  },
  fill: rowsInCommits('t', 2_000_000, (i) => {
    const n = (i * 7919) % 2_000_000;
    return [`${i}`, `text ${n}`, n / 3, `${10n ** 18n + BigInt(n)}`, { n }];
  }),
  cases: ({ url }) => [
    { kind: 'HTTP: /export/…', what: 'two million rows', send: () => readExport(url, 't', {}) },
    { kind: 'HTTP: /export/…', what: 'the same, read no further', send: () => firstBytes(`${url}export/t.csv`) },
    ...['text', 'number', 'large', 'json'].map((column) => ({
      kind: 'HTTP: /export/…',
      what: `two million rows by "${column}"`,
      send: () => firstBytes(`${url}export/t.csv?sort=${encodeURIComponent(JSON.stringify([[column, 'desc']]))}`),
    })),
    {
      kind: 'HTTP: /export/…',
      what: 'two million rows, 16 terms, the last with 25 numbers',
      send: () => {
        const list = Array.from({ length: 25 }, (_, i) => `${10n ** 18n + BigInt(i)}`);
        const terms = Array.from({ length: 15 }, (_, i) => ['large', '!=', `${i}`]);
        return readExport(url, 't', { filter: [...terms, ['large', 'in', list]] });
      },
    },
    { kind: 'HTTP: /export.zip', what: 'two million rows', send: () => firstBytes(`${url}export.zip`) },
  ],
};

const longValues: Scene = {
  name: 'long values',
  widgets: {
    text: table(VALUE),
    large: table([{ name: 'v', type: 'integer' }]),
    json: table([{ name: 'v', type: 'json' }]),
  },
  fill: ['text', 'large', 'json'].flatMap((widget, kind) =>
    Array.from({ length: 16 }, (_, n) => {
      const digits = (i: number) => '9'.repeat(kind === 1 ? 4290 : LONG - 20) + String(1e9 + ((i * 7919) % 8000));
      const made = (i: number) => (kind === 2 ? [[digits(i)], 1] : digits(i));
      const size = kind === 1 ? 500 : 100;
      const up = Array.from({ length: size }, (_row, i) => [`${n * size + i}`, made(n * size + i)]);
      return JSON.stringify({ type: 'commit', seq: kind * 16 + n + 1, time: 1, changes: { [widget]: { up } } });
    }),
  ),
  cases: ({ url }) => [
    ...(
      [
        ['text', '1,600 texts of 59,000 characters that differ at the end'],
        ['large', '8,000 integers of 4,300 digits'],
        ['json', '1,600 lists of 59,000 characters'],
      ] as const
    ).map(([widget, what]) => ({
      kind: 'HTTP: /export/…',
      what: `${what}, sorted`,
      send: () => firstBytes(`${url}export/${widget}.csv?sort=${encodeURIComponent('[["v","asc"]]')}`),
    })),
    {
      kind: 'HTTP: /export/…',
      what: '1,600 texts of 59,000 characters, 16 terms that contain 250',
      send: () => readExport(url, 'text', { filter: new Array(16).fill(['v', 'contains', `${'9'.repeat(249)}1`]) }),
    },
    {
      kind: 'HTTP: /export/…',
      what: '8,000 integers of 4,300 digits, 16 terms',
      send: () => readExport(url, 'large', { filter: new Array(16).fill(['v', '>', 0]) }),
    },
  ],
};

const smallRequests: Scene = {
  name: 'small requests',
  widgets: { t: table(VALUE) },
  cases: ({ url }) =>
    ['', 'metrics', 'healthz', 'streamviz.js', 'login'].map((path) => ({
      kind: `HTTP: /${path}`,
      what: 'the first time',
      send: () => fetch(url + path, { redirect: 'manual' }).then(async (response) => void (await response.text())),
    })),
};

/** Requests by HTTP. */
export const EXPORT_SCENES: readonly Scene[] = [manyRows, longValues, smallRequests];
