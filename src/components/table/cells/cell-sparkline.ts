import { sparkline } from '../../../chart/sparkline.js';

const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 100;
const HEIGHT = 18;

/** The small line of a cell's recent values, in the colours of the style sheet. It is stretched to the cell, its dot is not. */
export class CellSparkline {
  readonly element = svgElement('svg', { class: 'spark ink', 'aria-hidden': 'true' });
  readonly #stretched = svgElement('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: 'none' });
  readonly #line = svgElement('path', {});
  readonly #dot = svgElement('circle', { cx: '100%', r: '2' });

  constructor() {
    this.#stretched.append(this.#line);
    this.element.append(this.#stretched);
  }

  /** @param values The newest is last; fewer than two make no line yet. */
  draw(values: readonly number[]): void {
    const { line, end } = sparkline(values.length < 2 ? [] : values, WIDTH, HEIGHT);
    this.#line.setAttribute('d', line);
    this.#dot.setAttribute('cy', `${end ?? 0}%`);
    if (end === undefined) this.#dot.remove();
    else this.element.append(this.#dot);
  }
}

function svgElement<Name extends keyof SVGElementTagNameMap>(name: Name, attributes: Readonly<Record<string, string>>) {
  const element = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) element.setAttribute(attribute, value);
  return element;
}
