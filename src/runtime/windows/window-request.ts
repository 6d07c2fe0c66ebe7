import type { WindowRequest } from '../../core/messages.js';
import type { WindowOptions } from './windowed-widget.js';

/** Asks for some of the rows of a large table; what is left out is as the relay does it by itself. */
export function requestOf(
  { sort = [], filter = [], sparklines = [], totals = [] }: WindowOptions,
  range: Pick<WindowRequest, 'offset' | 'limit' | 'anchor' | 'lead'>,
): WindowRequest {
  return {
    sort,
    ...(filter.length > 0 && { filter }),
    ...(totals.length > 0 && { totals }),
    ...(sparklines.length > 0 && { hist: sparklines }),
    ...range,
  };
}
