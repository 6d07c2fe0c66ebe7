import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';

/** Names this boot of the machine; where the system has no name for it, by the minute in which it began. */
export async function bootId(): Promise<string> {
  const minuteOfBoot = () => String(Math.round((Date.now() / 1000 - uptime()) / 60));
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(minuteOfBoot)).trim();
}
