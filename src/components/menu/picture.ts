import { domToCanvas } from 'modern-screenshot';

export { captionOf } from './caption.js';

/**
 * Draws a widget or a whole board as a PNG at twice its size, as it is seen: with its theme, its charts and the rows that
 * are in sight, without controls.
 *
 * The page's policy needs `img-src data:`; fonts are those of the system, so none is embedded.
 *
 * @param caption A line below.
 */
export async function pictureOf(element: HTMLElement, caption: string): Promise<Blob> {
  const root = element.shadowRoot?.querySelector<HTMLElement>('[part~=board], [part~=panel]');
  if (!root) throw new Error('there is nothing to see yet');
  await new Promise(requestAnimationFrame); // by then the last change is drawn
  const drawing = await domToCanvas(root, {
    scale: SCALE,
    font: false,
    filter: isPictured,
    onCloneNode: (clone) => {
      scrollLike(root, clone as HTMLElement);
      // The neighbours of a control move into its place.
      for (const end of (clone as HTMLElement).querySelectorAll<HTMLElement>('.end'))
        setStyle(end, 'justify-content', 'end');
    },
  });
  const canvas = withCaption(drawing, caption, lookOf(element), root.matches('[part~=panel]') ? EDGE : 0);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob))),
  );
}

function isPictured(node: Node): boolean {
  if (!(node instanceof Element)) return true;
  if (node.parentElement?.matches('.toolbar')) return node.matches('h1, sv-status, .description');
  return !node.matches('.control, .more, .menu, .search, .pill, .visually-hidden');
}

/** Scrolls the tables of a clone, which has lost where they were. */
function scrollLike(original: HTMLElement, clone: HTMLElement): void {
  const clones = clone.querySelectorAll<HTMLElement>('.scroll');
  let i = 0;
  for (const { scrollLeft, scrollTop } of scrollersIn(original)) {
    const scroller = clones[i++];
    setStyle(scroller, 'overflow', 'hidden');
    setStyle(scroller?.querySelector('.rows'), 'transform', `translate(${-scrollLeft}px, ${-scrollTop}px)`);
    setStyle(scroller?.querySelector('.columns'), 'transform', `translate(${-scrollLeft}px, 0px)`);
  }
}

/** Finds the scrolled elements in the order in which they are drawn, through shadow roots. */
function* scrollersIn(parent: Element): Generator<Element> {
  const slotted = parent instanceof HTMLSlotElement ? parent.assignedElements() : [];
  for (const child of slotted.length > 0 ? slotted : (parent.shadowRoot ?? parent).children) {
    if (child.matches('.scroll')) yield child;
    yield* scrollersIn(child);
  }
}

function setStyle(element: HTMLElement | null | undefined, name: string, value: string): void {
  element?.style.setProperty(name, value);
}

interface Look {
  readonly background: string;
  readonly color: string;
  readonly font: string;
}

/** The theme of an element, as the browser resolves it. */
function lookOf(element: HTMLElement): Look {
  const probe = document.createElement('span');
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

function withCaption(drawing: HTMLCanvasElement, caption: string, look: Look, edge: number): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = drawing.width + 2 * edge * SCALE;
  canvas.height = drawing.height + (edge + LINE) * SCALE;
  const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
  pen.fillStyle = look.background;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(drawing, edge * SCALE, edge * SCALE);
  pen.scale(SCALE, SCALE);
  pen.font = look.font;
  pen.direction = 'ltr';
  pen.fillStyle = look.color;
  pen.textBaseline = 'middle';
  pen.fillText(caption, EDGE, canvas.height / SCALE - LINE / 2, canvas.width / SCALE - 2 * EDGE);
  return canvas;
}

/** CSS pixels, but for the scale. */
const SCALE = 2;
const EDGE = 12;
const LINE = 28;
