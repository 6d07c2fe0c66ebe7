import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

export const MB = 1024 * 1024;

/** Bytes of memory that a process holds now, shared libraries included. */
export function memoryOf(pid: number): number {
  return bytesOf(pid, 'VmRSS');
}

/** Bytes of memory that a process has held at most since `forgetPeak`. */
export function peakMemoryOf(pid: number): number {
  return bytesOf(pid, 'VmHWM');
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
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

/** How many files, sockets and pipes a process has open. */
export function openFilesOf(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** The processes that a process has started, from whichever of its threads. */
export function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((thread) => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(/\s+/))
    .filter(Boolean)
    .map(Number);
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

function bytesOf(pid: number, name: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) * 1024;
}

/** Milliseconds. */
const LOOK_EVERY = 500;
const TICKS_PER_SECOND = Number(execFileSync('getconf', ['CLK_TCK']));
