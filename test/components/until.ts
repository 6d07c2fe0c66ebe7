import { waitUntil as waitBriefly } from '@open-wc/testing';

/** Waits until the condition holds; as long as a busy machine may take. */
export function waitUntil(condition: () => unknown, what?: string): Promise<void> {
  return waitBriefly(condition, what, { timeout: 15_000 });
}
