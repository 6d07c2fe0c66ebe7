import type { LitElement, ReactiveController } from 'lit';
import type { Theme } from '../look/themes.js';

/** What a board that fills its window gives to the page. */
interface Look {
  readonly title: string | undefined;
  readonly theme: Theme;
}

/** The page around a board that fills its window: its title, and the colours that the browser draws it in. */
export class PageAround implements ReactiveController {
  readonly #host: LitElement;
  /** The page's root with the colours that it had before. */
  #changed: { readonly root: HTMLElement; readonly scheme: string } | undefined;

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
    this.#changed ??= { root, scheme: root.style.getPropertyValue('color-scheme') };
    const { theme } = look;
    root.style.setProperty('color-scheme', theme === 'light' || theme === 'dark' ? theme : 'light dark');
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#changed?.root.style.setProperty('color-scheme', this.#changed.scheme);
    this.#changed = undefined;
  }
}
