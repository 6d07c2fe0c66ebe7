import { readFileSync } from 'node:fs';

/** How many files this process may have open, connections among them; `undefined` where the system does not show it. */
export function mostOpenFiles(path = '/proc/self/limits'): number | undefined {
  try {
    const [, most] = /^Max open files +(\d+) /m.exec(readFileSync(path, 'utf8')) ?? [];
    return most === undefined ? undefined : Number(most);
  } catch {
    return undefined;
  }
}

/** How many links so many files leave room for, beside what the relay needs for itself. */
export function linksWithin(openFiles: number | undefined, wanted: number): number {
  return openFiles === undefined ? wanted : Math.max(1, Math.min(wanted, openFiles - RESERVED));
}

/**
 * Files for the state, the sockets that listen, and 100 connections that are no links. Half: the state could not be
 * written while all connections are taken. Twice: a process with 512 files has room for 112 links instead of 312.
 */
const RESERVED = 200;
