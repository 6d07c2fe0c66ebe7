/**
 * Draws what `results/tables.json` says as bars, for the README: `docs/images/tables.svg`. It measures nothing.
 *
 *     node dist/bench/pictures/run.js
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface Median {
  readonly case: string;
  readonly candidate: string;
  readonly milliseconds?: number;
  readonly p50?: number;
  readonly framesPerSecond?: number;
}

interface Chart {
  readonly title: string;
  readonly case: string;
  readonly value: (median: Median) => number | undefined;
  readonly label: (median: Median) => string;
}

const CHARTS: readonly Chart[] = [
  {
    title: 'A million rows sorted by what changes, 10,000 changes a second: from a change to the screen',
    case: 'ladder: 1,000,000 rows, sorted, 10,000/s',
    value: ({ p50 }) => p50,
    label: ({ p50 = 0, framesPerSecond = 0 }) => `${written(p50)}, ${Math.round(framesPerSecond)} frames a second`,
  },
  {
    title: '100,000 rows sorted by what changes, 50,000 changes a second: from a change to the screen',
    case: 'ladder: 100,000 rows, sorted, 50,000/s',
    value: ({ p50 }) => p50,
    label: ({ p50 = 0, framesPerSecond = 0 }) => `${written(p50)}, ${Math.round(framesPerSecond)} frames a second`,
  },
  {
    title: '100,000 changes of 100,000 sorted rows, handed over at once: until they are on screen',
    case: 'stress: 100,000 rows, sorted',
    value: ({ milliseconds }) => milliseconds,
    label: ({ milliseconds = 0 }) => written(milliseconds),
  },
];

/** Pixels of the longest bar, beside which its label has place. */
const WIDEST = 440;

const { medians } = JSON.parse(readFileSync('bench/results/tables.json', 'utf8')) as { medians: readonly Median[] };
const lines: string[] = [];
let y = 0;
for (const { title, case: name, value, label } of CHARTS) {
  const bars = medians.filter((median) => median.case === name && value(median) !== undefined);
  const largest = Math.max(...bars.map((median) => value(median) as number));
  lines.push(`<text class="title" x="0" y="${(y += 18)}">${title}</text>`);
  y += 8;
  for (const median of bars.toSorted((a, b) => (value(a) as number) - (value(b) as number))) {
    const width = Math.max(2, ((value(median) as number) / largest) * WIDEST);
    const own = median.candidate === 'StreamViz' ? ' class="own"' : '';
    lines.push(
      `<text x="0" y="${y + 15}">${median.candidate}</text>`,
      `<rect${own} x="100" y="${y + 3}" width="${width.toFixed(1)}" height="16" rx="3"/>`,
      `<text x="${(108 + width).toFixed(1)}" y="${y + 15}">${label(median)}</text>`,
    );
    y += 22;
  }
  y += 14;
}
const style = `text{font:13px system-ui,sans-serif;fill:#24292f}.title{font-weight:600}rect{fill:#b6bcc6}.own{fill:#1f6feb}
@media(prefers-color-scheme:dark){text{fill:#e6edf3}rect{fill:#5b6470}.own{fill:#4493f8}}`;
const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 ${y}" role="img" aria-label="Tables, beside AG Grid and Perspective">
<style>${style}</style>
${lines.join('\n')}
</svg>
`;
writeFileSync('docs/images/tables.svg', svg);

function written(milliseconds: number): string {
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
