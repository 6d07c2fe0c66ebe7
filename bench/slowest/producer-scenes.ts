import type { ConfigMessage } from '../../src/core/messages.js';
import { config, type Scene, VALUE } from './cases.js';
import { begin, commit, sendPlainly } from './links.js';
import { CONFIGS, filled, LARGEST, LONG, metric, PIECES, table } from './messages.js';
import { read } from './requests.js';

const short = (i: number) => `["${i % 1_000_000}",${i}]`;

/** A commit in as many pieces as it may have. */
function pieces(seq: number, widget: string, itemOf: (index: number) => string, count: number): Buffer[] {
  let from = 0;
  return Array.from({ length: count }, (_, i) => {
    const { text, next } = filled(seq, widget, itemOf, { from, more: i < count - 1 });
    from = next;
    return text;
  });
}

const configs: Scene = {
  name: 'configs',
  widgets: {},
  cases: ({ url, producer }) => [
    ...Object.entries(CONFIGS).map(([what, message]) => ({
      kind: 'producer: config',
      what,
      send: async () => {
        producer.send(message);
        producer.send(config({}));
        await begin(producer, true);
      },
    })),
    {
      kind: 'HTTP: /config.json',
      what: 'a config of 1 MB',
      prepare: async () => {
        producer.send(CONFIGS[LARGEST] as ConfigMessage);
        await begin(producer, true);
      },
      send: () => read(`${url}config.json`),
    },
  ],
};

const commits: Scene = {
  name: 'commits of one message',
  widgets: { t: table(VALUE), log: { ...table(VALUE, { max_rows: 1000 }), widget_type: 'log' }, m: metric(1000) },
  cases: ({ producer, nextSeq }) => {
    const one = (what: string, widget: string, itemOf: (i: number) => string, list: 'up' | 'del' = 'up') => ({
      kind: 'producer: commit',
      what,
      send: () => {
        const seq = nextSeq();
        return commit(producer, [filled(seq, widget, itemOf, { list }).text]);
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
};

const commitInPieces: Scene = {
  name: 'a commit in pieces',
  widgets: { t: table(VALUE), log: { ...table(VALUE, { max_rows: 1000 }), widget_type: 'log' } },
  cases: ({ producer, nextSeq }) => {
    const whole = (what: string, widget: string, itemOf: (i: number) => string, count = PIECES) => ({
      kind: 'producer: commit in pieces',
      what,
      send: () => {
        const seq = nextSeq();
        return commit(producer, pieces(seq, widget, itemOf, count));
      },
    });
    const text = 'x'.repeat(150);
    return [
      whole('248 MB, 1.5 million rows', 't', (i) => `["${i}","${text}"]`),
      whole('100 MB, 7.5 million short rows of a million keys', 't', short, 12),
      whole('125 MB, 7 million lines of a log', 'log', (i) => `["${i}",${i}]`, 15),
    ];
  },
};

const plainDialect: Scene = {
  name: 'the plain dialect',
  widgets: {},
  cases: ({ url, producer }) => [
    {
      kind: 'plain producer: config',
      what: LARGEST,
      prepare: async () => producer.send({ type: 'end' }),
      send: () => sendPlainly(url, [CONFIGS[LARGEST] as object]),
    },
    {
      kind: 'plain producer: data',
      what: '8 MB that is refused as one row',
      prepare: async () => producer.send({ type: 'end' }),
      send: () =>
        sendPlainly(url, [
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
        return sendPlainly(url, [
          config({ p: table(columns) }),
          { type: 'data', widget: 'p', op: 'upsert', key: 'k', row },
        ]);
      },
    },
  ],
};

/** Messages of producers. */
export const PRODUCER_SCENES: readonly Scene[] = [configs, commits, commitInPieces, plainDialect];
