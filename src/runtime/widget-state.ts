import type { Collection } from '../core/collection.js';
import type { PipelineState, WidgetConfig } from '../core/messages.js';
import type { Status, Watch } from './hub.js';

/** The state that an element shows. `error` needs a person; `failed` is a pipeline that ended with an error. */
export type WidgetState = 'connecting' | 'reconnecting' | 'paused' | 'error' | PipelineState;

export interface WidgetStatus {
  readonly state: WidgetState;
  /** For an error or a failure the sentence that names the fix; for a missing link why it is missing. */
  readonly message: string | undefined;
}

/** Whether the pipeline has announced that nothing more will come: then a lost link hides nothing. */
export function isOver({ state }: Status): boolean {
  return state === 'ended' || state === 'failed';
}

/** Derives the state of one widget from the relay's and its own. */
export function widgetStatus(status: Status, config: WidgetConfig | undefined, watch: Watch | undefined): WidgetStatus {
  const { mode } = watch ?? {};
  // What is seen through windows has rows, and those in the collection are old.
  const isWindowed = mode === 'window';
  const collection = isWindowed ? undefined : watch?.collection;
  const isShown = collection !== undefined || isWindowed;
  if (status.link === 'refused' && !isShown) return { state: 'error', message: status.problem };
  const isAway = status.link === 'refused' || status.link === 'reconnecting';
  if (isAway && !(isOver(status) && isShown)) return { state: 'reconnecting', message: status.problem };
  if (status.link === 'connecting') return { state: 'connecting', message: undefined };
  const error = watch?.error ?? config?.error?.message;
  if (error !== undefined) return { state: 'error', message: error };
  if (mode === undefined || (mode === 'full' && collection === undefined)) {
    return { state: 'connecting', message: undefined };
  }
  const isTakenAway = mode === 'waiting' && collection === undefined;
  if (watch?.paused && !isTakenAway && !isUntouched(collection)) return { state: 'paused', message: undefined };
  if (!isOver(status) && (config === undefined || isUntouched(collection)))
    return { state: 'waiting', message: undefined };
  return { state: status.state, message: status.message };
}

/** Whether it waits for its first row: one all whose rows have gone is empty, but does not. */
function isUntouched(collection: Collection | undefined): boolean {
  return collection !== undefined && collection.size === 0 && !collection.wasEmptied;
}
