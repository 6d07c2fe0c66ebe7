import { sparkline } from '../../../chart/sparkline.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 100;
const HEIGHT = 18;

/** The small line of a cell's recent values, in the colours of the style sheet, stretched to the cell. */
export class CellSparkline {
  readonly element = document.createElementNS(SVG, 'svg');
  readonly #line = path('line');
  readonly #last = path('last');

  constructor() {
    this.element.setAttribute('class', 'spark ink');
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('preserveAspectRatio', 'none');
    this.element.setAttribute('aria-hidden', 'true');
    this.element.append(this.#line, this.#last);
  }

  /** @param values The newest is last; fewer than two make no line yet. */
  draw(values: readonly number[]): void {
    const { line, last } = values.length < 2 ? { line: '', last: '' } : sparkline(values, WIDTH, HEIGHT);
    this.#line.setAttribute('d', line);
    this.#last.setAttribute('d', last);
  }
}

function path(name: string): SVGPathElement {
  const element = document.createElementNS(SVG, 'path');
  element.setAttribute('class', name);
  return element;
}
