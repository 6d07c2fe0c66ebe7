import type { TableColumn } from './table-column.js';

/** The classes of the cells and the head of a column. */
export function cellClass({ isNumber, isQuiet, stuck, isEdge, canBeCut, column }: TableColumn): string {
  const classes = {
    ...{ number: isNumber, quiet: isQuiet, name: canBeCut, sparked: column.sparkline },
    ...{ stuck: stuck !== undefined, edge: isEdge },
    ...(column.align === undefined ? {} : { [column.align]: true }),
  };
  return `cell ${Object.entries(classes)
    .flatMap(([name, isSet]) => (isSet ? [name] : []))
    .join(' ')}`.trim();
}

/** Places a cell or a head in its column. Not by an attribute, which strict policies forbid. */
export function placeCell({ style }: HTMLElement, { place, stuck }: TableColumn): void {
  style.gridColumn = `${place}`;
  if (stuck !== undefined) style.insetInlineStart = `var(--_stuck-${stuck}, auto)`;
}

/** The same for a template, by `ref`: the same function for a column, so that its head is placed once. */
export function placing(column: TableColumn): (element: Element | undefined) => void {
  let place = placings.get(column);
  if (place === undefined) {
    place = (element) => element !== undefined && placeCell(element as HTMLElement, column);
    placings.set(column, place);
  }
  return place;
}

const placings = new WeakMap<TableColumn, (element: Element | undefined) => void>();
