/** The oldest browsers that have all of it; `browserslist` in package.json says the same. */
export const BROWSERS = 'Chrome or Edge 125, Firefox 126, Safari 17.5, or a newer one';

const has = (name: string, property: string): boolean => {
  const { prototype } = ((globalThis as Record<string, unknown>)[name] ?? {}) as { prototype?: object };
  return prototype !== undefined && property in prototype;
};

/** Returns what the elements need and this browser lacks, in words. Nothing on a server, where they are only declared. */
export function lacking(): readonly string[] {
  if (globalThis.document === undefined) return [];
  const supports = (...test: [string] | [string, string]) => CSS.supports(...(test as [string, string]));
  const needed: Readonly<Record<string, boolean>> = {
    'states of elements (ElementInternals.states)':
      has('HTMLElement', 'attachInternals') && has('ElementInternals', 'states') && supports('selector(:state(live))'),
    popovers: has('HTMLElement', 'popover') && has('HTMLElement', 'showPopover'),
    'light-dark() in CSS': supports('color', 'light-dark(#000, #fff)'),
    'color-mix() in CSS': supports('color', 'color-mix(in oklab, #000, #fff)'),
    'container queries in CSS': supports('container-type', 'inline-size'),
    'style sheets made by scripts': has('Document', 'adoptedStyleSheets') && has('CSSStyleSheet', 'replaceSync'),
    ResizeObserver: 'ResizeObserver' in globalThis,
    IntersectionObserver: 'IntersectionObserver' in globalThis,
  };
  return Object.keys(needed).filter((name) => !needed[name]);
}

/** Makes the element that stands in the place of one that this browser cannot draw, and says why. */
export function substitute(lacks: readonly string[]): CustomElementConstructor {
  return class extends HTMLElement {
    connectedCallback(): void {
      if (this.shadowRoot !== null) return;
      const words = document.createElement('p');
      words.textContent = `StreamViz needs ${BROWSERS}. This browser lacks ${lacks.join(', ')}.`;
      this.attachShadow({ mode: 'open' }).append(words);
    }
  };
}
