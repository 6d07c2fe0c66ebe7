import type { LitElement, ReactiveController } from 'lit';
import { type ChartColours, readColours } from '../../chart/colours.js';
import { clientScale } from '../look/client-pixels.js';
import { FarPace } from '../panel/far-pace.js';

/**
 * The canvas of an element's chart: as many pixels as the screen has for it, in the colours of the theme. It calls back
 * when it must be painted anew, and knows whether it is in sight.
 */
export class ChartSurface implements ReactiveController {
  readonly #host: LitElement;
  readonly #changed: () => void;
  #resizes: ResizeObserver | undefined;
  #sights: IntersectionObserver | undefined;
  #leave: AbortController | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #pen: CanvasRenderingContext2D | null = null;
  #colours: ChartColours | undefined;
  /** In CSS pixels of the canvas, and as the browser counts its device pixels, which it may not do. */
  #size:
    | { readonly width: number; readonly height: number; readonly exact: ResizeObserverSize | undefined }
    | undefined;
  #isVisible = true;
  #isBlank = true;
  #isPrinting = false;
  readonly #far: FarPace;
  /** The size for which it is printed. */
  #paper: { readonly width: number; readonly height: number } | undefined;
  readonly #widths = new Map<string, number>();

  /** The pixels that the screen had for each of the canvas's own when it was fitted, and when that was compared. */
  #fittedTo = 1;
  #comparedAt = Number.NEGATIVE_INFINITY;

  /** Device pixels per CSS pixel of the canvas, as it is shown: also by `zoom` and `transform` around it. */
  ratio = 1;
  /** The size of the element's type and strokes, against the look's own. */
  scale = 1;

  /** @param changed The canvas has another size or other colours, or comes into sight. */
  constructor(host: LitElement, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#far = new FarPace(changed);
    host.addController(this);
  }

  /** Device pixels. */
  get width(): number {
    return this.#canvas?.width ?? 0;
  }

  get height(): number {
    return this.#canvas?.height ?? 0;
  }

  get isBlank(): boolean {
    return this.#isBlank;
  }

