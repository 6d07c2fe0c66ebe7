import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { build } from './build.js';
import { apps, pack } from './lib/framework-apps.js';
import { run } from './lib/processes.js';
import { inRoot, main, Problem, step } from './lib/project.js';

/** Locks the packages of test/frameworks/apps anew, after those of the root or of an app have changed. */
async function lockApps() {
  await build();
  await pack();
  for (const name of readdirSync(inRoot(apps))) {
    step(`Locking ${apps}/${name}`);
    const tarball = 'streamviz@file:../../../../dist/frameworks/streamviz.tgz';
    const args = ['install', tarball, '--package-lock-only', '--save-exact', '--no-audit', '--no-fund'];
    if ((await run('npm', args, { cwd: inRoot(apps, name) })) !== 0) throw new Problem(`npm could not lock ${name}`);
    forgetTarball(inRoot(apps, name, 'package-lock.json'));
  }
}

/** The tarball is another with each build: only what it depends on is locked. */
function forgetTarball(file) {
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  delete lock.packages['node_modules/streamviz'].integrity;
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
}

main(import.meta.url, lockApps);
