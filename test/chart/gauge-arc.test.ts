import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arcPath, endMarks, limitMarks, shareOf, zonePaths } from '../../src/chart/gauge-arc.js';
import type { Thresholds } from '../../src/text/thresholds.js';

const LAG: Thresholds = [
  [0, 'good'],
  [20, 'warn'],
  [32, 'bad'],
];

describe('the arc of a gauge', () => {
  it('is 240 degrees, open below', () => {
    assert.equal(arcPath(0, 1), 'M-71,41A82,82,0,1,1,71,41L60.6,35A70,70,0,1,0,-60.6,35Z');
    assert.equal(arcPath(0, 0.5), 'M-71,41A82,82,0,0,1,0,-82L0,-70A70,70,0,0,0,-60.6,35Z');
  });

  it('is full beyond the scale and empty below it', () => {
    assert.deepEqual(
      [-5, 0, 10, 40, 99, Number.POSITIVE_INFINITY].map((value) => shareOf(value, 0, 40)),
      [0, 0, 0.25, 1, 1, 1],
    );
  });

  it('has its zones around it, with a gap between two', () => {
    assert.deepEqual(
      zonePaths(LAG, 0, 40).map(({ level, path }) => `${level} ${path}`),
      [
        'good M-76.6,44.2A88.5,88.5,0,0,1,-2.2,-88.5L-2.2,-85.5A85.5,85.5,0,0,0,-74,42.7Z',
        'warn M2.2,-88.5A88.5,88.5,0,0,1,83.4,-29.5L80.6,-28.5A85.5,85.5,0,0,0,2.2,-85.5Z',
        'bad M84.8,-25.2A88.5,88.5,0,0,1,76.6,44.2L74,42.7A85.5,85.5,0,0,0,82,-24.4Z',
      ],
    );
  });

  it('has the limits outside and the ends below, but not two labels in one place', () => {
    assert.deepEqual(endMarks(0, 40), [
      { value: 0, x: 22.6, y: 92.5 },
      { value: 40, x: 77.4, y: 92.5 },
    ]);
    assert.deepEqual(limitMarks(LAG, 0, 40, String), [
      { value: 20, text: '20', x: 50, y: 3.4 },
      { value: 32, text: '32', x: 91.1, y: 42.5 },
    ]);
    const crowded: Thresholds = [
      [1, 'good'],
      [20, 'warn'],
      [21, 'bad'],
      [39.5, 'bad'],
    ];
    assert.deepEqual(
      limitMarks(crowded, 0, 40, String).map(({ value }) => value),
      [20],
    );
  });

  it('leaves out a limit whose words would touch those of the one before', () => {
    const limits: Thresholds = [
      [16, 'warn'],
      [20, 'warn'],
      [24, 'bad'],
    ];
    const labelsOf = (textOf: (value: number) => string) => limitMarks(limits, 0, 40, textOf).map(({ text }) => text);
    assert.deepEqual(labelsOf(String), ['16', '20', '24']);
    assert.deepEqual(
      labelsOf((value) => `${value},500`),
      ['16,500', '24,500'],
    );
  });
});
