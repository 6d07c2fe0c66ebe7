import type { ViewerMessage } from '../../core/messages.js';

/** What a link is asked for: a widget's rows, or a window on them. */
export interface Subscribable {
  /** Whether somebody looks at it. */
  readonly isWanted: boolean;
  /** Why the relay does not send it. */
  readonly error: string | undefined;
  /** Whether it has more to ask for, once it is subscribed. */
  readonly hasRequest: boolean;
  subscribe(epoch: string | undefined): ViewerMessage;
  /** Gives what it asks for next. */
  nextRequest(epoch: string | undefined): ViewerMessage;
  unsubscribe(): ViewerMessage;
  refused(message: string | undefined): void;
  notify(): void;
}
