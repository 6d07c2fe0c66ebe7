import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import type { KeyedRow } from '../../core/values.js';
import { captionOf } from '../menu/caption.js';
import type { FurtherRows } from '../menu/menu-host.js';

type LoadRows = (most: number) => Promise<readonly KeyedRow[] | undefined>;

/** On paper a board has the width of a sheet; in a picture it has that of the page. */
export type Medium = 'paper' | 'picture';

/**
 * Notes that the window of an element is being printed. The browser lays out the pages as soon as the listeners return: what
 * is to be on paper must be drawn by then.
 */
export class Printing implements ReactiveController {
  #medium: Medium | undefined;
  /** Rows of a table, at the most. */
  rows = MOST_ROWS;
  /** The rows of a large table that a picture or a print shows; otherwise it shows those that are here. */
  loaded: readonly KeyedRow[] | undefined;
  /** Rows of a table that its picture has besides those that it draws. */
  further: FurtherRows | undefined;
  readonly load: LoadRows;
  readonly #host: ReactiveControllerHost & HTMLElement;
  readonly #changed: () => void;
  #listening: AbortController | undefined;

  /**
   * @param changed Called at the beginning and at the end; it draws the element at once.
   * @param load Brings the first rows of a table that does not have them here.
   */
  constructor(host: ReactiveControllerHost & HTMLElement, changed: () => void, load: LoadRows = async () => undefined) {
    this.#host = host;
    this.#changed = changed;
    this.load = load;
    host.addController(this);
  }

  get isOn(): boolean {
    return this.#medium !== undefined;
  }

  get medium(): Medium | undefined {
    return this.#medium;
  }

  get isPicture(): boolean {
    return this.#medium === 'picture';
  }

  hostConnected(): void {
    const view = this.#host.ownerDocument.defaultView ?? window;
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    // A print to a file by a program may bring only the change of the medium.
    const paper = view.matchMedia('print');
    view.addEventListener('beforeprint', () => this.set('paper'), { signal });
    view.addEventListener('afterprint', () => this.set(undefined), { signal });
    paper.addEventListener('change', () => this.set(paper.matches ? 'paper' : undefined), { signal });
  }

  hostDisconnected(): void {
    this.#listening?.abort();
    this.#mark(undefined);
  }

  /** @param medium What the element is drawn for now; `undefined`: the screen again. */
  set(medium: Medium | undefined, rows = MOST_ROWS): void {
    if (medium === this.#medium && rows === this.rows) return;
    this.rows = rows;
    this.further = undefined;
    if (medium === undefined) this.loaded = undefined;
    this.#mark(medium);
    this.#host.requestUpdate();
    this.#changed();
  }

  /** Renders the line below what is printed; a picture writes its own: its subject, where it comes from, and when. */
  render(subject: readonly (string | undefined)[], source: string | undefined): TemplateResult | typeof nothing {
    return this.#medium === 'paper' ? html`<p class="printed">${captionOf([...subject, source])}</p>` : nothing;
  }

  #mark(medium: Medium | undefined): void {
    this.#medium = medium;
    // For its styles
    if (medium === undefined) this.#host.removeAttribute('printing');
    else this.#host.setAttribute('printing', medium);
  }
}

/** Sheets of paper have room for more, nobody reads them. */
const MOST_ROWS = 10_000;
