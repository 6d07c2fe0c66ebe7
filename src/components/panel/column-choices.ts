/** What a viewer has chosen for one column of a table. */
export interface ColumnChoice {
  readonly name: string;
  readonly isHidden?: boolean;
  /** Whether it stands first, and stays in sight when the table is scrolled sideways. */
  readonly isPinned?: boolean;
  /** CSS pixels. Default: as wide as its texts. */
  readonly width?: number;
}

/** The columns of a table in the order that its viewer has chosen. Those that it does not name follow, as they are. */
export type ColumnChoices = readonly ColumnChoice[];

/**
 * Writes choices for an address: `region,total:p120,notes:h`. Names are data: they are encoded, so that the comma and the
 * colon are ours.
 */
export function columnsText(choices: ColumnChoices): string {
  return choices.map(({ name, ...choice }) => encodeURIComponent(name) + flagsOf(choice)).join();
}

function flagsOf({ isHidden, isPinned, width }: Omit<ColumnChoice, 'name'>): string {
  const flags = `${isHidden ? 'h' : ''}${isPinned ? 'p' : ''}${width === undefined ? '' : Math.round(width)}`;
  return flags === '' ? '' : `:${flags}`;
}

/** Reads what `columnsText` writes; `undefined` if it is something else. */
export function columnsIn(text: string): ColumnChoices | undefined {
  if (text === '') return undefined;
  const choices: ColumnChoice[] = [];
  for (const part of text.split(',')) {
    const [, name, flags = ''] = /^([^:]*)(?::(h?p?\d{0,4}))?$/.exec(part) ?? [];
    if (name === undefined) return undefined;
    const width = Number(/\d+/.exec(flags)?.[0] ?? Number.NaN);
    try {
      choices.push({
        name: decodeURIComponent(name),
        ...(flags.includes('h') && { isHidden: true }),
        ...(flags.includes('p') && { isPinned: true }),
        ...(width > 0 && { width }),
      });
    } catch {
      return undefined;
    }
  }
  return choices;
}
