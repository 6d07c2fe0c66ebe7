/** What is compared: one pipeline (job.py), shown by each of these. */
export interface Candidate {
  readonly name: string;
  readonly sink: string;
  /** Path of the page that shows the table; none for a pipeline without a page. */
  readonly page?: string;
  /** The `ts` cells of the rows on screen, in the document or in any shadow root. */
  readonly cells?: string;
}

export const BASELINE = 'no-op subscribe';

/** Measures itself: the moments at which Pathway hands over its rows. */
export const CALLBACK = 'callback alone';

export const CANDIDATES: readonly Candidate[] = [
  { name: BASELINE, sink: 'subscribe' },
  { name: CALLBACK, sink: 'callback' },
  { name: 'StreamViz', sink: 'streamviz', page: '/', cells: '[data-key] [data-column="ts"]' },
  {
    name: 'Table.show()',
    sink: 'show',
    page: '/',
    cells: '.tabulator-row .tabulator-cell[tabulator-field="ts"]',
  },
  { name: 'pathway-viz', sink: 'pathway-viz', page: '/embed/bench', cells: 'tbody tr td:nth-child(4)' },
];
