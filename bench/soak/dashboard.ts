import type { ConfigMessage, WidgetConfig } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

/** Commits a second; the rows of all widgets in one commit make 20,000 updates/s. */
export const COMMITS = 20;
const UPDATED = 976;
const MACHINES = 5000;
const SESSIONS = 2000;
const CHURN = 10;
/** Full from the beginning, so that what grows later is a leak. */
const KEPT = 1000;
const READINGS = 900;

const TIME = { name: 'time', type: 'datetime', zone: 'UTC' } as const;
const WIDGETS: Readonly<Record<string, WidgetConfig>> = {
  machines: {
    widget_type: 'pathway_table',
    title: 'Machines',
    sort_by: 'load',
    sort_desc: true,
    columns: [
      { name: 'machine', type: 'string' },
      { name: 'load', type: 'number' },
      { name: 'state', type: 'string' },
      TIME,
    ],
  },
  sessions: {
    widget_type: 'pathway_table',
    title: 'Sessions',
    columns: [
      { name: 'user', type: 'string' },
      { name: 'pages', type: 'integer' },
    ],
  },
  events: {
    widget_type: 'log',
    title: 'Events',
    max_rows: KEPT,
    columns: [TIME, { name: 'message', type: 'string' }],
  },
  rate: {
    widget_type: 'pathway_metric',
    title: 'Rate',
    max_points: KEPT,
    columns: [TIME, { name: 'value', type: 'number' }, { name: 'series', type: 'string' }],
  },
  total: {
    widget_type: 'pathway_stat',
    title: 'Total',
    delta: '5m',
    columns: [TIME, { name: 'value', type: 'number' }],
  },
};

export const CONFIG: ConfigMessage = { type: 'config', title: 'Soak', widgets: WIDGETS };
/** Widgets that most viewers look at; the machines are a large first load and many rows. */
export const SMALL = ['sessions', 'events', 'rate', 'total'];
export const ALL = Object.keys(WIDGETS);

type Changes = Record<string, { readonly up: readonly KeyedRow[]; readonly del?: readonly string[] }>;

/** Everything at its limit. */
export function firstChanges(time: number): string {
  return JSON.stringify({
    machines: { up: rows(0, MACHINES, (i) => machine(i, 0, time)) },
    sessions: { up: rows(0, SESSIONS, session) },
    events: { up: rows(-KEPT, KEPT, (i) => event(i, time)) },
    rate: { up: rows(-KEPT, KEPT, (i) => points(i, time)).flat() },
    total: { up: rows(-READINGS, READINGS, (i) => reading(i, time + 1000 * i)) },
  } satisfies Changes);
}

/** The commit of that number, from 1: readings, sessions that come and go, an event, a point of each series, a number. */
export function changes(commit: number, time: number): string {
  const oldest = (commit - 1) * CHURN;
  return JSON.stringify({
    machines: { up: rows(commit * UPDATED, UPDATED, (i) => machine(i % MACHINES, commit, time)) },
    sessions: { up: rows(oldest + SESSIONS, CHURN, session), del: rows(oldest, CHURN, (i) => `s${i}`) },
    events: { up: [event(commit, time)] },
    rate: { up: points(commit, time) },
    total: { up: [reading(commit, time)] },
  } satisfies Changes);
}

function machine(i: number, commit: number, time: number): KeyedRow {
  const load = ((i * 7919 + commit * 104_729) % 10_000) / 100;
  return [`m${i}`, `machine ${i}`, load, load > 95 ? 'overloaded' : 'running', time];
}

function session(i: number): KeyedRow {
  return [`s${i}`, `user ${i}`, i % 50];
}

function event(i: number, time: number): KeyedRow {
  return [`e${String(i + KEPT).padStart(9, '0')}`, time, `machine ${(((i * 31) % 5000) + 5000) % 5000} was restarted`];
}

function points(i: number, time: number): KeyedRow[] {
  return ['orders', 'visits'].map((series, n) => [
    `${series}${i}`,
    time + i / 1000,
    50 + 30 * Math.sin(i / 40 + n),
    series,
  ]);
}

function reading(i: number, time: number): KeyedRow {
  return [String(Math.floor(time / 1000)), time, 1000 + (i % 97)];
}

function rows<T>(from: number, count: number, row: (i: number) => T): T[] {
  return Array.from({ length: count }, (_, i) => row(from + i));
}
