import type { TotalTerm } from '../../core/messages.js';

/** What a viewer has chosen for one column of a table. */
export interface ColumnChoice {
  readonly name: string;
  readonly isHidden?: boolean;
  /** Whether it stands first, and stays in sight when the table is scrolled sideways. */
  readonly isPinned?: boolean;
  /** CSS pixels. Default: as wide as its texts. */
  readonly width?: number;
  /** What stands below the column, over all rows. Default: as the author has it. */
  readonly total?: ChosenTotal;
}

export type ChosenTotal = 'none' | TotalTerm[1];

/** Letters of an address. */
const TOTALS: Readonly<Record<ChosenTotal, string>> = { none: 'n', sum: 's', avg: 'a', min: 'm', max: 'x', count: 'c' };

/** The columns of a table in the order that its viewer has chosen. Those that it does not name follow, as they are. */
export type ColumnChoices = readonly ColumnChoice[];

/**
 * Writes choices for an address: `region,total:ps120,notes:h`. Names are data: they are encoded, so that the comma and the
 * colon are ours.
 */
export function columnsText(choices: ColumnChoices): string {
  return choices.map(({ name, ...choice }) => encodeURIComponent(name) + flagsOf(choice)).join();
}

function flagsOf({ isHidden, isPinned, width, total }: Omit<ColumnChoice, 'name'>): string {
  const letters = `${isHidden ? 'h' : ''}${isPinned ? 'p' : ''}${total === undefined ? '' : TOTALS[total]}`;
  const flags = `${letters}${width === undefined ? '' : Math.round(width)}`;
  return flags === '' ? '' : `:${flags}`;
}

/** Reads what `columnsText` writes; `undefined` if it is something else. */
export function columnsIn(text: string): ColumnChoices | undefined {
  if (text === '') return undefined;
  const choices: ColumnChoice[] = [];
  for (const part of text.split(',')) {
    const [, name, flags = ''] = /^([^:]*)(?::(h?p?[nsamxc]?\d{0,4}))?$/.exec(part) ?? [];
    if (name === undefined) return undefined;
    const total = (Object.keys(TOTALS) as ChosenTotal[]).find((one) => flags.includes(TOTALS[one]));
    const width = Number(/\d+/.exec(flags)?.[0] ?? Number.NaN);
    try {
      choices.push({
        name: decodeURIComponent(name),
        ...(flags.includes('h') && { isHidden: true }),
        ...(flags.includes('p') && { isPinned: true }),
        ...(width > 0 && { width }),
        ...(total !== undefined && { total }),
      });
    } catch {
      return undefined;
    }
  }
  return choices;
}
