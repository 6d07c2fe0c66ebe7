import assert from 'node:assert/strict';
import { test } from 'node:test';
import { secondsUntilDropped, secondsUntilRemade } from '../runtime/half-open.js';

test('with the intervals of every day a half-open link is dropped within 45 s and made anew within 40 s', async (t) => {
  const [dropped, remade] = await Promise.all([secondsUntilDropped({}), secondsUntilRemade({})]);
  t.diagnostic(`dropped after ${dropped.toFixed(1)} s, made anew after ${remade.toFixed(1)} s`);
  assert.ok(dropped <= 45, `dropped after ${dropped} s`);
  assert.ok(remade <= 40, `made anew after ${remade} s`);
});
