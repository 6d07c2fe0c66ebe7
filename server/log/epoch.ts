import { randomBytes } from 'node:crypto';

/** Makes the name of a new epoch: positions are comparable within one epoch only. */
export function newEpoch(): string {
  return randomBytes(12).toString('base64url');
}
