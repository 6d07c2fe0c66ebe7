import { expect } from '@open-wc/testing';
import { linesOf, type Widgets } from '../../../src/components/dashboard/arranging/layout.js';
import { wallSizes } from '../../../src/components/dashboard/wall.js';
import type { Layout, WidgetType } from '../../../src/core/messages.js';

function linesWith(types: readonly WidgetType[], layout?: Layout) {
  const widgets: Widgets = Object.fromEntries(types.map((widget_type, i) => [`w${i}`, { widget_type, columns: [] }]));
  return linesOf(widgets, layout);
}

const leasts = (rows: string) => [...rows.matchAll(/(?:^| |\()([\d.]+)px/g)].map(([, px]) => Number(px));
const shop: readonly WidgetType[] = ['stat', 'stat', 'stat', 'stat', 'metric', 'gauge', 'table', 'log'];

describe('the sizes of a wall', () => {
  it('leave room for every row, on any screen and for any board', () => {
    const boards = [
      linesWith(shop),
      linesWith(['gauge']),
      linesWith([...shop, ...shop, ...shop]),
      linesWith(shop, {
        rows: [['w4', 'w5'], [{ columns: ['w0', { rows: [['w1'], ['w2', 'w6']] }], widths: [1, 2] }]],
      }),
      linesWith(shop, { rows: [[{ tabs: [{ title: 'A', rows: [[{ auto: ['w0', 'w1', 'w4', 'w5', 'w6'] }]] }] }]] }),
    ];
    for (const [width, height] of [
      [1920, 1080],
      [2560, 1440],
      [3840, 2160],
      [1080, 1920],
      [1280, 720],
    ] as const) {
      for (const lines of boards) {
        const { scale, rows } = wallSizes(lines, { width, height, isDescribed: true });
        const sizes = leasts(rows);
        const used = sizes.reduce((sum, one) => sum + one + 12, 2 * 12 + 56 * scale);
        expect(used, `${width} × ${height}: ${rows}`).to.be.at.most(height + 1);
        expect(scale).to.be.above(0.25);
      }
    }
  });

  it('grow with the screen', () => {
    const scaleOn = (width: number, height: number) =>
      wallSizes(linesWith(shop), { width, height, isDescribed: false }).scale;
    expect(scaleOn(1920, 1080)).to.be.above(1.4);
    expect(scaleOn(3840, 2160)).to.be.within(1.9 * scaleOn(1920, 1080), 2.2 * scaleOn(1920, 1080));
    expect(scaleOn(1080, 1920)).to.be.above(1.4);
  });

  it('count the rows that a portrait screen has more of', () => {
    const rowsOn = (width: number) =>
      leasts(wallSizes(linesWith(shop), { width, height: 1900, isDescribed: false }).rows).length;
    expect([rowsOn(1900), rowsOn(1080)]).to.deep.equal([3, 5]);
  });

  it('count lines of numbers as the grid flows them: what is left of one goes beside the next', () => {
    const six = linesWith(['stat', 'stat', 'stat', 'stat', 'stat', 'stat', 'table']);
    const rowsOn = (width: number) => leasts(wallSizes(six, { width, height: 1900, isDescribed: false }).rows).length;
    expect([rowsOn(1900), rowsOn(800)]).to.deep.equal([3, 4]);
  });
});
