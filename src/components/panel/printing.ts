import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { captionOf } from '../menu/caption.js';

/**
 * Notes that the window of an element is being printed. The browser lays out the pages as soon as the listeners return: what
 * is to be on paper must be drawn by then.
 */
export class Printing implements ReactiveController {
  isOn = false;
  /** Rows of a table, at the most. */
  rows = MOST_ROWS;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #changed: () => void;
  #listening: AbortController | undefined;

  /** @param changed Called at the beginning and at the end; it draws the element at once. */
  constructor(host: ReactiveControllerHost & HTMLElement, changed: () => void) {
    this.#host = host;
    this.#changed = changed;
    host.addController(this);
  }

  hostConnected(): void {
    const view = this.#host.ownerDocument.defaultView ?? window;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    // A print to a file by a program may bring only the change of the medium.
    const paper = view.matchMedia('print');
    view.addEventListener('beforeprint', () => this.set(true), { signal });
    view.addEventListener('afterprint', () => this.set(false), { signal });
    paper.addEventListener('change', () => this.set(paper.matches), { signal });
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#mark(false);
  }

  set(isOn: boolean, rows = MOST_ROWS): void {
    if (isOn === this.isOn) return;
    this.rows = rows;
    this.#mark(isOn);
    this.#host.requestUpdate();
    this.#changed();
  }

  /** Renders the line below what is printed: its subject, where it comes from, and when. */
  render(subject: readonly (string | undefined)[], source: string | undefined): TemplateResult | typeof nothing {
    return this.isOn ? html`<p class="printed">${captionOf([...subject, source])}</p>` : nothing;
  }

  #mark(isOn: boolean): void {
    this.isOn = isOn;
    this.#host.toggleAttribute('printing', isOn); // For its styles
  }
}

/** Sheets of paper have room for more, nobody reads them. */
const MOST_ROWS = 10_000;
