import { mkdirSync, readdirSync } from 'node:fs';
import { installDebianPackages } from './debian-packages.js';
import { onPath, run } from './processes.js';
import { inRoot, step } from './project.js';

const folder = inRoot('.proxies');
const folders = ['/usr/sbin', `${folder}/usr/sbin`, `${folder}/usr/bin`];
const isThere = (name) => onPath(name, folders) !== undefined;
const areThere = () => ['nginx', 'caddy', 'openssl'].every(isThere);

/**
 * Fetches nginx and Caddy from the system's packages, unless they are there. They are unpacked and not installed: no
 * service is set up, let alone started. Where they are not to be had, their tests say so themselves.
 */
export async function provideProxies() {
  if (areThere()) return;
  step('Fetching nginx and Caddy for the tests');
  await fetchThem().catch(() => {}); // there is no apt-get
  if (!areThere()) console.log('They could not be fetched by apt-get. The tests with them are left out.');
}

async function fetchThem() {
  // OpenSSL makes certificates, and brings the library that nginx needs. Without it, too, apt-get gets its list anew.
  await installDebianPackages(...(isThere('openssl') ? [] : ['openssl']));
  mkdirSync(folder, { recursive: true });
  const missing = ['nginx', 'caddy'].filter((name) => !isThere(name));
  if (missing.length > 0) await run('apt-get', ['download', '-qq', ...missing], { cwd: folder });
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.deb')))
    await run('dpkg-deb', ['--extract', file, '.'], { cwd: folder });
}
