import type { ConfigMessage, WidgetConfig } from '../../src/core/messages.js';
import { Link } from './links.js';
import { CONFIGS, filled, LARGEST, LONG, metric, PIECES, rowsInCommits, table } from './messages.js';

/** One message, or one request, that takes long. */
export interface Case {
  readonly kind: string;
  readonly what: string;
  /** What must be there before. */
  readonly prepare?: () => Promise<void>;
  readonly send: () => Promise<void>;
}

/** Cases that look at the same state. */
export interface Scene {
  readonly name: string;
  readonly widgets: Readonly<Record<string, WidgetConfig>>;
  readonly fill?: readonly (string | Buffer)[];
  readonly cases: (at: { url: string; producer: Link; nextSeq: () => number }) => readonly Case[];
}

const config = (widgets: Scene['widgets']): ConfigMessage => ({ type: 'config', widgets });
const VALUE = [{ name: 'v', type: 'any' as const }];

/** Sends a commit, and waits until it is in the log. */
async function commit(producer: Link, seq: number, texts: readonly Buffer[]): Promise<void> {
  for (const text of texts) producer.send(text);
  const { refused } = await producer.reply(({ type, seq: ack }) => type === 'ack' && ack === seq);
  if (refused !== undefined) throw new Error(JSON.stringify(refused));
}

/** A commit in as many pieces as it may have. */
function pieces(seq: number, widget: string, itemOf: (index: number) => string, count: number): Buffer[] {
  let from = 0;
  return Array.from({ length: count }, (_, i) => {
    const { text, next } = filled(seq, widget, itemOf, { from, more: i < count - 1 });
    from = next;
    return text;
  });
}

async function read(url: string, init: RequestInit = {}): Promise<void> {
  const response = await fetch(url, init);
  if (!response.ok) throw new Error(`${url.slice(0, 200)}: ${response.status} ${await response.text()}`);
  for await (const _ of response.body ?? []);
}

