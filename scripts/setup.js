import { installNodePackages } from './lib/node-packages.js';
import { main, Problem } from './lib/project.js';
import { installPythonPackages } from './lib/python-packages.js';

/** Installs what is missing: the locked npm and Python packages. Does nothing when both are as locked. */
export async function setUp() {
  if (process.platform === 'win32')
    throw new Problem(
      'Pathway does not run on Windows: open a WSL terminal (wsl --install, once) and start again there.',
    );
  const [major] = process.versions.node.split('.').map(Number);
  if (major < 20)
    throw new Problem(`Node 20 or newer is needed; this is ${process.versions.node}. See https://nodejs.org`);
  await Promise.all([installNodePackages(), installPythonPackages()]);
}

main(import.meta.url, setUp);
