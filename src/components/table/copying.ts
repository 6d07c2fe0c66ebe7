import type { CopiedTable, copyCells } from './copied-cells.js';

/**
 * Has the cells of a table copied as spreadsheets want them. That part is loaded at once, before anybody can select cells: a
 * copy waits for nothing. Without it the browser copies as it does.
 */
export function copySelection(element: HTMLElement, table: CopiedTable): void {
  let copy: typeof copyCells | undefined;
  import('./copied-cells.js').then(
    (part) => {
      copy = part.copyCells;
    },
    () => {},
  );
  // A selection may begin in the title
  element.addEventListener('copy', (event) => {
    if (element.shadowRoot !== null) copy?.(event, element.shadowRoot, table);
  });
}