const exportOf = (url: string, widget: string, query: Readonly<Record<string, unknown>>) => {
  const asked = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(JSON.stringify(value))}`);
  return read(`${url}export/${widget}.csv?${asked.join('&')}`);
};

const short = (i: number) => `["${i % 1_000_000}",${i}]`;

export const SCENES: readonly Scene[] = [
  {
    name: 'configs',
    widgets: {},
    cases: ({ url, producer }) => [
      ...Object.entries(CONFIGS).map(([what, message]) => ({
        kind: 'producer: config',
        what,
        send: async () => {
          producer.send(message);
          producer.send(config({}));
          await producer.open(true);
        },
      })),
      {
        kind: 'HTTP: /config.json',
        what: 'a config of 1 MB',
        prepare: async () => {
          producer.send(CONFIGS[LARGEST] as ConfigMessage);
          await producer.open(true);
        },
        send: () => read(`${url}config.json`),
      },
    ],
  },
  {
    name: 'commits of one message',
    widgets: { t: table(VALUE), log: { ...table(VALUE, { max_rows: 1000 }), widget_type: 'log' }, m: metric(1000) },
    cases: ({ producer, nextSeq }) => {
      const one = (what: string, widget: string, itemOf: (i: number) => string, list: 'up' | 'del' = 'up') => ({
        kind: 'producer: commit',
        what,
        send: () => {
          const seq = nextSeq();
          return commit(producer, seq, [filled(seq, widget, itemOf, { list }).text]);
        },
      });
      const digits = '9'.repeat(LONG - 10);
      return [
        one('8 MB of short rows', 't', short),
        one('8 MB of one row again and again', 't', (i) => `["k",${i}]`),
        one('8 MB of deletes', 't', (i) => `"${i}"`, 'del'),
        one('8 MB of lists in lists', 't', (i) => `["${i}",${'['.repeat(60)}${']'.repeat(60)}]`),
        one('8 MB of lines of a log', 'log', short),
        one('8 MB of points', 'm', (i) => `["${i}",${i},0,""]`),
        one('8 MB of points in series of their own', 'm', (i) => `["${i}",${i},0,"${i}"]`),
        one('8 MB of times of 59,000 digits', 'm', (i) => `["${i}","${digits}${1e9 + i}",0,""]`),
      ];
    },
  },
  {
    name: 'a commit in pieces',
    widgets: { t: table(VALUE), log: { ...table(VALUE, { max_rows: 1000 }), widget_type: 'log' } },
    cases: ({ producer, nextSeq }) => {
      const whole = (what: string, widget: string, itemOf: (i: number) => string, count = PIECES) => ({
        kind: 'producer: commit in pieces',
        what,
        send: () => {
          const seq = nextSeq();
          return commit(producer, seq, pieces(seq, widget, itemOf, count));
        },
      });
      const text = 'x'.repeat(150);
      return [
        whole('248 MB, 1.5 million rows', 't', (i) => `["${i}","${text}"]`),
        whole('100 MB, 7.5 million short rows of a million keys', 't', short, 12),
        whole('125 MB, 7 million lines of a log', 'log', (i) => `["${i}",${i}]`, 15),
      ];
    },
  },
  {
    name: 'two million points',
    widgets: { m: metric(200_000) },
    fill: rowsInCommits('m', 2_000_000, (i) => [`${i}`, i, i, `s${i % 10}`]),
    cases: ({ url, producer }) => [
      {
        kind: 'viewer: subscribe',
        what: 'a first load of two million points',
        send: async () => {
          const viewer = await Link.viewer(url);
          viewer.send({ type: 'subscribe', widget: 'm' });
          await viewer.reply(({ type }) => type === 'rows');
          await viewer.close();
        },
      },
      {
        kind: 'viewer: subscribe',
        what: 'to go on after all but one of two million points',
        send: async () => {
          const viewer = await Link.viewer(url);
          const { epoch } = await viewer.reply(({ type }) => type === 'hello');
          viewer.send({ type: 'subscribe', widget: 'm', epoch, after: 2 });
          await viewer.reply(({ type }) => type === 'rows');
          await viewer.close();
        },
      },
      ...(['unsubscribe', 'pace', 'ack'] as const).map((type) => {
        let viewer: Link;
        return {
          kind: `viewer: ${type}`,
          what: 'of a viewer with 64 subscriptions',
          prepare: async () => {
            viewer = await Link.viewer(url);
            for (let i = 0; i < 64; i++) viewer.send({ type: 'subscribe', widget: i === 0 ? 'm' : `none-${i}` });
            await viewer.reply(({ type: one }) => one === 'rows');
          },
          send: async () => {
            viewer.send({ type, widget: 'm', rate: 60, frames: 1 });
            await viewer.close();
          },
        };
      }),
      {
        kind: 'HTTP: /live/….ndjson',
        what: 'two million points',
        send: () => firstBytes(`${url}live/m.ndjson`),
      },
      {
        kind: 'producer: config',
        what: 'another max_points for two million points',
        send: async () => {
          producer.send(config({ m: metric(199_999) }));
          await producer.open(true);
        },
      },
      {
        kind: 'producer: end',
        what: 'of a run that leaves two million points of another behind',
        send: async () => {
          await producer.open(false);
          producer.send(config({ m: metric(199_999) }));
          producer.send({ type: 'end' });
          await producer.open(true);
        },
      },
      {
        kind: 'producer: open',
        what: 'a run after another',
        send: () => producer.open(true),
      },
      {
        kind: 'producer: ping',
        what: 'with what else it might hold',
        send: async () => {
          producer.send({ type: 'ping', padding: 'x'.repeat(8 * 1024 * 1024 - 1024) });
          await producer.open(true);
        },
      },
    ],
  },
  {
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
      { kind: 'HTTP: /export/…', what: 'two million rows', send: () => exportOf(url, 't', {}) },
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
          return exportOf(url, 't', { filter: [...terms, ['large', 'in', list]] });
        },
      },
      { kind: 'HTTP: /export.zip', what: 'two million rows', send: () => firstBytes(`${url}export.zip`) },
    ],
  },
  {
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
        send: () => exportOf(url, 'text', { filter: new Array(16).fill(['v', 'contains', `${'9'.repeat(249)}1`]) }),
      },
      {
        kind: 'HTTP: /export/…',
        what: '8,000 integers of 4,300 digits, 16 terms',
        send: () => exportOf(url, 'large', { filter: new Array(16).fill(['v', '>', 0]) }),
      },
    ],
  },
  {
    name: 'the plain dialect',
    widgets: {},
    cases: ({ url, producer }) => [
      {
        kind: 'plain producer: config',
        what: LARGEST,
        prepare: async () => producer.send({ type: 'end' }),
        send: () => plain(url, [CONFIGS[LARGEST] as object]),
      },
      {
        kind: 'plain producer: data',
        what: '8 MB that is refused as one row',
        prepare: async () => producer.send({ type: 'end' }),
        send: () =>
          plain(url, [
            config({ p: table(VALUE) }),
            { type: 'data', widget: 'p', op: 'upsert', key: 'k', row: { v: 'x'.repeat(8 * 1024 * 1024 - 1024) } },
          ]),
      },
      {
        kind: 'plain producer: data',
        what: 'a row of 256 columns',
        prepare: async () => producer.send({ type: 'end' }),
        send: () => {
          const columns = Array.from({ length: 256 }, (_, i) => ({ name: `c${i}`, type: 'any' as const }));
          const row = Object.fromEntries(columns.map(({ name }) => [name, 'x'.repeat(200)]));
          return plain(url, [
            config({ p: table(columns) }),
            { type: 'data', widget: 'p', op: 'upsert', key: 'k', row },
          ]);
        },
      },
    ],
  },
  {
    name: 'small requests',
    widgets: { t: table(VALUE) },
    cases: ({ url }) =>
      ['', 'metrics', 'healthz', 'streamviz.js', 'login'].map((path) => ({
        kind: `HTTP: /${path}`,
        what: 'the first time',
        send: () => fetch(url + path, { redirect: 'manual' }).then(async (response) => void (await response.text())),
      })),
  },
];

/** Reads until rows come, and goes. */
async function firstBytes(url: string): Promise<void> {
  const response = await fetch(url);
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  await reader.read();
  await reader.cancel();
}

/** Messages of a plain producer. */
async function plain(url: string, messages: readonly object[]): Promise<void> {
  const link = await Link.producer(url, true);
  for (const message of messages) link.send(message);
  await link.close();
}
