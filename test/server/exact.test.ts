import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { Report } from '../exact/faults.js';
import { MISTAKES, makeMistake } from '../exact/mistakes.js';
import { playSeeds, textOf } from '../exact/play.js';

const SEEDS = 24;
/** Seeds until a mistake must have been noticed; the one that takes longest shows in every ninth. */
const MISTAKEN_SEEDS = 200;

describe('the way from producers over a relay to viewers, all links troubled', () => {
  it('shows after each step what the producer had at that position, and at the end all of it', async () => {
    const report = new Report();
    const failures = await playSeeds({ from: 1, count: SEEDS, lanes: 3, report });
    assert.deepEqual(failures.map(textOf), []);
    assert.deepEqual(report.missing, [], report.text);
  });

  for (const mistake of MISTAKES) {
    it(`would show otherwise if ${mistake.name}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'streamviz-mistake-'));
      try {
        const bundle = join(folder, 'relay.mjs');
        await makeMistake(mistake, bundle);
        const options = { from: 1, count: MISTAKEN_SEEDS, lanes: 3, atMost: 1, patience: 10_000, report: new Report() };
        const failures = await playSeeds({ ...options, bundle });
        assert.match(failures[0]?.message ?? `nobody noticed in ${MISTAKEN_SEEDS} seeds`, mistake.noticed);
      } finally {
        await rm(folder, { recursive: true });
      }
    });
  }
});
