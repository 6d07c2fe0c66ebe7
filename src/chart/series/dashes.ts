import { SLOTS } from './series-slots.js';

/** A line and the gap after it, in CSS pixels: solid, long, short. */
export const DASHES = [
  [10, 0],
  [6, 3],
  [2, 3],
] as const;

/** The index of the dashes of a slot: those whose colours repeat are dashed. */
export function dashOf(slot: number): number {
  return slot < SLOTS ? 0 : 1;
}

/** The same where the system forces its colours, of which there are three: no two of the first nine lines are alike. */
export function forcedDashOf(slot: number): number {
  return (slot + Math.floor(slot / DASHES.length)) % DASHES.length;
}
