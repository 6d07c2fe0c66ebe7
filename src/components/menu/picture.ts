import type { KeyedRow } from '../../core/values.js';
import type { FurtherRows } from './menu-host.js';
import { type LongTable, type Look, PictureDrawing } from './picture-drawing.js';
import { roomFor } from './picture-layout.js';
import { svgCopyOf } from './svg-copy.js';

export { captionOf } from './caption.js';

/** What is drawn anew for paper, and so for pictures. */
interface Printed extends Element {
  readonly printing?: {
    readonly further: FurtherRows | undefined;
    loaded: readonly KeyedRow[] | undefined;
    load(most: number): Promise<readonly KeyedRow[] | undefined>;
    set(medium: 'picture' | undefined, rows?: number): void;
  };
}

/** What is drawn for a picture or for paper, and the rows that were brought for that. */
export type LoadedRows = Map<NonNullable<Printed['printing']>, readonly KeyedRow[] | undefined>;

/**
 * Draws a widget or a whole board as a PNG for others: light, at twice its size if that is possible, with all rows of its
 * tables, without marks of changes and without controls. The page shows none of that: it is drawn, copied and as before
 * within one task. The rows of a large table that are not here are brought before, and rows that are not in sight are drawn outside it, some at a time.
 *
 * The page's policy needs `img-src data:`; fonts are those of the system, so none is embedded.
 *
 * @param caption A line below.
 */
export async function pictureOf(element: HTMLElement, caption: string): Promise<Blob> {
  const root = element.shadowRoot?.querySelector<HTMLElement>('[part~=board], [part~=panel]');
  if (!root) throw new Error('there is nothing to see yet');
  const view = element.ownerDocument.defaultView ?? window;
  const loaded = await loadRowsIn(element);
  const { copy, tables, look } = copyOf(element, root, loaded);
  const edge = root.matches('[part~=panel]') ? EDGE : 0;
  const drawing = new PictureDrawing(element.ownerDocument, { box: copy, tables, look, edge });
  await drawing.draw(copy.source, 0, 0, copy);
  for (const { further, left, width, rows } of tables) {
    for (let from = 0; from < further.count; from += ROWS_TOGETHER) {
      // The page draws and listens; a timer of this script's own window would wait for a second while that is hidden.
      await new Promise((next) => view.setTimeout(next));
      const to = Math.min(from + ROWS_TOGETHER, further.count);
      const size = { width, height: (to - from) * further.height };
      const source = copy.rowsOf(further.box, further.elements(from, to), size);
      await drawing.draw(source, left, rows.top + (further.above + from) * further.height, size);
    }
  }
  return drawing.finish(caption);
}

/** Brings the rows of large tables that are not here, for the element and those in it. */
export async function loadRowsIn(element: HTMLElement): Promise<LoadedRows> {
  const loaded: LoadedRows = new Map();
  for (const { printing } of printedIn(element)) {
    // One after another: each takes several of the subscriptions that a page may have.
    if (printing !== undefined) loaded.set(printing, await printing.load(MOST_ROWS));
  }
  return loaded;
}

/** Copies what is drawn in the page, which is as before when this returns. */
function copyOf(element: HTMLElement, root: HTMLElement, loaded: LoadedRows) {
  const printed = [...loaded.keys()];
  try {
    for (const [printing, rows] of loaded) printing.loaded = rows;
    let rows = MOST_ROWS;
    for (let room = 0; room < 1 && rows > 1; rows = Math.floor(rows * room)) {
      for (const printing of printed) printing.set('picture', rows);
      room = roomFor(root.getBoundingClientRect());
    }
    const tables = printed.flatMap(({ further }) => (further?.count ? [placeOf(further, root)] : []));
    return { copy: svgCopyOf(root, isPictured), tables, look: lookOf(element) };
  } finally {
    for (const printing of printed) printing.set(undefined);
  }
}

function placeOf(further: FurtherRows, root: HTMLElement): LongTable {
  const { left, top } = root.getBoundingClientRect();
  const box = further.box.getBoundingClientRect();
  const head = further.box.closest('[role=grid]')?.firstElementChild?.getBoundingClientRect() ?? box;
  return {
    further,
    left: box.left - left,
    width: box.width,
    rows: {
      top: box.top - top,
      height: further.height,
      count: further.above + further.count,
      head: { top: head.top - top, height: head.height },
    },
  };
}

/** Finds the element and those in it, through shadow roots, that can be drawn for paper. */
function* printedIn(element: Printed): Generator<Printed> {
  if (element.printing !== undefined) yield element;
  for (const children of [element.children, element.shadowRoot?.children ?? []]) {
    for (const child of children) yield* printedIn(child);
  }
}

function isPictured(element: Element): boolean {
  if (element.parentElement?.matches('.toolbar')) return element.matches('h1, sv-status, .description');
  return !element.matches(LEFT_OUT);
}

const LEFT_OUT =
  '.control, .more, .menu, .search, .pill, .tip, .crosshair, .visually-hidden, .ghosts, [part~=latency], [popover]';

/** The theme of an element, as the browser resolves it. */
function lookOf(element: HTMLElement): Look {
  const probe = element.ownerDocument.createElement('span');
  for (const [name, value] of Object.entries(CAPTION_STYLE)) probe.style.setProperty(name, value);
  element.shadowRoot?.append(probe);
  const { backgroundColor: background, color, font } = getComputedStyle(probe);
  probe.remove();
  return { background, color, font };
}

const CAPTION_STYLE = {
  background: 'var(--_canvas)',
  color: 'var(--_text-2)',
  font: '12px var(--_font)',
};

/** Rows of a table, which nobody reads further. */
const MOST_ROWS = 10_000;
/** Rows that are drawn at a time, some ms. */
const ROWS_TOGETHER = 250;
/** CSS pixels around a widget: it has no edge of its own, as a board has. */
const EDGE = 12;
