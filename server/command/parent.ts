import { createInterface } from 'node:readline';
import { EXIT } from './exit.js';

export interface Parent {
  /** The object that it wrote in the first line. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly pid: number;
  /** Resolves when the parent is gone, or wants this process to end. */
  readonly ended: Promise<void>;
  /** Whether neither has happened yet. */
  isThere(): boolean;
}

/**
 * Reads options from the first line of stdin and follows the parent's life: its end closes stdin, and so does its order
 * to end. A process that the parent forked may hold the pipe open, so the order is also a line, `stop`, and the parent's
 * process id is looked at too.
 */
export async function followParent(): Promise<Parent> {
  const pid = process.ppid;
  let isOrdered = false;
  const isThere = () => !isOrdered && process.ppid === pid;
  const lines = createInterface({ input: process.stdin });
  let isOver = () => {};
  const ended = new Promise<void>((resolve) => {
    isOver = () => {
      isOrdered = true;
      resolve();
    };
  });
  setInterval(() => {
    if (!isThere()) isOver();
  }, 1000).unref();
  const first = await new Promise<string>((resolve, reject) => {
    lines.once('line', resolve);
    lines.once('close', () => {
      isOver();
      reject(new Error('--parent-stdin needs a first line on stdin: the options as a JSON object, {} for none'));
    });
  });
  if (first === STOP) process.exit(EXIT.ordered);
  lines.on('line', (line) => {
    if (line === STOP) isOver();
  });
  let options: unknown;
  try {
    options = JSON.parse(first);
  } catch {
    // It may hold a token, so it is not shown.
    throw new Error('the first line of stdin is not JSON; it must be the options as a JSON object');
  }
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new Error('the first line of stdin must be the options as a JSON object');
  }
  return { options: options as Readonly<Record<string, unknown>>, pid, ended, isThere };
}

const STOP = 'stop';
