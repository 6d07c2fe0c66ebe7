import type { TotalTerm } from '../../core/messages.js';
import type { ViewOptions } from '../../core/sorted/sorted-view.js';
import type { Hub } from '../hub.js';
import type { Sight } from './window-range.js';

/** A widget that is too large to come whole. */
export interface WindowedWidget {
  readonly hub: Hub;
  readonly widget: string;
}

/** Which rows of a large table are shown, and how. */
export interface WindowOptions extends ViewOptions {
  /** Columns whose recent values are drawn. */
  readonly sparklines?: readonly string[];
  /** Sums and the like over all rows that pass the filter. */
  readonly totals?: readonly TotalTerm[];
}

/** The rows that are in sight before the source has any, and the key of the first one if it is to stay there. */
export interface FirstSight extends Sight {
  readonly key: string | undefined;
}
