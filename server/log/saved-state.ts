import type { ConfigMessage, WidgetConfig } from '../../src/core/messages.js';
import type { SavedCollection } from '../../src/core/traced-collection.js';
import type { KeyedRow, Value } from '../../src/core/values.js';

/** The whole state as plain values. Its names are those in checkpoint files: another name is another format. */
export interface SavedState {
  readonly position: number;
  readonly configPosition: number;
  readonly commitTime: number;
  readonly commitAge?: number;
  readonly run: SavedRun | undefined;
  readonly config: Omit<ConfigMessage, 'widgets'>;
  readonly widgets: readonly SavedWidget[];
  /** Runs before the present one that may come back, with their last `seq`. Earlier versions do not write it. */
  readonly acknowledged?: readonly (readonly [run: string, seq: number])[];
  /** The state before a run that has committed nothing yet. */
  readonly former?: SavedFormer;
}

export interface SavedFormer {
  readonly run: SavedRun;
  readonly config: Omit<ConfigMessage, 'widgets'>;
  /** Those without rows have those of the present widget. */
  readonly widgets: readonly (Omit<SavedWidget, 'collection'> & Partial<Pick<SavedWidget, 'collection'>>)[];
  readonly acknowledged: readonly (readonly [run: string, seq: number])[];
}

export interface SavedRun {
  readonly id: string;
  readonly resume: boolean;
  readonly seq: number;
  readonly settled: boolean;
  readonly ended: { readonly error?: string } | undefined;
}

export interface SavedWidget {
  readonly id: string;
  readonly config: WidgetConfig;
  readonly run: string;
  readonly inherited: boolean;
  readonly retracted: number;
  readonly trimmed: number;
  /** Of a stat or gauge: its newest reading, and the value before it. */
  readonly reading?: { readonly row: KeyedRow; readonly before: Value | undefined } | undefined;
  readonly collection: SavedCollection;
}
