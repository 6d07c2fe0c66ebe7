import { readFileSync } from 'node:fs';

/** How many files this process may have open, connections among them; `undefined` where the system does not say. */
export function mostOpenFiles(path = '/proc/self/limits'): number | undefined {
  try {
    const [, most] = /^Max open files +(\d+) /m.exec(readFileSync(path, 'utf8')) ?? [];
    return most === undefined ? undefined : Number(most);
  } catch {
    return undefined;
  }
}

/** Links that so many files leave room for, beside what the relay needs for itself. */
export function linksWithin(openFiles: number | undefined, wanted: number): number {
  return openFiles === undefined ? wanted : Math.max(1, Math.min(wanted, openFiles - RESERVED));
}

/** For the state, the sockets that listen, and connections that are no links. */
const RESERVED = 200;
