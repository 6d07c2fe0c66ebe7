import type { Collection } from '../core/collection.js';
import type { SubscribedMessage } from '../core/messages.js';
import type { Mirror } from './mirror/mirror.js';

/** One widget of a relay, for as long as it is looked at. */
export interface Watch {
  /** `undefined` until the first load, and after a logout; another one when the columns become others. */
  readonly collection: Collection | undefined;
  /** How the relay sends the widget; `undefined` until it has sent it. */
  readonly mode: SubscribedMessage['mode'] | undefined;
  /** Why the relay does not send it. */
  readonly error: string | undefined;
  /** Whether changes are held back. */
  readonly paused: boolean;
  /** Changes of rows that are held back. */
  readonly waiting: number;
  close(): void;
}

export interface WatchOptions {
  /** Brings all rows, however many there are. Default: a table that is too large to come whole has the mode `window`. */
  readonly all?: boolean;
}

export interface MirrorWatchOptions extends WatchOptions {
  /** Called when the watch is closed. */
  readonly closed: () => void;
}

/** Calls back whenever a mirror has changed. */
export function watchMirror(
  mirror: Mirror,
  listener: (watch: Watch) => void,
  { all = false, closed }: MirrorWatchOptions,
): Watch {
  const watch: Watch = {
    get collection() {
      return mirror.collection;
    },
    get mode() {
      return mirror.mode;
    },
    get error() {
      return mirror.error;
    },
    get paused() {
      return mirror.isPaused;
    },
    get waiting() {
      return mirror.waiting;
    },
    close() {
      mirror.listeners.delete(notify);
      mirror.listenersOfAll.delete(notify);
      closed();
    },
  };
  const notify = () => listener(watch);
  mirror.listeners.add(notify);
  if (all) mirror.listenersOfAll.add(notify);
  return watch;
}
