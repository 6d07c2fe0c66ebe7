import type { Collection } from '../core/collection.js';
import type { SubscribedMessage } from '../core/messages.js';
import type { Mirror } from './mirror/mirror.js';

/** One widget of a relay, for as long as it is looked at. */
export interface Watch {
  /** `undefined` until the first load, and after a logout; another one when the columns change. */
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

/** Calls back whenever a mirror has changed. @param closed Called when the watch is closed. */
export function watchMirror(mirror: Mirror, listener: (watch: Watch) => void, closed: () => void): Watch {
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
      closed();
    },
  };
  const notify = () => listener(watch);
  mirror.listeners.add(notify);
  return watch;
}
