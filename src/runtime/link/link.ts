import type { RelayMessage, ViewerMessage } from '../../core/messages.js';
import type { Token } from './token.js';

export type LinkState = 'connecting' | 'open' | 'reconnecting' | 'refused';

/** The source of a hub's messages: a relay, or a recording in its place. */
export interface Link {
  readonly link: LinkState;
  /** While there is no link: when the next try starts, in milliseconds since the epoch. */
  readonly retryAt: number | undefined;
  /** While there is no link: why, and what would mend it. */
  readonly problem: string | undefined;
  /** Sends on the open link; without one the message is dropped, for `opened` begins anew. */
  send(message: ViewerMessage): void;
  /** Takes another token, which is worth a try at once. A recording needs none. */
  authorize?(token: Token): void;
  /** Ends the wait for the next try. A recording has none. */
  tryNow?(): void;
  close(): void;
}

export interface LinkListener {
  /** The link is open: whatever was sent on an earlier one is forgotten. */
  opened(): void;
  received(message: RelayMessage): void;
  /** The relay takes back all that it has shown here: it is to be forgotten. */
  loggedOut(): void;
  /** `link`, `retryAt` or `problem` changed. */
  linkChanged(): void;
}
