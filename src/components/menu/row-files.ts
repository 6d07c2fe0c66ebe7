import { checkFilter } from '../../core/checks/view-checks.js';
import type { Collection } from '../../core/collection.js';
import { fileNameOf } from '../../core/export/file-name.js';
import { type ExportFormat, formatOf } from '../../core/export/formats.js';
import type { SortTerm } from '../../core/order.js';
import { SortedView, type ViewOptions } from '../../core/sorted/sorted-view.js';
import { formatNumber } from '../../text/format.js';
import type { OfferedRows } from './menu-host.js';
import { saveFile } from './save-file.js';

/** A file of rows: by its path at the relay, or made of the rows that the page has. */
export interface RowFile {
  readonly label: string;
  readonly source: string | (() => Promise<string>);
}

/**
 * Gives the files of a widget's rows: those that its viewer has filtered, and all, each with its number if they differ.
 *
 * @param window The one that shows the element.
 */
export function rowFiles(rows: OfferedRows, window: View): RowFile[] {
  return FORMATS.flatMap((format) =>
    selectionsOf(rows).map(({ which, name, view }) => ({
      label: `Export ${format.toUpperCase()}${which}`,
      source:
        pathOf(rows, format, view) ??
        (async () => {
          saveFile(await fileOf(rows.collection as Collection, view, format, window), `${name}.${format}`, window);
          return 'Exported';
        }),
    })),
  );
}

type View = Window & typeof globalThis;

const FORMATS: readonly ExportFormat[] = ['csv', 'json', 'ndjson'];

interface Selection {
  readonly which: string;
  readonly name: string;
  readonly view: ViewOptions;
}

function selectionsOf({ title, collection, shownRows }: OfferedRows): Selection[] {
  const inPage = collection?.size ?? 0;
  const { view, size, matching, total } = shownRows ?? { view: {}, size: inPage, matching: inPage, total: inPage };
  const fileName = fileNameOf(title ?? '') || 'widget';
  const whole = { ...view, filter: [] };
  const all = { which: ` · all ${formatNumber(size)}`, name: fileName, view: whole };
  if (matching < size || (collection === undefined && view.filter?.length)) {
    return [{ which: ` · ${formatNumber(matching)} filtered`, name: `${fileName}-filtered`, view }, all];
  }
  return [total < size ? all : { ...all, which: '' }];
}

/**
 * The path by which the relay gives these rows. None where it would give others than are seen, or refuse the filter, and
 * the page has all of them.
 */
function pathOf(
  { relayWidget, config, shownRows, isPaused, collection }: OfferedRows,
  format: ExportFormat,
  { sort = [], filter = [] }: ViewOptions,
): string | undefined {
  if (relayWidget === undefined || (isPaused && collection !== undefined)) return undefined;
  const query = new URLSearchParams();
  if (filter.length > 0) query.set('filter', JSON.stringify(filter));
  const { sort_by, sort_desc } = config ?? {};
  const own: SortTerm[] = sort_by === undefined ? [] : [[sort_by, sort_desc ? 'desc' : 'asc']];
  if (shownRows !== undefined && JSON.stringify(sort) !== JSON.stringify(own)) query.set('sort', JSON.stringify(sort));
  const text = query.size > 0 ? `?${query}` : '';
  if (collection !== undefined && (text.length > MOST_QUERY || !isTaken(filter, collection))) return undefined;
  return `export/${relayWidget}.${format}${text}`;
}

/** Characters of a query, which proxies take by default. */
const MOST_QUERY = 4000;

function isTaken(filter: NonNullable<ViewOptions['filter']>, { columns }: Collection): boolean {
  try {
    checkFilter(filter, columns);
    return true;
  } catch {
    return false;
  }
}

async function fileOf(collection: Collection, options: ViewOptions, format: ExportFormat, window: View): Promise<Blob> {
  const view = new SortedView(collection, { ...options, maxRows: undefined });
  const rows = view.window(0, view.matching);
  view.close();
  const { type, head, separator, tail, row } = formatOf(format, collection.columns, { keys: false });
  const parts = [head];
  for (let at = 0; at < rows.length; at += ROWS_TOGETHER) {
    // A timer of this script's own window would wait for a second while that is hidden.
    if (at > 0) await new Promise((next) => window.setTimeout(next));
    const texts = rows.slice(at, at + ROWS_TOGETHER).map(row);
    parts.push(at > 0 ? separator : '', texts.join(separator));
  }
  return new Blob([...parts, tail], { type });
}

/** Rows that are written at a time, some ms: the page draws and listens between them. */
const ROWS_TOGETHER = 5000;
