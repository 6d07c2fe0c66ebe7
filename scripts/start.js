import { createServer } from 'node:net';
import { build } from './build.js';
import { endTogether, run, wasEnded } from './lib/processes.js';
import { main, Problem, python, step } from './lib/project.js';
import { setUp } from './setup.js';

/** Installs and builds what is missing, then runs the demo; its arguments are passed on, such as `--rate 5000`. */
async function start(given) {
  endTogether();
  const args = given.some((arg) => arg.startsWith('--port')) ? given : ['--port', '8765', ...given];
  const port = portOf(args);
  if (!(await isFree(port)))
    throw new Problem(`Port ${port} is in use. End what uses it, or choose another: npm start -- --port ${port + 1}`);
  await setUp();
  await build();
  step('Starting the demo pipeline; Ctrl-C ends it');
  const code = await run(python, ['demo/orders.py', ...args], { env: { STREAMVIZ_NODE: process.execPath } });
  process.exitCode = wasEnded() ? 0 : code;
}

function portOf(args) {
  const at = args.findLastIndex((arg) => arg.startsWith('--port'));
  const given = args[at]?.split('=')[1] ?? args[at + 1];
  const port = Number(given);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Problem(`--port must be a number from 0 to 65535, not "${given}".`);
}

function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}

main(import.meta.url, start);
