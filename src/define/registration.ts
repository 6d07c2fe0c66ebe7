import { VERSION } from '../core/version.js';

/** A page can have several copies of StreamViz: its own from npm, and those of the relays whose scripts it loads. */
export interface Copy {
  readonly version: string;
  readonly url: string;
}

const ORIGIN: unique symbol = Symbol.for('streamviz');
type Registered = CustomElementConstructor & { [ORIGIN]?: Copy };

let isSaid = false;

/**
 * Registers a tag, which a page can do only once: the first copy keeps its tags, and a later one leaves them to it. If
 * that is of another version, it says so, once.
 */
export function register(tag: string, element: CustomElementConstructor): void {
  const known: Registered | undefined = customElements.get(tag);
  if (known === undefined) {
    Object.defineProperty(element, ORIGIN, { value: { version: VERSION, url: import.meta.url } });
    customElements.define(tag, element);
  } else if (known[ORIGIN]?.version !== VERSION && !isSaid) {
    isSaid = true;
    const self: Copy = { version: VERSION, url: import.meta.url };
    import('./registration-conflict.js').then(({ sentence }) => console.warn(sentence(tag, self, known[ORIGIN])));
  }
}
