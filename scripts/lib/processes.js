import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { root } from './project.js';

/** The commands that run now. Each leads a process group of its own, so that whatever it started ends with it. */
const running = new Set();
let isEnding = false;

/**
 * Runs a command to its end.
 *
 * @param {string} command
 * @param {string[]} args
 * @param {{cwd?: string, env?: Record<string, string>, showLine?: (line: string) => boolean}} [options] `showLine`
 *   sees each line the command prints and says whether it is shown; without it, all is shown as it comes.
 * @returns {Promise<number>} The exit code; 1 after a signal, and once we are ending.
 */
export async function run(command, args, { cwd = root, env, showLine } = {}) {
  if (isEnding) return 1;
  const output = showLine ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', output, output],
    detached: true,
  });
  running.add(child);
  for (const stream of [child.stdout, child.stderr]) {
    if (stream) createInterface(stream).on('line', (line) => showLine(line) && console.log(line));
  }
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      running.delete(child);
      reject(error);
    });
    child.on('exit', () => endGroup(child));
    child.on('close', (code) => {
      running.delete(child);
      resolve(code ?? 1);
    });
  });
}

/**
 * Ends what runs at Ctrl-C, when the terminal is closed, and when npm is gone, which does not tell its scripts. Who
 * does not finish within 10 s is ended with its whole group, and nothing more is run.
 */
export function endTogether() {
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    for (const child of running) {
      child.kill('SIGINT');
      setTimeout(() => endGroup(child), 10_000).unref();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);
  const parent = process.ppid;
  if (process.env.npm_lifecycle_event) setInterval(() => process.ppid !== parent && end(), 1_000).unref();
}

/** Whether somebody has asked us to end. */
export function wasEnded() {
  return isEnding;
}

function endGroup(child) {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** The path of a program that is on the PATH, or in one of these folders. */
export function onPath(name, folders = []) {
  const all = [...(process.env.PATH ?? '').split(delimiter), ...folders];
  return all.map((folder) => join(folder, name)).find((path) => existsSync(path));
}
