import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './processes.js';
import { inRoot, Problem, python, step } from './project.js';
import { isCurrent, remember } from './stamps.js';

const stamp = '.venv/.installed';
const lock = 'python/requirements.lock';

/** Makes .venv with the locked Python packages, real Pathway among them, unless it is there already. */
export async function installPythonPackages() {
  if (existsSync(python) && isCurrent(stamp, [lock])) return;
  const system = findPython();
  step(`Installing Pathway and the other Python packages into .venv (Python ${system.version}, 1.7 GB)`);
  rmSync(inRoot('.venv'), { recursive: true, force: true });
  const pip = await makeEnvironment(system.command);
  const install = ['install', '--disable-pip-version-check', '--no-compile', '--no-deps', '-r', lock];
  if ((await run(pip[0], [...pip.slice(1), ...install])) !== 0)
    throw new Problem(
      'pip could not install the Python packages; see above. `pip config list` must name an index it can reach.',
    );
  linkOurPackage();
  remember(stamp, [lock]);
}

/** @returns the first Python that Pathway supports. */
function findPython() {
  const names = ['python3', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python'];
  const candidates = process.env.PYTHON ? [process.env.PYTHON] : names;
  let tooOld = '';
  for (const command of candidates) {
    const asked = spawnSync(command, ['-c', 'import sys; print("%d.%d.%d" % sys.version_info[:3])'], {
      encoding: 'utf8',
    });
    if (asked.status !== 0) continue;
    const version = asked.stdout.trim();
    const [major, minor] = version.split('.').map(Number);
    if (major === 3 && minor >= 10) return { command, version };
    tooOld ||= `; ${command} is ${version}`;
  }
  throw new Problem(
    `Python 3.10 or newer is needed${tooOld}. Install it (Debian, Ubuntu: apt install python3 python3-venv; macOS: brew install python), or name one: PYTHON=/path/to/python3 npm start`,
  );
}

/**
 * Debian's python3 can neither make an environment with pip nor has it a pip of its own, unless one of two packages
 * is installed.
 *
 * @returns the command that is pip for the new environment.
 */
async function makeEnvironment(command) {
  const can = (module) => spawnSync(command, ['-c', `import ${module}`]).status === 0;
  if (!can('ensurepip') && process.getuid?.() === 0) {
    await run('apt-get', ['update', '-qq']);
    await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'python3-venv']);
  }
  if (can('ensurepip') && (await run(command, ['-m', 'venv', '.venv'])) === 0) return [python, '-m', 'pip'];
  if (can('pip') && (await run(command, ['-m', 'venv', '--without-pip', '.venv'])) === 0)
    return [command, '-m', 'pip', '--python', python];
  throw new Problem(
    `${command} cannot make a virtual environment. Install what it lacks (Debian, Ubuntu: apt install python3-venv) and try again.`,
  );
}

/** `import stream_viz` finds python/stream_viz as it is, without an installation. */
function linkOurPackage() {
  const [version] = readdirSync(inRoot('.venv', 'lib'));
  writeFileSync(inRoot('.venv', 'lib', version, 'site-packages', 'stream_viz.pth'), `${inRoot('python')}\n`);
}
