import { COLUMNS, type Quote } from './quotes.js';

/** A product's table in a page, with its defaults: what each that is measured can do. */
export interface LiveTable<R = unknown> {
  /** Gives a quote in the form that the product takes. */
  form(quote: Quote): R;
  /** @param sortBy Sorts by this column, descending; without it rows stay in order of appearance. */
  make(rows: readonly R[], sortBy: string | undefined): Promise<void>;
  /** Hands over new states of rows, as they come. */
  apply(rows: readonly R[]): void;
  /** The text in the DOM of a cell: of the row so many below the table's top, and the column of this index. */
  textAt(row: number, column: number): string | undefined;
}

/** A row as most products take it. */
export type QuoteObject = Readonly<Record<string, string | number>>;

export function objectOf(quote: Quote): QuoteObject {
  return Object.fromEntries(COLUMNS.map(({ name }, i) => [name, quote[i] as string | number]));
}

/** The element of the page that the table fills. */
export function container(): HTMLElement {
  return document.querySelector('#table') as HTMLElement;
}
