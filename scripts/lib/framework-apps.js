import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { run } from './processes.js';
import { inRoot, Problem, step } from './project.js';
import { isCurrent, remember } from './stamps.js';

export const apps = 'test/frameworks/apps';
const built = 'dist/frameworks';
export const tarball = `${built}/streamviz.tgz`;

/**
 * Builds each app of test/frameworks/apps with its own bundler, from the package as npm would publish it.
 *
 *     npm pack → dist/frameworks/streamviz.tgz → <app>/node_modules/streamviz → dist/frameworks/<app>/
 *
 * Its packages are installed when its lock has changed; the newest tarball is unpacked in place, as npm would.
 */
export async function buildFrameworkApps() {
  step('Packing for the apps of test/frameworks');
  await pack();
  for (const name of readdirSync(inRoot(apps))) {
    checkLock(name);
    await install(name);
    await build(name);
  }
}

/** The package as npm would publish it, under a name that does not change with the version. */
export async function pack() {
  mkdirSync(inRoot(built), { recursive: true });
  await must('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', built], '.');
  const packed = readdirSync(inRoot(built)).find((file) => /^streamviz-.*\.tgz$/.test(file));
  renameSync(inRoot(built, packed), inRoot(tarball));
}

/** npm would install what the lock says, and the build would then not find what is new. */
function checkLock(name) {
  const { dependencies } = readJson('package.json');
  const locked = readJson(`${apps}/${name}/package-lock.json`).packages['node_modules/streamviz'].dependencies;
  if (!isDeepStrictEqual(locked, dependencies))
    throw new Problem(
      `${apps}/${name}/package-lock.json has other dependencies of streamviz than package.json: run node scripts/lock-apps.js`,
    );
}

function readJson(file) {
  return JSON.parse(readFileSync(inRoot(file), 'utf8'));
}

async function install(name) {
  const folder = `${apps}/${name}`;
  const stamp = `${folder}/node_modules/.installed`;
  const inputs = [`${folder}/package-lock.json`];
  if (!existsSync(inRoot(stamp)) || !isCurrent(stamp, inputs)) {
    step(`Installing the npm packages of ${folder}`);
    await must('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], folder);
    remember(stamp, inputs);
  }
  const target = `${folder}/node_modules/streamviz`;
  rmSync(inRoot(target), { recursive: true, force: true });
  mkdirSync(inRoot(target));
  await must('tar', ['-xzf', inRoot(tarball), '--strip-components=1'], target);
}

async function build(name) {
  const output = `${built}/${name}`;
  const stamp = `${output}/.built`;
  const folder = `${apps}/${name}`;
  const inputs = [folder, `${folder}/node_modules/streamviz`];
  if (isCurrent(stamp, inputs)) return;
  step(`Building ${folder}`);
  await must('npm', ['run', '--silent', 'build'], folder);
  remember(stamp, inputs);
}

async function must(command, args, folder) {
  if ((await run(command, args, { cwd: inRoot(folder) })) !== 0)
    throw new Problem(`This failed in ${folder}: ${[command, ...args].join(' ')}`);
}
