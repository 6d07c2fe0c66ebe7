import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ChartLayout, type Scene, type Sheet } from '../../src/chart/layout.js';
import { Series } from '../../src/chart/series/series.js';

const MINUTE = 60_000;
const START = Date.UTC(2026, 10, 1, 4, 41, 7);
const WINDOWS = [1, 90, 840, 3600, 7 * 3600, 86_400, 9 * 86_400, 300 * 86_400].map((seconds) => seconds * 1000);
const WIDTHS = [80, 120, 200, 320, 560, 1120, 2400];
/** A font whose characters are half as wide as high, as nearly all are; a space is narrower. */
const measure = (text: string) => text.length * 6;
const SPACE = 3;

function layoutOf(window: number, size: Pick<Sheet, 'width' | 'height'> & Partial<Sheet>): ChartLayout {
  const series = new Series();
  for (let i = 0; i <= 100; i++) series.set(START + (i * window) / 100, i, 40 + (i % 17));
  const layout = new ChartLayout();
  const all: Scene = {
    lines: [{ name: '', slot: 0, series }],
    extent: { first: START, last: START + window },
    clock: 'local',
    span: undefined,
    zoom: undefined,
    motion: 'ends',
    unit: '',
    format: undefined,
    isDuration: false,
  };
  layout.update(all, { ratio: 1, measure, ...size }, START + window);
  return layout;
}

describe('the labels of a chart', () => {
  it('are a space apart and inside the canvas, whatever the window and the width', () => {
    for (const window of WINDOWS) {
      for (const width of WIDTHS) {
        const { xTicks } = layoutOf(window, { width, height: 300 });
        xTicks.forEach(({ at, label }, i) => {
          const left = at - measure(label) / 2;
          const former = xTicks[i - 1];
          const end = former === undefined ? 0 : former.at + measure(former.label) / 2 + SPACE;
          assert.ok(left >= end, `${window} ms on ${width} px: ${former?.label} touches ${label}`);
          assert.ok(at + measure(label) / 2 <= width, `${window} ms on ${width} px: ${label} is cut`);
        });
        if (width >= 320) assert.ok(xTicks.length >= 2, `${window} ms on ${width} px has ${xTicks.length} labels`);
      }
    }
  });

  it('have room for their seconds, so that none is left out between two others', () => {
    const { xTicks } = layoutOf(14 * MINUTE, { width: 1400, height: 300 });
    const steps = xTicks.slice(1).map(({ at }, i) => Math.round(at - (xTicks[i]?.at ?? 0)));
    assert.ok(Math.max(...steps) - Math.min(...steps) <= 1, `steps of ${steps} pixels`);
    assert.ok(xTicks.every(({ label }, i) => i === 0 || measure(label) + 12 <= (steps[i - 1] ?? 0)));
  });

  it('are a line apart, and leave when a chart gets too low or too narrow for them', () => {
    for (const height of [16, 30, 43, 44, 60, 75, 76, 90, 140, 400]) {
      const { plot, xTicks, yTicks } = layoutOf(60 * MINUTE, { width: 400, height });
      yTicks.forEach(({ at }, i) => {
        assert.ok(i === 0 || (yTicks[i - 1]?.at ?? 0) - at >= 12, `${height} px: labels over each other`);
        assert.ok(at >= 6 && at <= height - 6, `${height} px: a label is cut`);
      });
      assert.deepEqual([yTicks.length > 0, xTicks.length > 0], [height >= 44, height >= 76], `${height} px`);
      assert.ok(plot.height >= (height < 44 ? height - 12 : 28), `${height} px: a plot of ${plot.height}`);
    }
    const narrow = layoutOf(60 * MINUTE, { width: 90, height: 200 });
    assert.deepEqual([narrow.plot.left, narrow.xTicks, narrow.yTicks], [6, [], []]);
  });

  it('of values leave rather than take half of the chart', () => {
    const { plot, yTicks } = layoutOf(60 * MINUTE, { width: 200, height: 200, measure: (text) => 40 * text.length });
    assert.deepEqual([yTicks, plot.width > 150], [[], true]);
  });
});
