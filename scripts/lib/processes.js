import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { root } from './project.js';

/** What runs now. Each command leads a process group of its own, so that whatever it started ends with it. */
const running = new Set();

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string>, showLine?: (line: string) => boolean}} [options] `showLine` sees each line
 *   the command prints and says whether it is shown; without it, all is shown as it comes.
 * @returns {Promise<number>} The exit code; 1 after a signal.
 */
export function run(command, args, { env, showLine } = {}) {
  const output = showLine ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', (line) => showLine(line) && console.log(line));
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', () => endGroup(child));
    child.on('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/**
 * Passes Ctrl-C, a closed terminal and a termination on to what runs, once; after 10 s its whole group is ended.
 *
 * @param {(signal: NodeJS.Signals) => void} onSignal
 */
export function passSignalsOn(onSignal) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      onSignal(signal);
      for (const child of running) {
        child.kill('SIGINT');
        setTimeout(() => endGroup(child), 10_000).unref();
      }
    });
  }
}

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
