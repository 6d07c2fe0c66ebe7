import { SMOOTH } from '../kit/frames.js';
import type { Target } from '../kit/medians.js';

const CROWD: readonly Target[] = [
  { figure: 'fewestFramesPerSecond', least: 20 },
  { figure: 'relayCpu', most: 1 },
];

/** By the beginnings of names: what StreamViz should reach in these cases. Milliseconds, kilobytes, cores. */
const TARGETS: Readonly<Record<string, readonly Target[]>> = {
  'viewer: 100,000 rows, RTT 0': [
    { figure: 'firstRows', most: 300 },
    { figure: 'firstKB', most: 50 },
    { figure: 'kBPerSecond', most: 85 },
    { figure: 'p50', most: 18 },
  ],
  'viewer: 1,000,000 rows, RTT 0': [
    { figure: 'firstRows', most: 400 },
    { figure: 'firstKB', most: 50 },
    { figure: 'kBPerSecond', most: 85 },
    { figure: 'p50', most: 18 },
  ],
  'viewer: 100,000 rows, RTT 50': [{ figure: 'p50', most: 44 }],
  'viewer: 1,000,000 rows, RTT 50': [{ figure: 'p50', most: 44 }],
  'viewer: 100,000 rows, RTT 150': [{ figure: 'p50', most: 92 }],
  'viewer: 1,000,000 rows, RTT 150': [{ figure: 'p50', most: 92 }],
  sort: [
    { figure: 'ownOrder', most: 300 },
    { figure: 'milliseconds', most: 2000 },
    { figure: 'loopDelayMax', most: 50 },
  ],
  'crowd of one sort': CROWD,
  'crowd of one sort, apart': CROWD,
  scroll: ['steady', 'fling', 'thumb'].flatMap((manner) => [
    { figure: `${manner}FramesPerSecond`, least: SMOOTH },
    { figure: `${manner}BlankFrames`, most: 0 },
  ]),
};

export function targetsOf(name: string): readonly Target[] {
  return TARGETS[name] ?? TARGETS[name.replace(/:.*/, '')] ?? [];
}
