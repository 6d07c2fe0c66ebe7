import { type SvgCopy, svgCopyOf } from './svg-copy.js';

export { captionOf } from './caption.js';

/** What is drawn anew for paper, and so for pictures. */
interface Printed extends Element {
  readonly printing?: { set(medium: 'picture' | undefined, rows?: number): void };
}

/**
 * Draws a widget or a whole board as a PNG for others: light, at twice its size, with all rows of its tables, without marks
 * of changes and without controls. The page shows none of that: it is drawn, copied and as before within one task.
 *
 * The page's policy needs `img-src data:`; fonts are those of the system, so none is embedded.
 *
 * @param caption A line below.
 */
export async function pictureOf(element: HTMLElement, caption: string): Promise<Blob> {
  const root = element.shadowRoot?.querySelector<HTMLElement>('[part~=board], [part~=panel]');
  if (!root) throw new Error('there is nothing to see yet');
  const printed = [...printedIn(element)];
  for (const { printing } of printed) printing?.set('picture', MOST_ROWS);
  const copy = svgCopyOf(root, isPictured);
  const look = lookOf(element);
  for (const { printing } of printed) printing?.set(undefined);

  const drawing = new Image();
  drawing.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(copy.source)}`;
  await drawing.decode();
  const edge = root.matches('[part~=panel]') ? EDGE : 0;
  const canvas = withCaption(drawing, copy, caption, look, edge);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob))),
  );
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
  '.control, .more, .menu, .search, .pill, .tip, .crosshair, .printed, .visually-hidden, .ghosts, [part~=latency], [popover]';

interface Look {
  readonly background: string;
  readonly color: string;
  readonly font: string;
}

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

function withCaption(
  drawing: HTMLImageElement,
  { width, height }: SvgCopy,
  caption: string,
  look: Look,
  edge: number,
): HTMLCanvasElement {
  const across = Math.floor(width) + 2 * edge;
  const down = Math.floor(height) + edge + LINE;
  const scale = Math.min(SCALE, MOST_PIXELS / Math.max(across, down));
  const canvas = document.createElement('canvas');
  canvas.width = across * scale;
  canvas.height = down * scale;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.scale(scale, scale);
  pen.fillStyle = look.background;
  pen.fillRect(0, 0, across, down);
  pen.drawImage(drawing, edge, edge, width, height);
  pen.font = look.font;
  pen.direction = 'ltr';
  pen.fillStyle = look.color;
  pen.textBaseline = 'middle';
  pen.fillText(caption, EDGE, down - LINE / 2, across - 2 * EDGE);
  return canvas;
}

/** CSS pixels, but for the scale. */
const SCALE = 2;
const EDGE = 12;
const LINE = 28;
/** Pixels of a side: more than 32,767 no canvas of Firefox has. */
const MOST_PIXELS = 32_000;
/** Rows of a table, which then fit without being smaller than on the screen. */
const MOST_ROWS = 1000;
