import { existsSync } from 'node:fs';
import { build } from './build.js';
import { provideBrowser } from './lib/browser.js';
import { endTogether, run } from './lib/processes.js';
import { inRoot, main, Problem, python, step } from './lib/project.js';
import { isCurrent, remember } from './lib/stamps.js';
import { setUp } from './setup.js';

const peers = inRoot('.venv-bench', 'bin', 'python');
const lock = 'bench/requirements.lock';
const stamp = '.venv-bench/.installed';

/** Measures StreamViz: `npm run bench -- pipeline --rounds 1`, beside its peers, which get an environment of their own. */
async function bench([name = 'pipeline', ...args]) {
  endTogether();
  const program = `dist/bench/${name}/run.js`;
  await setUp();
  await build();
  if (!existsSync(inRoot(program))) throw new Problem(`There is no benchmark "${name}"; see the folders of bench/`);
  if (name === 'pipeline') await installPeers();
  const env = { BENCH_PYTHON: peers, CHROME_PATH: await provideBrowser() };
  process.exitCode = await run(process.execPath, [program, ...args], { env });
}

async function installPeers() {
  if (existsSync(peers) && isCurrent(stamp, [lock])) return;
  step('Installing the peers into .venv-bench');
  const made = await run(python, ['-m', 'venv', '.venv-bench']);
  const install = ['-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '-r', lock];
  if (made !== 0 || (await run(peers, install)) !== 0)
    throw new Problem('The peers could not be installed; see above.');
  remember(stamp, [lock]);
}

main(import.meta.url, bench);
