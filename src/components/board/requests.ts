import type { SortTerm } from '../../core/order.js';
import type { ColumnChoices } from './column-choices.js';

/*
 * An element asks the board around it when its viewer acts:
 *
 *     sv-table, sv-metric, menu, tabs ── request ──▶ BoardStore ── BoardState by context ──▶ every element in the board
 *
 * An element that stands alone sends the same requests, and its page may listen. Order, filter, columns and zoom an element shows
 * at once, board or not.
 */

const UPWARDS = { bubbles: true, composed: true };

/** The viewer sorts a table by its head. */
export class SvSortRequest extends Event {
  /** @param terms `undefined`: as the table's author has it. */
  constructor(
    readonly widget: string | undefined,
    readonly terms: readonly SortTerm[] | undefined,
  ) {
    super('sv-sort', UPWARDS);
  }
}

/** The viewer filters the rows of a table; an empty text shows all. */
export class SvFilterRequest extends Event {
  constructor(
    readonly widget: string | undefined,
    readonly text: string,
  ) {
    super('sv-filter', UPWARDS);
  }
}

/** The viewer chooses which columns of a table are shown, in which order and how wide. */
export class SvColumnsRequest extends Event {
  /** @param choices `undefined`: as the table's author has them. */
  constructor(
    readonly widget: string | undefined,
    readonly choices: ColumnChoices | undefined,
  ) {
    super('sv-columns', UPWARDS);
  }
}

/** A part of time, in milliseconds since the epoch. */
export interface TimeExtent {
  readonly first: number;
  readonly last: number;
}

/** The viewer zooms a chart over time. */
export class SvRangeRequest extends Event {
  /** @param extent `undefined`: back to the time before the zoom. */
  constructor(
    readonly widget: string | undefined,
    readonly extent: TimeExtent | undefined,
  ) {
    super('sv-range', UPWARDS);
  }
}

/** The viewer hides a widget by its menu. */
export class SvHideRequest extends Event {
  constructor(readonly widget: string | undefined) {
    super('sv-hide', UPWARDS);
  }
}

/** The viewer wants to see a widget alone. */
export class SvAloneRequest extends Event {
  constructor(readonly widget: string | undefined) {
    super('sv-only', UPWARDS);
  }
}

/** The viewer chooses a tab. */
export class SvTabRequest extends Event {
  /** @param group The id of the group of tabs in the layout. */
  constructor(
    readonly group: string,
    readonly title: string,
  ) {
    super('sv-tab', UPWARDS);
  }
}

export type BoardRequest =
  | SvSortRequest
  | SvFilterRequest
  | SvColumnsRequest
  | SvRangeRequest
  | SvHideRequest
  | SvAloneRequest
  | SvTabRequest;

/** Notifies that an element shows another order, filter, zoom or other columns, which its properties have. */
export function choiceEvent(): Event {
  return new Event('sv-choice', UPWARDS);
}

declare global {
  interface HTMLElementEventMap {
    'sv-sort': SvSortRequest;
    'sv-filter': SvFilterRequest;
    'sv-columns': SvColumnsRequest;
    'sv-range': SvRangeRequest;
    'sv-hide': SvHideRequest;
    'sv-only': SvAloneRequest;
    'sv-tab': SvTabRequest;
    /** A viewer sorted or filtered a table, chose its columns, or zoomed a chart. */
    'sv-choice': Event;
  }
}
