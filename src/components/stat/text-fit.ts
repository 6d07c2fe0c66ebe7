import type { LitElement, ReactiveController } from 'lit';

/** Says whether a text fits into an element's line, without laying it out first. */
export class TextFit implements ReactiveController {
  readonly #host: LitElement;
  readonly #line: string;
  readonly #pen = document.createElement('canvas').getContext('2d');
  #observer: ResizeObserver | undefined;
  #width = Number.POSITIVE_INFINITY;
  #isOutdated = true;

  /** @param line Selects the element that the text is written in; its parent's width is what there is. */
  constructor(host: LitElement, line: string) {
    this.#host = host;
    this.#line = line;
    host.addController(this);
  }

  hostConnected(): void {
    this.#observer = new ResizeObserver(() => {
      this.#isOutdated = true;
      this.measure();
    });
    this.#observer.observe(this.#host);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
  }

  /** The line may not have been there when the element got its size. */
  hostUpdated(): void {
    if (this.#isOutdated) this.measure();
  }

  fits(text: string): boolean {
    return this.#pen === null || this.#pen.measureText(text).width <= this.#width;
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
    if (room === this.#width) return;
    this.#width = room;
    this.#host.requestUpdate();
  }
}
