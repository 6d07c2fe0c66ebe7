import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

export const MB = 1024 * 1024;

/** Bytes of memory that a process holds. */
export function memoryOf(pid: number): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) * 1024;
}

/** Seconds that the processor has worked for a process. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Behind the name of the program, which may hold anything: user and system time are the 14th and 15th of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

/** How many sockets a process holds. */
export function socketsOf(pid: number): number {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).filter((name) => {
    try {
      return readlinkSync(`${folder}/${name}`).startsWith('socket:');
    } catch {
      return false;
    }
  }).length;
}

/** Waits until a process rests; gives the seconds that the processor worked for it until then. */
export async function cpuSecondsUntilIdle(pid: number, patience = 60_000): Promise<number> {
  const start = cpuSecondsOf(pid);
  const end = performance.now() + patience;
  for (let before = start; performance.now() < end; ) {
    await after(LOOK_EVERY);
    const now = cpuSecondsOf(pid);
    if (now - before <= (LOOK_EVERY / 1000) * 0.2) break;
    before = now;
  }
  return cpuSecondsOf(pid) - start;
}

/** Milliseconds. */
const LOOK_EVERY = 500;
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']));