  /** Whether what changed is painted now. If the canvas is out of sight and not blank it may have to wait. */
  begins(): boolean {
    if (this.width === 0 || this.height === 0) return false;
    if (this.#isVisible) this.#fitTransform();
    return this.#isVisible || this.#isBlank || this.#isPrinting || !this.#far.waits(this.#view);
  }

  /** Notes that the canvas has been painted. */
  done(): void {
    this.#isBlank = false;
    this.#far.drawn();
  }

  get pen(): CanvasRenderingContext2D | null {
    return this.#pen;
  }

  get colours(): ChartColours | undefined {
    return this.#colours;
  }

  hostConnected(): void {
    const { ResizeObserver, IntersectionObserver } = this.#view;
    this.#resizes = new ResizeObserver((entries) => this.#resized(entries));
    this.#sights = new IntersectionObserver((entries) => this.#seen(entries.at(-1)?.isIntersecting === true), {
      rootMargin: NEAR,
    });
    this.#leave = new AbortController();
    this.#view.addEventListener('resize', this.#fit, { signal: this.#leave.signal }); // What scales with the window resizes no element
    this.#canvas = undefined;
  }

  hostDisconnected(): void {
    this.#resizes?.disconnect();
    this.#sights?.disconnect();
    this.#leave?.abort();
    this.#far.stop();
  }

  /** The canvas comes and goes with the messages that stand in its place. */
  hostUpdated(): void {
    const canvas = this.#host.renderRoot.querySelector('canvas') ?? undefined;
    if (canvas === this.#canvas) return;
    this.#resizes?.disconnect();
    this.#sights?.disconnect();
    this.#canvas = canvas;
    this.#pen = canvas?.getContext('2d') ?? null;
    this.#colours = this.#size = undefined;
    if (canvas === undefined) return;
    this.#isVisible = true;
    this.#resizes?.observe(canvas, { box: HAS_DEVICE_PIXELS ? 'device-pixel-content-box' : 'content-box' });
    this.#sights?.observe(canvas);
  }

  /** Measures a text, in device pixels. All digits have the same width. */
  readonly measure = (text: string): number => {
    const shape = text.replace(/\d/g, '0');
    let width = this.#widths.get(shape);
    if (width === undefined) {
      width = this.#pen?.measureText(shape).width ?? 0;
      if (this.#widths.size > MOST_WIDTHS) this.#widths.clear();
      this.#widths.set(shape, width);
    }
    return width;
  };

  /** Is painted for paper, light and fine, or for the screen again. It must be painted right after. */
  print(isOn: boolean): void {
    if (isOn === this.#isPrinting) return;
    this.#isPrinting = isOn;
    // No observer is called before the sheets are laid out.
    const { clientWidth, clientHeight } = this.#canvas ?? { clientWidth: 0, clientHeight: 0 };
    this.#paper = isOn && clientWidth > 0 ? { width: clientWidth, height: clientHeight } : undefined;
    this.#fit();
  }

  /** Reads the theme again. */
  readonly refresh = (): void => {
    const probe = this.#host.renderRoot.querySelector<HTMLElement>('.colours');
    if (probe === null || this.#canvas === undefined || this.#pen === null) return;
    this.#colours = readColours(probe, this.#isPrinting);
    const { fontSize, fontFamily } = getComputedStyle(this.#canvas);
    this.scale = Number.parseFloat(fontSize) / LABEL_SIZE;
    this.#pen.direction = 'ltr';
    this.#pen.font = `${LABEL_SIZE * this.scale * this.ratio}px ${fontFamily}`;
    this.#widths.clear();
    this.#changed();
  };

  /** The window that shows the element, which may be another than that of this script. */
  get #view(): Window & typeof globalThis {
    return this.#host.ownerDocument.defaultView ?? window;
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    const entry = entries.at(-1);
    if (entry === undefined || this.#isPrinting) return;
    const { width, height } = entry.contentRect;
    this.#size = { width, height, exact: entry.devicePixelContentBoxSize?.[0] };
    this.#fit();
  }

  /** Follows a `transform` around the element, which no observer reports. It makes the browser lay out, so not each time. */
  #fitTransform(): void {
    const now = performance.now();
    if (this.#isPrinting || now - this.#comparedAt < TRANSFORM_PACE) return;
    this.#comparedAt = now;
    if (this.#screenRatio !== this.#fittedTo) this.#fit();
  }

  get #screenRatio(): number {
    return this.#canvas === undefined ? 1 : this.#view.devicePixelRatio * clientScale(this.#canvas);
  }

  /** Gives the canvas the pixels that it is shown with. */
  readonly #fit = (): void => {
    if (this.#canvas === undefined || this.#size === undefined) return;
    const { width: across, height: down, exact } = { ...this.#size, ...this.#paper };
    this.#fittedTo = this.#screenRatio;
    const ratio = this.#isPrinting ? Math.max(PAPER, this.#fittedTo) : this.#fittedTo;
    this.ratio = Math.min(ratio, MOST_PIXELS / Math.max(across, down, 1));
    const width = devicePixels(exact?.inlineSize, across * this.ratio);
    const height = devicePixels(exact?.blockSize, down * this.ratio);
    if (width !== this.#canvas.width) this.#canvas.width = width;
    if (height !== this.#canvas.height) this.#canvas.height = height;
    this.#isBlank = true;
    this.refresh();
  };

  #seen(isVisible: boolean): void {
    const comesIntoSight = isVisible && !this.#isVisible;
    this.#isVisible = isVisible;
    if (comesIntoSight) this.#fit();
  }
}

/** Prefers the size that the browser reports, unless it is that of its own screen while it emulates a finer one. */
function devicePixels(reported: number | undefined, computed: number): number {
  return reported !== undefined && Math.abs(reported - computed) <= 1 ? reported : Math.round(computed);
}

/** The distance from which a chart that is scrolled into sight is painted ahead: about two frames of a fast scroll. */
const NEAR = '200px';
/** Milliseconds between two looks at what is around the element. */
const TRANSFORM_PACE = 1000;
/** Device pixels of a side of the canvas: twice the widest screens; a page may scale an element by any factor. */
const MOST_PIXELS = 16_384;
/** Device pixels per CSS pixel on paper and in pictures, at least. */
const PAPER = 2;
/** CSS pixels of a label at a scale of 1. */
const LABEL_SIZE = 11;
/** Texts whose width is kept: far more than a chart has shapes of labels, unless its scale changes all the time. */
const MOST_WIDTHS = 500;

/** Safari does not report device pixels. */
const HAS_DEVICE_PIXELS = 'devicePixelContentBoxSize' in (globalThis.ResizeObserverEntry?.prototype ?? {});
