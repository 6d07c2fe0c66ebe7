import type { ConfigMessage, WidgetConfig } from '../../src/core/messages.js';
import type { TestProducer } from '../../test/kit/producer.js';

/** One message, or one request, that takes long. */
export interface Case {
  readonly kind: string;
  readonly what: string;
  /** Provides what must be there before. */
  readonly prepare?: () => Promise<unknown>;
  readonly send: () => Promise<unknown>;
}

/** Cases that look at the same state. */
export interface Scene {
  readonly name: string;
  readonly widgets: Readonly<Record<string, WidgetConfig>>;
  readonly fill?: readonly (string | Buffer)[];
  readonly cases: (at: { url: string; producer: TestProducer; nextSeq: () => number }) => readonly Case[];
}

export const config = (widgets: Scene['widgets']): ConfigMessage => ({ type: 'config', widgets });
export const VALUE = [{ name: 'v', type: 'any' as const }];
