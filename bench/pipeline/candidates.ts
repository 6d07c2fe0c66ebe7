import type { Tree } from '../kit/trees.js';

/** A way to show the pipeline of job.py. */
export interface Candidate {
  readonly name: string;
  readonly sink: string;
  /** Path of the page that shows the table; none for a pipeline without a page. */
  readonly page?: string;
  /** The `ts` cells of the rows on screen, in the document or in any shadow root. */
  readonly cells?: string;
  /** The checkout whose Python package shows it. */
  readonly tree?: Tree;
}

export const BASELINE = 'no-op subscribe';

/** Measures itself: the moments at which Pathway hands over its rows. */
export const CALLBACK = 'callback alone';

export const STREAMVIZ = 'StreamViz';

/** @param trees The one of this checkout, and perhaps another. */
export function candidatesOf(trees: readonly Tree[]): readonly Candidate[] {
  return [
    { name: BASELINE, sink: 'subscribe' },
    { name: CALLBACK, sink: 'callback' },
    ...trees.map((tree) => ({
      name: tree.tree === 'this' ? STREAMVIZ : `${STREAMVIZ}, ${tree.tree}`,
      sink: 'streamviz',
      page: '/',
      cells: '[data-key] [data-column="ts"]',
      tree,
    })),
    {
      name: 'Table.show()',
      sink: 'show',
      page: '/',
      cells: '.tabulator-row .tabulator-cell[tabulator-field="ts"]',
    },
    { name: 'pathway-viz', sink: 'pathway-viz', page: '/embed/bench', cells: 'tbody tr td:nth-child(4)' },
  ];
}
