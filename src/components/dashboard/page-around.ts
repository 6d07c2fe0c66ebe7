import type { LitElement, ReactiveController } from 'lit';
import type { Theme } from '../look/themes.js';

/** What a board that fills its window gives to the page. */
interface Look {
  readonly title: string | undefined;
  readonly theme: Theme;
}

/** The page around a board that fills its window: its title, the colours that the browser draws it in, its background. */
export class PageAround implements ReactiveController {
  readonly #host: LitElement;
  /** The page with the colours that it had before, and the sheet that it has been given. */
  #changed: { readonly page: Document; readonly scheme: string; readonly sheet: CSSStyleSheet | undefined } | undefined;

  constructor(host: LitElement) {
    this.#host = host;
    host.addController(this);
  }

  /** @param look `undefined`: the board does not fill its window, and the page has its own colours. */
  follow(look: Look | undefined): void {
    if (look === undefined || !this.#host.isConnected) {
      this.hostDisconnected();
      return;
    }
    const page = this.#host.ownerDocument;
    if (look.title !== undefined) page.title = look.title;
    const root = page.documentElement;
    this.#changed ??= { page, scheme: root.style.getPropertyValue('color-scheme'), sheet: addSheet(page) };
    const { theme } = look;
    root.style.setProperty('color-scheme', theme === 'light' || theme === 'dark' ? theme : 'light dark');
    const canvas = getComputedStyle(this.#host).getPropertyValue('--_canvas');
    // A page's own rule for its body is stronger. Paper is white.
    this.#changed.sheet?.replaceSync(`@media screen { :where(body) { background: ${canvas}; } }`);
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    if (this.#changed === undefined) return;
    const { page, scheme, sheet } = this.#changed;
    page.documentElement?.style.setProperty('color-scheme', scheme); // A page may be written anew
    page.adoptedStyleSheets = page.adoptedStyleSheets.filter((one) => one !== sheet);
    this.#changed = undefined;
  }
}

/** Adds a style sheet to a page that has no background of its own. */
function addSheet(page: Document): CSSStyleSheet | undefined {
  const { CSSStyleSheet } = page.defaultView ?? window;
  if ([page.documentElement, page.body].some(hasBackground)) return undefined;
  const sheet = new CSSStyleSheet();
  page.adoptedStyleSheets.push(sheet);
  return sheet;
}

function hasBackground(element: Element): boolean {
  const { backgroundColor, backgroundImage } = getComputedStyle(element);
  return backgroundColor !== 'rgba(0, 0, 0, 0)' || backgroundImage !== 'none';
}
