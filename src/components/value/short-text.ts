import { formatDuration } from '../../text/format-time.js';
import { compact } from '../../text/number-labels.js';
import type { ValueSettings } from './value-settings.js';

/** Writes a limit, or an end of a scale, where room is short. */
export function shortText(value: number, { column, format }: Pick<ValueSettings, 'column' | 'format'>): string {
  return column.type === 'duration' ? formatDuration(value) : compact(value, format);
}
