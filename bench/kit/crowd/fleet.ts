import type { ConfigMessage } from '../../../src/core/messages.js';
import type { Column, KeyedRow } from '../../../src/core/values.js';

/**
 * The load: a fleet of machines in groups, and a list of parts that does not change. Each commit brings new readings of
 * all machines; a viewer looks at one group and at the parts.
 *
 *     50 groups × 20 machines × 20 commits/s = 20,000 updates/s
 *
 * Every value follows from the machine and the time of the commit, so that any viewer can tell by itself whether what
 * it has is the state at that commit: each row of it, and nothing else.
 */
export interface Fleet {
  readonly groups: number;
  readonly machines: number;
  readonly parts: number;
}

export const PARTS = 'parts';

export function groupOf(fleet: Fleet, viewer: number): string {
  return `group-${viewer % fleet.groups}`;
}

const MACHINE: readonly Column[] = [
  { name: 'machine', type: 'string' },
  { name: 'time', type: 'datetime', zone: 'UTC' },
  { name: 'load', type: 'number' },
  { name: 'state', type: 'string' },
];
const PART: readonly Column[] = [
  { name: 'name', type: 'string' },
  { name: 'price', type: 'number' },
  { name: 'supplier', type: 'string' },
];

export function configOf(fleet: Fleet): ConfigMessage {
  const groups = indices(fleet.groups).map((group) => [
    `group-${group}`,
    { widget_type: 'pathway_table' as const, title: `Group ${group}`, columns: MACHINE },
  ]);
  const parts = { widget_type: 'pathway_table' as const, title: 'Parts', columns: PART };
  return { type: 'config', title: 'Fleet', widgets: { ...Object.fromEntries(groups), [PARTS]: parts } };
}

/** The parts, and the first readings. */
export function firstChanges(fleet: Fleet, time: number): string {
  const parts = `"${PARTS}":{"up":${JSON.stringify(indices(fleet.parts).map(part))}}`;
  return `{${parts},${groupChanges(fleet, time)}}`;
}

/** New readings of all machines. */
export function changes(fleet: Fleet, time: number): string {
  return `{${groupChanges(fleet, time)}}`;
}

function groupChanges({ groups, machines }: Fleet, time: number): string {
  return indices(groups)
    .map((group) => {
      const rows = indices(machines).map((one) => JSON.stringify(reading(group * machines + one, time)));
      return `"group-${group}":{"up":[${rows.join()}]}`;
    })
    .join();
}

/** Compares a group with what it must be at the commit of that time; gives what is wrong, if anything is. */
export function mistakeInGroup(
  fleet: Fleet,
  group: number,
  rows: Iterable<KeyedRow>,
  time: number,
): string | undefined {
  let next = group * fleet.machines;
  for (const row of rows)
    if (!isSame(row, reading(next++, time))) return `${row} instead of ${reading(next - 1, time)}`;
  const count = next - group * fleet.machines;
  return count === fleet.machines ? undefined : `${count} machines instead of ${fleet.machines}`;
}

export function mistakeInParts(fleet: Fleet, rows: Iterable<KeyedRow>): string | undefined {
  let next = 0;
  for (const row of rows) if (!isSame(row, part(next++))) return `${row} instead of ${part(next - 1)}`;
  return next === fleet.parts ? undefined : `${next} parts instead of ${fleet.parts}`;
}

function reading(machine: number, time: number): KeyedRow {
  const load = ((machine * 7919 + time) % 10_000) / 100;
  return [`m${machine}`, `machine ${machine}`, time, load, load > 95 ? 'overloaded' : 'running'];
}

function part(number: number): KeyedRow {
  return [`p${number}`, `part ${number}`, (number * 37) % 1000, `supplier ${number % 40}`];
}

function isSame(a: KeyedRow, b: KeyedRow): boolean {
  return a.length === b.length && a.every((value, i) => value === b[i]);
}

function indices(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}
