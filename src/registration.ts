import { VERSION } from './core/version.js';

/** A page can have several copies of StreamViz: its own from npm, and those of the relays whose scripts it loads. */
interface Copy {
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
    console.warn(sentence(tag, known[ORIGIN]));
  }
}

function sentence(tag: string, first: Copy | undefined): string {
  const self = `StreamViz ${VERSION} (${import.meta.url})`;
  return first === undefined
    ? `${self} cannot register <${tag}>: another script of this page has taken the name. Remove one of the two.`
    : `${self} leaves <${tag}> and its other tags to StreamViz ${first.version} (${first.url}), which was first on this page. Load one version only.`;
}
