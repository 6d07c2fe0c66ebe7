import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../fuzz/fuzzer.js';

/** The same each time; `npm run test:long` takes others, and the environment can name one. */
const SEED = Number(process.env.STREAMVIZ_FUZZ_SEED ?? 1);
const MESSAGES = 100_000;

test(`${MESSAGES} fuzzed messages and requests harm nobody (STREAMVIZ_FUZZ_SEED=${SEED})`, async (t) => {
  const report = await fuzz({ seed: SEED, messages: MESSAGES });
  t.diagnostic(report.text);
  assert.ok(report.messages >= MESSAGES);
});
