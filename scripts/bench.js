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
const fanoutPeers = 'bench/fanout/peers';
const tablePeers = () => installPackages('bench/peers');
const installersOfPeers = {
  pipeline: installPeers,
  fanout: installFanoutPeers,
  tables: tablePeers,
  windows: tablePeers,
};

/** Measures StreamViz: `npm run bench -- pipeline --rounds 1`, beside its peers, which get an environment of their own. */
async function bench([name = 'pipeline', ...args]) {
  endTogether();
  const program = `dist/bench/${name}/run.js`;
  await setUp();
  await build();
  if (!existsSync(inRoot(program))) throw new Problem(`There is no benchmark "${name}"; see the folders of bench/`);
  await installersOfPeers[name]?.();
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

/** Socket.IO for Node, and a server of centrifuge that is built with the machine's Go. */
async function installFanoutPeers() {
  await installPackages(fanoutPeers);
  const goStamp = '.bench/centrifuge.built';
  const goInputs = [`${fanoutPeers}/centrifuge`];
  if (isCurrent(goStamp, goInputs)) return;
  step('Building the server of centrifuge');
  const built = inRoot('.bench', 'centrifuge');
  if ((await run('go', ['build', '-o', built, '.'], { cwd: inRoot(fanoutPeers, 'centrifuge') })) !== 0)
    throw new Problem('centrifuge could not be built; it needs Go 1.26, or `--candidates` without it.');
  remember(goStamp, goInputs);
}

/** @param folder One with a lock of its own. */
async function installPackages(folder) {
  const installed = `${folder}/node_modules/.installed`;
  const inputs = [`${folder}/package-lock.json`];
  if (isCurrent(installed, inputs)) return;
  step(`Installing the npm packages of ${folder}`);
  const install = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  if ((await run('npm', install, { cwd: inRoot(folder) })) !== 0)
    throw new Problem('The peers could not be installed; see above.');
  remember(installed, inputs);
}

main(import.meta.url, bench);
