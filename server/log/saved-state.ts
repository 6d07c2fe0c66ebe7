import type { ConfigMessage, WidgetConfig } from '../../src/core/messages.js';
import type { SavedCollection } from '../../src/core/traced-collection.js';

/** The whole state as plain values. Its names are those in checkpoint files: another name is another format. */
export interface SavedState {
  readonly position: number;
  readonly configPosition: number;
  readonly commitTime: number;
  readonly commitAge?: number;
  readonly run: SavedRun | undefined;
  readonly config: Omit<ConfigMessage, 'widgets'>;
  readonly widgets: readonly SavedWidget[];
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
  readonly collection: SavedCollection;
}
