/**
 * The least that a program in Node needs to have the rows of job.py: a plain Map of parsed rows. It gets them as the relay
 * does, as JSON of some thousand rows; afterwards so many of them change.
 *
 *     node dist/bench/memory/map.js 1000000 300000
 *
 * Prints its megabytes and its CPU seconds when all rows are there, and at the end.
 */
import { cpuSecondsOf, MB, memoryOf, peakMemoryOf } from '../../test/kit/process-figures.js';
import { round } from '../kit/statistics.js';

const MESSAGE = 5_000;
const [keys = 0, changes = 0] = process.argv.slice(2).map(Number);

/** A row as Pathway's pointers make them: a key of 27 characters, an integer, a number that grows. */
const rowOf = (key: number, total: number) => [`^${String(key).padStart(26, '0')}`, key, total];

const rows = new Map<string, readonly unknown[]>();

function take(message: string): void {
  for (const row of JSON.parse(message) as [string, ...unknown[]][]) rows.set(row[0], row);
}

function mark(name: string): void {
  const [residentMB, peakMB] = [memoryOf, peakMemoryOf].map((of) => Math.round(of(process.pid) / MB));
  console.log(JSON.stringify({ mark: name, cpu: round(cpuSecondsOf(process.pid), 2), residentMB, peakMB }));
}

for (let key = 0; key < keys; key += MESSAGE) {
  take(JSON.stringify(Array.from({ length: Math.min(MESSAGE, keys - key) }, (_, i) => rowOf(key + i, 1))));
}
mark('full');
/** Visits the keys in an order that has nothing to do with theirs. */
const PRIME = 7_919;
for (let change = 0; change < changes; change += MESSAGE) {
  const count = Math.min(MESSAGE, changes - change);
  take(JSON.stringify(Array.from({ length: count }, (_, i) => rowOf(((change + i) * PRIME) % keys, change + i))));
}
mark('end');
