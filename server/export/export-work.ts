import type { TimeSlices } from '../cooperative/time-slices.js';

/** The work of one export: it goes on until its client has all of it, or leaves. */
export interface ExportWork {
  readonly slices: TimeSlices;
  /** Aborted when the client leaves. */
  readonly signal: AbortSignal;
  /** Marks that there is something to read: from now on a client that does not read is cut. */
  readonly begin: () => void;
}
