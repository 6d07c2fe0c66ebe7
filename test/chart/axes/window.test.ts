import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { endOf, fixedWindow, LiveEdge, liveWindow } from '../../../src/chart/axes/window.js';

const FIVE_MINUTES = { span: 300_000, least: 0 };
const ALL = { span: undefined, least: 0 };

describe('the window of a chart', () => {
  it('ends at the live edge and moves by whole pixels only', () => {
    const before = liveWindow(0, 1_000_000, FIVE_MINUTES, 1000);
    const same = liveWindow(0, 999_901, FIVE_MINUTES, 1000);
    const next = liveWindow(0, 1_000_201, FIVE_MINUTES, 1000);
    assert.equal(before.perPixel, 300);
    assert.equal(same.from, before.from);
    assert.equal(next.from, before.from + 300);
    assert.ok(endOf(before) >= 1_000_000 && endOf(before) < 1_000_300);
  });

  it('shows all there is, and keeps its scale while that grows a little', () => {
    const window = liveWindow(1_000_000, 1_600_000, ALL, 1000);
    assert.ok(window.from <= 1_000_000 && endOf(window) >= 1_600_000);
    assert.ok(1_000_000 - window.from < 0.02 * 600_000);
    assert.equal(liveWindow(1_000_000, 1_600_300, ALL, 1000).perPixel, window.perPixel);
  });

  it('has room before a point that is alone, and before a stream that has just begun', () => {
    assert.equal(liveWindow(50, 50, ALL, 100).perPixel > 0, true);
    const begun = liveWindow(1_000_000, 1_000_100, { span: undefined, least: 60_000 }, 1000);
    assert.ok(endOf(begun) - begun.from >= 60_000);
  });

  it('is what was zoomed to', () => {
    assert.deepEqual(fixedWindow({ first: 100, last: 200 }, 50), { from: 100, perPixel: 2, pixels: 50 });
  });
});

describe('the live edge', () => {
  const points = { first: 0, last: 100_000 };

  it('is the clock while time runs, so that a quiet stream gets older', () => {
    const edge = new LiveEdge();
    assert.equal(edge.at(points, 100_500, 'runs'), 100_500);
    assert.equal(edge.at(points, 500_000, 'runs'), 500_000);
  });

  it('is the newest point where times are far from now, or ahead of it', () => {
    assert.equal(new LiveEdge().at(points, 900_000_000, 'runs'), 100_000);
    assert.equal(new LiveEdge().at(points, 99_000, 'runs'), 100_000);
  });

  it('stays where it was while the link is lost, and ends with the points when the pipeline ends', () => {
    const edge = new LiveEdge();
    edge.at(points, 110_000, 'runs');
    assert.equal(edge.at(points, 120_000, 'holds'), 110_000);
    assert.equal(edge.at({ first: 0, last: 115_000 }, 121_000, 'holds'), 115_000);
    assert.equal(edge.at({ first: 0, last: 115_000 }, 122_000, 'ends'), 115_000);
  });
});
