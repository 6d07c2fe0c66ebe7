import { onPath, run } from './processes.js';

/** Installs packages of the system where that is possible: as root, with apt-get. */
export async function installDebianPackages(...names) {
  if (process.getuid?.() !== 0 || !onPath('apt-get')) return;
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names]);
}
