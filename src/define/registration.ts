import { VERSION } from '../core/version.js';
import { lacking, substitute } from './browsers.js';
import type { Copy } from './registration-conflict.js';

const ORIGIN: unique symbol = Symbol.for('streamviz');
type Registered = CustomElementConstructor & { [ORIGIN]?: Copy };

const lacks = lacking();
let hasWarned = false;

/**
 * Registers a tag, which a page can do only once: the first copy keeps its tags, and a later one leaves them to it. A copy
 * of another version warns of that, once. In a browser that is too old, the tag says so.
 */
export function register(tag: string, element: CustomElementConstructor): void {
  const known: Registered | undefined = customElements.get(tag);
  if (known === undefined) {
    const defined = lacks.length === 0 ? element : substitute(lacks);
    Object.defineProperty(defined, ORIGIN, { value: { version: VERSION, url: import.meta.url } });
    customElements.define(tag, defined);
  } else if (known[ORIGIN]?.version !== VERSION && !hasWarned) {
    hasWarned = true;
    const self: Copy = { version: VERSION, url: import.meta.url };
    import('./registration-conflict.js').then(({ sentence }) => console.warn(sentence(tag, self, known[ORIGIN])));
  }
}
