import type { ColumnChoice, ColumnChoices } from '../../board/column-choices.js';

/** The columns of a table as its author and its viewer have them. */
export interface ChosenColumns {
  /** Names of those that are shown, in order. */
  readonly names: readonly string[];
  readonly hidden: readonly string[];
  readonly pinned: ReadonlySet<string>;
  /** CSS pixels, by name. */
  readonly widths: ReadonlyMap<string, number>;
}

/** The choices for all columns of a table, also for those that its viewer has not touched. */
export function wholeChoices(names: readonly string[], choices: ColumnChoices = []): ColumnChoice[] {
  const known = choices.filter(
    ({ name }, i) => names.includes(name) && choices.findIndex((choice) => choice.name === name) === i,
  );
  const others = names.filter((name) => !known.some((choice) => choice.name === name));
  return [...known, ...others.map((name) => ({ name }))];
}

/** @param names Those that the table's author wants, in order. */
export function choiceOf(names: readonly string[], choices: ColumnChoices | undefined): ChosenColumns {
  const wanted = wholeChoices(names, choices);
  // A table of no columns would say nothing.
  const all = wanted.every(({ isHidden }) => isHidden) ? wholeChoices(names) : wanted;
  const shown = all.filter(({ isHidden }) => !isHidden);
  const pinned = shown.filter(({ isPinned }) => isPinned);
  return {
    names: [...pinned, ...shown.filter(({ isPinned }) => !isPinned)].map(({ name }) => name),
    hidden: all.flatMap(({ name, isHidden }) => (isHidden ? [name] : [])),
    pinned: new Set(pinned.map(({ name }) => name)),
    widths: new Map(shown.flatMap(({ name, width }) => (width === undefined ? [] : [[name, width]]))),
  };
}

/** Changes the choice for one column. */
export function withChoice(
  choices: readonly ColumnChoice[],
  name: string,
  change: { [Name in keyof Omit<ColumnChoice, 'name'>]: ColumnChoice[Name] | undefined },
): ColumnChoice[] {
  return choices.map((choice) => {
    if (choice.name !== name) return choice;
    const { isHidden, isPinned, width, total } = { ...choice, ...change };
    return {
      name,
      ...(isHidden && { isHidden }),
      ...(isPinned && { isPinned }),
      ...(width !== undefined && { width }),
      ...(total !== undefined && { total }),
    };
  });
}

/** Moves a column to the place of another, which makes way. */
export function withMove(choices: readonly ColumnChoice[], name: string, to: string): ColumnChoice[] {
  const from = choices.findIndex((choice) => choice.name === name);
  const place = choices.findIndex((choice) => choice.name === to);
  const moved = choices[from];
  if (moved === undefined || place < 0) return [...choices];
  const others = choices.filter((choice) => choice !== moved);
  return [...others.slice(0, place), moved, ...others.slice(place)];
}

/** The name under which a browser keeps the columns of a table. */
function keyOf(relay: string, widget: string): string {
  return `streamviz columns ${relay} ${widget}`;
}

/** The columns of a table that this browser has kept, in the form of an address. */
export function keptColumns(relay: string, widget: string): string | undefined {
  try {
    return localStorage.getItem(keyOf(relay, widget)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Keeps the columns of a table in this browser. Where that is refused, they last as long as the page. */
export function keepColumns(relay: string, widget: string, text: string | undefined): void {
  try {
    if (text === undefined) localStorage.removeItem(keyOf(relay, widget));
    else localStorage.setItem(keyOf(relay, widget), text);
  } catch {}
}
