import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Report } from '../exact/faults.js';
import { playSeeds, textOf } from '../exact/play.js';

const SEEDS = 1000;

test(`in ${SEEDS} seeds no viewer is ever shown anything but what the producer had`, async (t) => {
  const report = new Report();
  const failures = await playSeeds({ from: 1, count: SEEDS, lanes: 4, report });
  t.diagnostic(report.text);
  assert.deepEqual(failures.map(textOf), []);
  assert.deepEqual(report.missing, []);
});
