import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';

/** Describes the machine: a result means nothing without it. */
export function machine(): Record<string, string | number> {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGB: Math.round(totalmem() / 2 ** 30),
    system: `${platform()} ${release()} ${arch()}`,
    node: process.version,
    /** Processes that wanted a core over the last minute; above the cores, others were measured along. */
    load: Math.round(10 * (loadavg()[0] ?? 0)) / 10,
  };
}
