/** Fuzzes a relay: `--seed 123 --messages 100000`; only the last links of it: `--from 4200`. */
import { parseArgs } from 'node:util';
import { fuzz } from './fuzzer.js';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    messages: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
  },
});
const start = performance.now();
try {
  const report = await fuzz({
    seed: Number(values.seed),
    messages: Number(values.messages),
    from: Number(values.from),
  });
  console.error(`${report.text}\n${((performance.now() - start) / 1000).toFixed(1)} s`);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
