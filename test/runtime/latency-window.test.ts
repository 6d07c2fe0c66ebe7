import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { LatencyWindow, type Sample, verdictOf } from '../../src/runtime/latency-window.js';

function windowOf(...samples: Sample[]): LatencyWindow {
  const window = new LatencyWindow();
  for (const sample of samples) window.add(sample, 0);
  return window;
}

function verdictOn(sample: Sample): string | undefined {
  const latency = windowOf(sample).latency(0);
  return latency && verdictOf(latency);
}

describe('the latency of updates', () => {
  it('has for each step what half of them, and 95 of 100, do not exceed', () => {
    const hundred = Array.from({ length: 100 }, (_, i) => ({ pipeline: i, relay: 1, network: 0, page: 100 - i }));
    const latency = windowOf(...hundred).latency(0);
    assert.deepEqual(latency?.legs.pipeline, { p50: 50, p95: 95 });
    assert.deepEqual(latency?.legs.relay, { p50: 1, p95: 1 });
    assert.deepEqual(latency?.total, { p50: 101, p95: 101 });
    assert.equal(latency?.updates, 100);
  });

  it('forgets what is older than 30 s, and keeps at most 500', () => {
    const window = new LatencyWindow();
    window.add({ relay: 1000 }, 0);
    window.add({ relay: 1 }, 20_000);
    assert.deepEqual(window.latency(29_999)?.legs.relay, { p50: 1000, p95: 1000 });
    assert.deepEqual(window.latency(30_000)?.legs.relay, { p50: 1, p95: 1 });
    assert.equal(window.latency(50_000), undefined);
    for (let i = 0; i < 2000; i++) window.add({ relay: i }, 60_000);
    assert.equal(window.latency(60_000)?.updates, 500);
    assert.ok(Number(window.latency(60_000)?.legs.relay?.p50) > 1500);
  });

  it('leaves out what is not known', () => {
    const latency = windowOf({ relay: 5, network: 2 }, { pipeline: 90, relay: 5, network: 2 }).latency(0);
    assert.deepEqual(Object.keys(latency?.legs ?? {}), ['pipeline', 'relay', 'network']);
    assert.deepEqual(latency?.legs.pipeline, { p50: 90, p95: 90 });
  });

  it('leaves out the relay when the clock of the pipeline is ahead of its own', () => {
    const latency = windowOf({ pipeline: 90, relay: -400, network: 2, page: 8 }).latency(0);
    assert.equal(latency?.isAhead, true);
    assert.deepEqual(Object.keys(latency?.legs ?? {}), ['pipeline', 'network', 'page']);
    assert.equal(latency?.total.p50, 100);
    assert.equal(windowOf({ relay: -1 }).latency(0)?.isAhead, false);
  });

  it('names the step that takes most of the time, if one does', () => {
    const even = { pipeline: 10, relay: 10, network: 10, page: 10 };
    assert.equal(verdictOn({ ...even, pipeline: 100 }), 'The pipeline takes most of the time: 100 of 130 ms.');
    assert.equal(verdictOn({ ...even, relay: 100 }), 'The relay takes most of the time: 100 of 130 ms.');
    assert.equal(verdictOn({ ...even, network: 100 }), 'The network takes most of the time: 100 of 130 ms.');
    assert.equal(verdictOn({ ...even, page: 100 }), 'This page takes most of the time: 100 of 130 ms.');
    assert.equal(verdictOn({ ...even, page: 20 }), 'No step stands out; the longest is this page: 20 of 50 ms.');
  });
});
