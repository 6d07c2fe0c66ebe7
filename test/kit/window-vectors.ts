import { readFileSync } from 'node:fs';
import type { ErrorMessage, SubscribeMessage, WidgetConfig, WindowMessage } from '../../src/core/messages.js';
import type { KeyedRow } from '../../src/core/values.js';

/** A message to a relay that has the widget with its rows, on a link that has the window already. */
interface Sent {
  readonly name: string;
  readonly message: Readonly<Record<string, unknown>> & { readonly type: string };
}

export interface WindowVectors {
  readonly widget: WidgetConfig;
  readonly rows: readonly KeyedRow[];
  readonly window: SubscribeMessage;
  /** Messages that a relay takes, with a part of the frame that answers, or the rank that is found. */
  readonly taken: readonly (Sent & { readonly answer?: Partial<WindowMessage>; readonly found?: number | null })[];
  /** Messages that it refuses, with all of the error but its text. */
  readonly refused: readonly (Sent & { readonly error: Pick<ErrorMessage, 'code' | 'widget' | 'sub'> })[];
}

const FILE = new URL('../../../test/protocol/windows.json', import.meta.url);

export const WINDOW_VECTORS = JSON.parse(readFileSync(FILE, 'utf8')) as WindowVectors;
