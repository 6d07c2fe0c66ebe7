import type { Counts } from '../statistics.js';
import type { DialectName, Windows } from './dialects.js';
import type { Fleet } from './fleet.js';
import type { Manner } from './page.js';

/** Viewers that take whatever comes in their dialect, and note how late it is. */
export interface LightJoin {
  readonly url: string;
  readonly count: number;
  readonly dialect: DialectName;
  /** In the dialect of the relay: windows instead of a whole widget. */
  readonly windows?: Windows;
}

/** Viewers of a fleet that check each step they take; they are numbered from `first`. */
export interface FleetJoin {
  readonly url: string;
  readonly count: number;
  readonly fleet: Fleet;
  readonly first: number;
  readonly manner?: Manner;
}

export type Join = LightJoin | FleetJoin;

export type Order =
  | ({ readonly do: 'join' } & Join)
  | { readonly do: 'begin' | 'report' | 'freeze' | 'thaw' | 'cut' | 'reload' }
  | ({ readonly do: 'returns' } & Expected);

/** Says when a viewer counts as being back. */
export interface Expected {
  /** An exact step counts that came over a link newer than this, or is of a commit newer than this. */
  readonly since: number;
  /** Whether only the link counts. */
  readonly newLink: boolean;
  /** Milliseconds to wait for the last. */
  readonly within: number;
}

/** Counts of what viewers have seen since the beginning of the measurement. */
export interface Seen {
  /** How often a viewer got a newer commit, by milliseconds from its time until the viewer had it. */
  readonly latencies: Counts;
  readonly frames: number;
  /** Commits that the light viewer got that got the fewest; steps conflate them. */
  readonly fewestSteps: number;
  /** Bytes of all frames, without their headers. */
  readonly bytes: number;
  /** CPU seconds of the viewers themselves. */
  readonly cpu: number;
  readonly checks: Checks;
}

/** Findings of viewers that check what they get; light ones find nothing. */
export interface Checks {
  readonly steps: number;
  /** Each time that a viewer was not exact at a step. */
  readonly mistakes: readonly string[];
  readonly firstLoads: number;
  readonly epochs: number;
  /** The longest that any viewer was without a step, in milliseconds. */
  readonly longestGap: number;
}

/** Describes how viewers came back. */
export interface Returns {
  /** Milliseconds from `since` until each was back. */
  readonly back: readonly number[];
  readonly missing: number;
  /** Milliseconds from `since` to each viewer's first try of a new link, and how many tries they made in all. */
  readonly firstTries: readonly number[];
  readonly tries: number;
}

export interface Answer {
  readonly id: number;
  readonly report?: Seen;
  readonly returns?: Returns;
}
