import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { run } from './lib/processes.js';
import { command, inRoot, main, Problem, step } from './lib/project.js';
import { filesIn, isCurrent, remember } from './lib/stamps.js';

const compiled = ['src', 'server', 'test', 'bench'];
const inputs = [
  ...compiled,
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'rollup.config.mjs',
  'custom-elements-manifest.config.js',
  'scripts/lib/jsx-types.js',
  'scripts/build.js',
];
const stamp = 'dist/.built';

/**
 * src, server, test, bench → dist/…            one module each (tsc)
 * src/components           → custom-elements.json, dist/editors, dist/jsx (cem)
 * dist/…                   → dist/{streamviz,runtime,publish,relay}.js (rollup) → python/stream_viz/static/
 *
 * Builds nothing if nothing has changed.
 */
export async function build() {
  if (isCurrent(stamp, inputs)) return;
  step('Building');
  removeOrphans();
  await must(command('tsc'), ['-p', '.']);
  await must(command('cem'), ['analyze', '--quiet']);
  await must(command('rollup'), ['-c', '--silent']);
  copyIntoPythonPackage();
  remember(stamp, inputs);
}

async function must(name, args) {
  if ((await run(name, args)) !== 0)
    throw new Problem(`The build failed at: ${[name.split('/').at(-1), ...args].join(' ')}`);
}

/** Removes what was compiled from a file that is gone, and parts of former bundles: else they were tested and published. */
function removeOrphans() {
  for (const part of partsIn(inRoot('dist'), 'streamviz', 'runtime')) rmSync(inRoot('dist', part));
  for (const file of compiled.flatMap((folder) => filesIn(`dist/${folder}`))) {
    const source = file.replace('dist/', '').replace(/(\.d\.ts|\.js|\.js\.map)$/, '.ts');
    if (!existsSync(inRoot(source))) rmSync(inRoot(file));
  }
}

/** The package brings its relay along; the package.json says that it is no module, wherever it is installed. */
function copyIntoPythonPackage() {
  const target = inRoot('python', 'stream_viz', 'static');
  mkdirSync(target, { recursive: true });
  for (const part of partsIn(target, 'streamviz', 'runtime')) rmSync(`${target}/${part}`);
  copyFileSync(inRoot('dist', 'relay.cjs'), `${target}/relay.js`);
  for (const file of ['streamviz.js', ...partsIn(inRoot('dist'), 'streamviz')]) {
    copyFileSync(inRoot('dist', file), `${target}/${file}`);
  }
  writeFileSync(`${target}/package.json`, '{"type":"commonjs"}\n');
}

/** The files in a folder that these bundles load on demand. */
function partsIn(folder, ...bundles) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter(
    (name) => name.endsWith('.js') && bundles.some((one) => name.startsWith(`${one}-`)),
  );
}

main(import.meta.url, build);
