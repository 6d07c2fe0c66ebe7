import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fuzz } from '../fuzz/fuzzer.js';

/** Another one each time; the environment can name one. */
const SEED = Number(process.env.STREAMVIZ_FUZZ_SEED ?? Math.floor(Math.random() * 1e9));
const MESSAGES = 1_000_000;

test(`${MESSAGES} fuzzed messages and requests harm nobody (STREAMVIZ_FUZZ_SEED=${SEED})`, async (t) => {
  const report = await fuzz({ seed: SEED, messages: MESSAGES });
  t.diagnostic(report.text);
  assert.ok(report.messages >= MESSAGES);
});
