import { existsSync } from 'node:fs';
import { installDebianPackages } from './debian-packages.js';
import { onPath, run } from './processes.js';
import { inRoot, Problem, step } from './project.js';
import { isCurrent, remember } from './stamps.js';

/** WebKitGTK's browser for tests, where Debian puts it. */
export const MINI_BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const folder = 'test/webkit';
const stamp = `${folder}/node_modules/.installed`;
const lock = `${folder}/package-lock.json`;

/** Installs WebKitGTK with its driver, a screen in memory, and the packages of test/webkit. */
export async function provideWebKit() {
  const isThere = () => existsSync(MINI_BROWSER) && ['WebKitWebDriver', 'Xvfb'].every((name) => onPath(name));
  if (!isThere()) await installDebianPackages('webkit2gtk-driver', 'libwebkit2gtk-4.1-0', 'xvfb');
  if (!isThere()) throw new Problem('These tests need: apt-get install webkit2gtk-driver libwebkit2gtk-4.1-0 xvfb');
  if (isCurrent(stamp, [lock])) return;
  step(`Installing the npm packages of ${folder}`);
  const install = ['ci', '--no-audit', '--no-fund', '--ignore-scripts'];
  if ((await run('npm', install, { cwd: inRoot(folder) })) !== 0)
    throw new Problem(`npm could not install the packages of ${folder}; see above`);
  remember(stamp, [lock]);
}
