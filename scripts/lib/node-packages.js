import { existsSync } from 'node:fs';
import { run } from './processes.js';
import { inRoot, Problem, step } from './project.js';
import { isCurrent, remember } from './stamps.js';

const stamp = 'node_modules/.installed';

/** Installs the locked npm packages, unless that lock is what is installed. */
export async function installNodePackages() {
  if (existsSync(inRoot('node_modules')) && isCurrent(stamp, ['package-lock.json'])) return;
  step('Installing the npm packages');
  if ((await run('npm', ['ci', '--no-audit', '--no-fund'])) !== 0)
    throw new Problem(
      'npm could not install the packages; see above. `npm config get registry` must name one it can reach.',
    );
  remember(stamp, ['package-lock.json']);
}
