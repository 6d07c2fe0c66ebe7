/**
 * Prints the page around an element. The rows of its large tables are brought first: a print that the browser begins by
 * itself waits for nothing, and has those that are here.
 */
export async function printPage(element: HTMLElement): Promise<string> {
  const { loadRowsIn } = await import('../menu/picture.js');
  const loaded = await loadRowsIn(element);
  for (const [printing, rows] of loaded) printing.loaded = rows;
  try {
    (element.ownerDocument.defaultView ?? window).print(); // Returns when all is on paper
  } finally {
    for (const printing of loaded.keys()) printing.loaded = undefined;
  }
  return PRINT_PAGE;
}

export const PRINT_PAGE = 'Print page';
