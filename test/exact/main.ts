/** Plays one seed again, `--seed 123`, or many: `--from 1000 --seeds 200 --lanes 4`. */
import { parseArgs } from 'node:util';
import { Report } from './faults.js';
import { playSeeds, textOf } from './play.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    from: { type: 'string', default: '1' },
    seeds: { type: 'string', default: '1' },
    lanes: { type: 'string', default: '1' },
  },
});
const report = new Report();
const start = performance.now();
const from = Number(values.seed ?? values.from);
const failures = await playSeeds({ from, count: Number(values.seeds), lanes: Number(values.lanes), report });
for (const failure of failures) console.error(textOf(failure));
console.error(`${report.text}\n${((performance.now() - start) / 1000).toFixed(1)} s`);
process.exit(failures.length === 0 ? 0 : 1);
