/** A picture of an element that no longer needs it: the source of an SVG, and its size in CSS pixels. */
export interface SvgCopy {
  readonly source: string;
  readonly width: number;
  readonly height: number;
  /** Copies rows that are not in the document, as those with a key that are in a box are drawn there. */
  rowsOf(box: Element, rows: Iterable<Element>, size: { readonly width: number; readonly height: number }): string;
}

/**
 * Copies an element as it is drawn now, at once: shadow trees are flattened, each style is written as the browser has
 * computed it, and a canvas becomes an image. It is text alone, so that no policy of a page has anything against it.
 */
export function svgCopyOf(root: HTMLElement, isCopied: (element: Element) => boolean): SvgCopy {
  const { width, height } = root.getBoundingClientRect();
  const probe = root.ownerDocument.createElement('div');
  probe.style.setProperty('all', 'initial');
  root.append(probe);
  const initial = { name: '', values: valuesOf(getComputedStyle(probe)) };
  probe.remove();
  const classes = new Map<string, string>();
  const looks = new Map<string, Look | undefined>();
  const boxes = new Map<Element, { readonly look: Look; readonly alone: string }>();

  const classOf = (values: Values, around: Values): string => {
    const css = PROPERTIES.map((name, i) => {
      const value = values[i] as string;
      const isNeeded = ALWAYS.has(name) || value !== (i < INHERITED.length ? around : initial.values)[i];
      return isNeeded ? `${name}:${value};` : '';
    }).join('');
    const known = classes.get(css) ?? `c${classes.size}`;
    classes.set(css, known);
    return known;
  };

  const readLook = (element: Element, around: Look): Look | undefined => {
    const style = getComputedStyle(element);
    if (style.display === 'none' || !isCopied(element)) return undefined;
    const values = valuesOf(style);
    return { name: classOf(values, around.values), values };
  };

  /** Rows of a table are alike: reading each of their styles would take seconds. */
  const lookOf = (element: Element, around: Look, isInRow: boolean): Look | undefined => {
    if (!isInRow) return readLook(element, around);
    const kind = [around.name, element.localName, ...ALIKE.map((name) => element.getAttribute(name))].join();
    if (!looks.has(kind) && element.isConnected) looks.set(kind, readLook(element, around));
    return looks.get(kind);
  };

  const pseudoCopy = (element: Element, name: string, around: Look): string => {
    const style = getComputedStyle(element, name);
    const words = /^"(.*)"$/s.exec(style.content)?.[1];
    if (words === undefined || style.display === 'none') return '';
    return `<div class="${classOf(valuesOf(style), around.values)}">${escaped(words)}</div>`;
  };

  const copy = (node: Node, around: Look, isAroundInRow: boolean): string => {
    if (node.nodeType === Node.TEXT_NODE) return escaped((node as Text).data);
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    const element = node as Element;
    const copyAll = (look: Look, isInRow: boolean) =>
      childrenOf(element)
        .map((child) => copy(child, look, isInRow))
        .join('');
    if (element.localName === 'slot') return copyAll(around, isAroundInRow);
    const isInRow = isAroundInRow || element.hasAttribute('data-key');
    const look = lookOf(element, around, isInRow);
    if (look === undefined) return '';
    if (isInRow && !isAroundInRow && element.parentElement !== null && !boxes.has(element.parentElement))
      boxes.set(element.parentElement, { look: around, alone: classOf(around.values, initial.values) });
    const { name } = look;
    if (element.localName === 'canvas')
      return `<img class="${name}" src="${(element as HTMLCanvasElement).toDataURL()}"/>`;
    if (element.namespaceURI === SVG) {
      const kept = [...element.attributes].filter((one) => /^[\w-]+$/.test(one.name) && !REPLACED.test(one.name));
      const attributes = kept.map((one) => ` ${one.name}="${escaped(one.value)}"`).join('');
      const space = element.localName === 'svg' ? ` xmlns="${SVG}"` : '';
      return `<${element.localName}${space}${attributes} class="${name}">${copyAll(look, isInRow)}</${element.localName}>`;
    }
    const [before, after] = isInRow ? [] : ['::before', '::after'].map((one) => pseudoCopy(element, one, look));
    return `<div class="${name}">${before ?? ''}${copyAll(look, isInRow)}${after ?? ''}</div>`;
  };

  const sourceOf = (body: string, size: { readonly width: number; readonly height: number }): string => {
    const used = new Set(Array.from(body.matchAll(/ class="(c\d+)"/g), ([, name]) => name));
    const sheet = [...classes].flatMap(([css, name]) => (used.has(name) ? [`.${name}{${css}}`] : [])).join('');
    const alone = /class="(c\d+)"/.exec(body)?.[1];
    return `<svg xmlns="${SVG}" width="${size.width}" height="${size.height}"><foreignObject width="100%" height="100%"><body xmlns="${XHTML}" style="margin:0"><style>${escaped(sheet)}.${alone}.${alone}{margin:0;position:static}</style>${body}</body></foreignObject></svg>`;
  };

  const rowsOf: SvgCopy['rowsOf'] = (box, rows, size) => {
    const { look, alone } = boxes.get(box) ?? { look: initial, alone: '' };
    const body = Array.from(rows, (row) => copy(row, look, false)).join('');
    return sourceOf(`<div class="${alone}">${body}</div>`, size);
  };
  return { source: sourceOf(copy(root, initial, false), { width, height }), width, height, rowsOf };
}

