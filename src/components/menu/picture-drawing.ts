import type { FurtherRows } from './menu-host.js';
import { GAP, layoutOf, type RowsPlace } from './picture-layout.js';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The theme of a picture. */
export interface Look {
  readonly background: string;
  readonly color: string;
  readonly font: string;
}

/** A table with rows that are drawn outside the page, and where they are in the picture, in CSS pixels. */
export interface LongTable {
  readonly further: FurtherRows;
  readonly left: number;
  readonly width: number;
  readonly rows: RowsPlace;
}

interface PictureOptions {
  readonly box: Size;
  readonly tables: readonly LongTable[];
  readonly look: Look;
  /** CSS pixels around the box. */
  readonly edge: number;
}

/** Draws images of the parts of a box on a canvas: as it is, or in strips beside each other. */
export class PictureDrawing {
  readonly #canvas: HTMLCanvasElement;
  readonly #pen: CanvasRenderingContext2D;
  readonly #width: number;
  readonly #edge: number;
  readonly #look: Look;
  readonly #strips: ReturnType<typeof layoutOf>['strips'];

  constructor(page: Document, { box, tables, look, edge }: PictureOptions) {
    const width = Math.floor(box.width);
    this.#width = width;
    this.#edge = edge;
    this.#look = look;
    const { strips, scale } = layoutOf({
      width: width + 2 * edge,
      height: Math.floor(box.height),
      around: edge + LINE,
      tables: tables.map(({ rows }) => rows),
    });
    this.#strips = strips;
    const across = strips.length * (width + GAP) - GAP + 2 * edge;
    const down = edge + Math.max(...strips.map(({ from, to, head }) => (head?.height ?? 0) + to - from)) + LINE;
    this.#canvas = page.createElement('canvas');
    this.#canvas.width = across * scale;
    this.#canvas.height = down * scale;
    this.#pen = this.#canvas.getContext('2d') as CanvasRenderingContext2D;
    this.#pen.scale(scale, scale);
    this.#pen.fillStyle = look.background;
    this.#pen.fillRect(0, 0, across, down);
  }

  /** Draws the source of an SVG at a position of the box. */
  async draw(source: string, left: number, top: number, { width, height }: Size): Promise<void> {
    const image = this.#canvas.ownerDocument.createElement('img');
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(source)}`;
    await image.decode();
    this.#strips.forEach(({ from, to, head = { top: 0, height: 0 } }, i) => {
      const x = this.#edge + i * (this.#width + GAP);
      const parts = [
        { from, to, y: this.#edge + head.height },
        { from: head.top, to: head.top + head.height, y: this.#edge },
      ];
      for (const part of parts) {
        if (top >= part.to || top + height <= part.from) continue;
        this.#pen.save();
        this.#pen.beginPath();
        this.#pen.rect(x, part.y, this.#width, part.to - part.from);
        this.#pen.clip();
        this.#pen.drawImage(image, x + left, part.y + top - part.from, width, height);
        this.#pen.restore();
      }
    });
  }

  /** Writes a line below, and gives the PNG. */
  finish(caption: string): Promise<Blob> {
    const pen = this.#pen;
    const scale = pen.getTransform().a;
    pen.font = this.#look.font;
    pen.direction = 'ltr';
    pen.fillStyle = this.#look.color;
    pen.textBaseline = 'middle';
    const { width, height } = this.#canvas;
    pen.fillText(caption, LEFT, height / scale - LINE / 2, width / scale - 2 * LEFT);
    return new Promise((resolve, reject) =>
      this.#canvas.toBlob((blob) => (blob === null ? reject(new Error('the picture is too large')) : resolve(blob))),
    );
  }
}

/** CSS pixels. */
const LINE = 28;
const LEFT = 12;
