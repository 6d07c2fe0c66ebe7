import { html, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { heightOf, type Tab, type Tabs } from './layout.js';

/** Which tab of each group of a board is seen. The bar to choose one by is loaded when there is a group. */
export class BoardTabs {
  readonly #host: ReactiveControllerHost;
  /** Titles, by the id of their group; without one, the first tab is seen. */
  readonly #chosen = new Map<string, string>();

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
  }

  /** @param content What is in a tab. Only the tab that is seen has its widgets in the page, and their data. */
  render({ id, tabs }: Tabs, content: (tab: Tab) => unknown): TemplateResult {
    if (customElements.get('sv-tabs') === undefined) void import('./tabs-element.js').then((part) => part.define());
    const titles = tabs.map(({ title }) => title);
    const seen = Math.max(0, titles.indexOf(this.#chosen.get(id) ?? ''));
    const tab = tabs[seen] as Tab;
    const choose = (title: string) => {
      this.#chosen.set(id, title);
      this.#host.requestUpdate();
    };
    return html`<sv-tabs
      class="stack ${heightOf(tab).growth === 'none' ? '' : 'growing'}"
      .titles=${titles}
      .seen=${seen}
      .choose=${choose}
      >${content(tab)}</sv-tabs
    >`;
  }
}
