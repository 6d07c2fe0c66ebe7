import { html, type LitElement, nothing, type ReactiveController, type TemplateResult } from 'lit';

/** Says how many series of a legend have no room, and brings them into sight: a list that scrolls does not show that it does. */
export class LegendRest implements ReactiveController {
  readonly #host: LitElement;
  readonly #unseen = new Set<Element>();
  #list: Element | undefined;
  #sights: IntersectionObserver | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  hostUpdated(): void {
    const list = this.#host.renderRoot.querySelector('ul') ?? undefined;
    if (list !== this.#list) {
      this.hostDisconnected();
      this.#list = list;
      const { IntersectionObserver } = this.#host.ownerDocument.defaultView ?? window;
      if (list !== undefined) this.#sights = new IntersectionObserver(this.#seen, { root: list, threshold: ENOUGH });
    }
    for (const item of list?.children ?? []) this.#sights?.observe(item);
  }

  hostDisconnected(): void {
    this.#sights?.disconnect();
    this.#unseen.clear();
    this.#list = undefined;
  }

  render(): TemplateResult | typeof nothing {
    const count = [...(this.#list?.children ?? [])].filter((item) => this.#unseen.has(item)).length;
    if (count === 0) return nothing;
    const words = `${count} more series`;
    return html`<button class="rest" type="button" title=${words} aria-label=${words} @click=${this.#next}>+${count}</button>`;
  }

  readonly #seen = (entries: readonly IntersectionObserverEntry[]): void => {
    for (const { target, intersectionRatio } of entries) {
      if (intersectionRatio < ENOUGH) this.#unseen.add(target);
      else this.#unseen.delete(target);
    }
    this.#host.requestUpdate();
  };

  /** Shows the next lines, and after the last the first. */
  readonly #next = (): void => {
    const list = this.#list as Element;
    const next = list.scrollTop + list.clientHeight;
    list.scrollTop = next < list.scrollHeight - 1 ? next : 0;
  };
}

/** The part of an item that must be seen. Half of one with its value below its name is the name alone. */
const ENOUGH = 0.6;
