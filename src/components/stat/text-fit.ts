import type { LitElement, ReactiveController } from 'lit';

/** Measures texts in the font of an element's line, and the room that there is for them, without laying them out first. */
export class TextFit implements ReactiveController {
  readonly #host: LitElement;
  readonly #line: string;
  readonly #pen = document.createElement('canvas').getContext('2d');
  #observer: ResizeObserver | undefined;
  /** The element around the line. */
  #box: Element | undefined;
  #room = Number.POSITIVE_INFINITY;
  #isOutdated = true;

  /** @param line Selects the element that the text is written in; its parent's width is what there is. */
  constructor(host: LitElement, line: string) {
    this.#host = host;
    this.#line = line;
    host.addController(this);
  }

  hostConnected(): void {
    const { ResizeObserver } = this.#host.ownerDocument.defaultView ?? window;
    this.#observer = new ResizeObserver(() => {
      this.#isOutdated = true;
      this.measure();
    });
    if (this.#box !== undefined) this.#observer.observe(this.#box);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** The line may not have been there when the element got its size. */
  hostUpdated(): void {
    const box = this.#host.renderRoot.querySelector(this.#line)?.parentElement ?? undefined;
    if (box !== this.#box) {
      this.#observer?.disconnect();
      if (box !== undefined) this.#observer?.observe(box);
      this.#box = box;
      this.#isOutdated = true;
    }
    if (this.#isOutdated) this.measure();
  }

  /** Pixels; without end before the line is there. */
  get room(): number {
    return this.#room;
  }

  /** Pixels; every digit counts as a zero, for they are tabular. */
  widthOf(text: string): number {
    return this.#pen?.measureText(text.replaceAll(/\d/g, '0')).width ?? 0;
  }

  /** Measures the line and its font anew. */
  measure(): void {
    const line = this.#host.renderRoot.querySelector(this.#line);
    if (line?.parentElement == null || this.#pen === null) return;
    this.#isOutdated = false;
    const { fontWeight, fontSize, fontFamily } = getComputedStyle(line);
    const { width, paddingLeft, paddingRight } = getComputedStyle(line.parentElement);
    this.#pen.font = `${fontWeight} ${fontSize} ${fontFamily}`;
    const room = Number.parseFloat(width) - Number.parseFloat(paddingLeft) - Number.parseFloat(paddingRight);
    if (room === this.#room) return;
    this.#room = room;
    this.#host.requestUpdate();
  }
}
