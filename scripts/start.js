import { createServer } from 'node:net';
import { build } from './build.js';
import { passSignalsOn, run } from './lib/processes.js';
import { main, Problem, python, step } from './lib/project.js';
import { setUp } from './setup.js';

/** Installs and builds what is missing, then runs the demo; its arguments are passed on, such as `--rate 5000`. */
async function start(args) {
  let stopped = false;
  passSignalsOn(() => (stopped = true));
  await setUp();
  await build();
  const port = portOf(args);
  if (!(await isFree(port)))
    throw new Problem(`Port ${port} is in use. End what uses it, or choose another: npm start -- --port ${port + 1}`);
  if (stopped) return;
  step('Starting the demo pipeline; Ctrl-C ends it');
  const code = await run(python, ['demo/orders.py', '--port', String(port), ...args], {
    env: { STREAMVIZ_NODE: process.execPath },
  });
  process.exitCode = stopped ? 0 : code;
}

function portOf(args) {
  const given = args.map((arg, i) => (arg === '--port' ? args[i + 1] : /^--port=(.*)/.exec(arg)?.[1])).find(Boolean);
  const port = Number(given ?? 8765);
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
