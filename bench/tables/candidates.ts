import type { Tree } from '../kit/trees.js';
import type { ServedPage } from './page-server.js';

/** A table that is measured, in a page with what its makers say belongs in the head. */
export interface Candidate {
  readonly name: string;
  readonly page: ServedPage;
  /** Whether it keeps its order while rows change. */
  readonly sorts: boolean;
}

const script = (path: string, attributes = 'type="module"') => `<script ${attributes} src="${path}"></script>`;
const style = (path: string) => `<link rel="stylesheet" href="${path}">`;
const PERSPECTIVE = '/peers/@perspective-dev';

/** @param module Exports a `LiveTable`; below the folder `bench` of `dist`. */
function pageOf(module: string, ...head: readonly string[]): ServedPage {
  const script = `import { install } from '/bench/tables/play.js'; import table from '/bench/${module}'; install(table);`;
  return { head: head.join(''), script };
}

export const PERSPECTIVE_HEAD = [
  style(`${PERSPECTIVE}/viewer/dist/css/pro.css`),
  script(`${PERSPECTIVE}/viewer/dist/cdn/perspective-viewer.js`),
  script(`${PERSPECTIVE}/viewer-datagrid/dist/cdn/perspective-viewer-datagrid.js`),
  script(`${PERSPECTIVE}/client/dist/cdn/perspective.js`),
].join('');

export const PEERS: readonly Candidate[] = [
  {
    name: 'AG Grid',
    page: pageOf('peers/ag-grid.js', script('/peers/ag-grid-community/dist/ag-grid-community.min.js', '')),
    sorts: true,
  },
  { name: 'Perspective', page: pageOf('peers/perspective.js', PERSPECTIVE_HEAD), sorts: true },
  {
    name: 'SlickGrid',
    page: pageOf(
      'peers/slickgrid.js',
      style('/peers/slickgrid/dist/styles/css/slick.grid.css'),
      style('/peers/slickgrid/dist/styles/css/slick-default-theme.css'),
      script('/peers/slickgrid/dist/esm/index.mjs'),
    ),
    sorts: false,
  },
];

/** This build, and another one beside it. */
export function streamvizOf({ tree }: Tree): Candidate {
  return {
    name: tree === 'this' ? 'StreamViz' : 'StreamViz before',
    page: pageOf('tables/streamviz.js', script(`/${tree}/streamviz.js`)),
    sorts: true,
  };
}
