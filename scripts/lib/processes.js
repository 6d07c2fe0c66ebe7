import { spawn } from 'node:child_process';
import { root } from './project.js';

/** Leaders of process groups that still run. Each command gets a group of its own, so that whatever it started ends with it. */
const groups = new Set();

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{env?: Record<string, string>, onOutput?: (text: string) => void, quiet?: boolean}} [options] `onOutput`
 *   sees what the command prints, as it is shown; `quiet` shows none of it.
 * @returns {Promise<number>} The exit code; that of a signal is 1.
 */
export function run(command, args, { env, onOutput, quiet = false } = {}) {
  const shown = quiet ? 'ignore' : 'inherit';
  const child = spawn(command, args, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', onOutput ? 'pipe' : shown, onOutput ? 'pipe' : shown],
    detached: true,
  });
  groups.add(child.pid);
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ]) {
    from?.setEncoding('utf8').on('data', (text) => {
      to.write(text);
      onOutput(text);
    });
  }
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      signalGroup(child.pid, 'SIGKILL');
      groups.delete(child.pid);
      resolve(code ?? 1);
    });
  });
}

/** Asks everything that runs to finish, and ends what is still there after 10 s. */
export function finishAll(signal) {
  for (const leader of groups) {
    signalGroup(leader, signal);
    setTimeout(() => signalGroup(leader, 'SIGKILL'), 10_000).unref();
  }
}

function signalGroup(leader, signal) {
  try {
    process.kill(-leader, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