/** The class that draws an element, and the values that its children inherit. */
interface Look {
  readonly name: string;
  readonly values: Values;
}

/** Attributes by which elements in the rows of a table differ in style. */
const ALIKE = ['class', 'role', 'data-column'];

const SVG = 'http://www.w3.org/2000/svg';
const XHTML = 'http://www.w3.org/1999/xhtml';
const REPLACED = /^(class|style|part)$/;

type Values = readonly string[];

function valuesOf(style: CSSStyleDeclaration): Values {
  return PROPERTIES.map((name) => style.getPropertyValue(name));
}

/** The children of a node as they are drawn: those in its shadow tree, or those that a slot was given. */
function childrenOf(element: Element): readonly Node[] {
  if (element.localName === 'slot') {
    const assigned = (element as HTMLSlotElement).assignedNodes();
    return assigned.length > 0 ? assigned : [...element.childNodes];
  }
  return [...(element.shadowRoot ?? element).childNodes];
}

/** Without the characters that XML cannot have. */
function escaped(text: string): string {
  const names: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  return text.replace(NO_XML, '').replace(/[&<>"]/g, (character) => names[character] as string);
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for.
const NO_XML = /[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|\p{Surrogate}/gu;

const sides = (name: string, of = '') => ['top', 'right', 'bottom', 'left'].map((side) => `${name}${side}${of}`);

const INHERITED = [
  'color',
  'direction',
  'fill',
  'fill-opacity',
  'font-family',
  'font-size',
  'font-style',
  'font-variant-numeric',
  'font-weight',
  'letter-spacing',
  'line-height',
  'overflow-wrap',
  'stroke',
  'stroke-linecap',
  'stroke-linejoin',
  'stroke-width',
  'text-align',
  'text-transform',
  'visibility',
  'white-space',
];

const PROPERTIES = [
  ...INHERITED,
  'align-content',
  'align-items',
  'align-self',
  'background-color',
  'background-image',
  'background-position',
  'background-repeat',
  'background-size',
  ...sides('border-', '-color'),
  ...sides('border-', '-style'),
  ...sides('border-', '-width'),
  'border-bottom-left-radius',
  'border-bottom-right-radius',
  'border-top-left-radius',
  'border-top-right-radius',
  'box-shadow',
  'box-sizing',
  'clip-path',
  'column-gap',
  'display',
  'flex-basis',
  'flex-direction',
  'flex-grow',
  'flex-shrink',
  'flex-wrap',
  'grid-column-end',
  'grid-column-start',
  'grid-row-end',
  'grid-row-start',
  'grid-template-columns',
  'grid-template-rows',
  'height',
  'justify-content',
  'justify-items',
  'justify-self',
  ...sides('margin-'),
  'max-width',
  'min-height',
  'min-width',
  'object-fit',
  'opacity',
  'order',
  'overflow-x',
  'overflow-y',
  ...sides('padding-'),
  'position',
  'row-gap',
  'stop-color',
  'stop-opacity',
  'stroke-dasharray',
  'text-decoration-line',
  'text-overflow',
  ...sides(''),
  'transform',
  'translate',
  'vector-effect',
  'vertical-align',
  'width',
  'z-index',
];

/** Written even where they are initial: the style sheet of the browser has others for some elements. */
const ALWAYS: ReadonlySet<string> = new Set(['display', 'overflow-x', 'overflow-y']);
