import type { LitElement, ReactiveController } from 'lit';

/**
 * Calls back when the texts of an element have another width, whatever is the cause: another scale, size or family, a web
 * font that has come, a browser that enlarges text, or an element that was hidden. It watches samples of the element's own
 * type, which `type-probe.styles.ts` sets.
 */
export class TypeProbe implements ReactiveController {
  readonly #host: LitElement;
  readonly #changed: () => void;
  readonly #samples = document.createElement('div');
  #watching: AbortController | undefined;
  #isKnown = false;

  constructor(host: LitElement, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    this.#samples.className = 'type-probe';
    this.#samples.ariaHidden = 'true';
    this.#samples.append(...[0, 1, 2, 3].map(() => document.createElement('i')));
  }

  hostConnected(): void {
    this.#watching = new AbortController();
    const { signal } = this.#watching;
    this.#host.renderRoot.prepend(this.#samples); // What comes after its first node is Lit's
    const { ResizeObserver } = this.#host.ownerDocument.defaultView ?? window;
    const sizes = new ResizeObserver(() => this.#resized());
    for (const sample of this.#samples.children) sizes.observe(sample);
    signal.addEventListener('abort', () => sizes.disconnect());
    // A font can come whose letters are as wide as those of the samples
    this.#host.ownerDocument.fonts.addEventListener('loadingdone', this.#changed, { signal });
  }

  hostDisconnected(): void {
    this.#watching?.abort();
  }

  /** The sizes of the first frame are those that the element measures itself. */
  #resized(): void {
    if (this.#isKnown) this.#changed();
    this.#isKnown = true;
  }
}
