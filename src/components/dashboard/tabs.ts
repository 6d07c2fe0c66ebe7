import { html, type TemplateResult } from 'lit';
import { heightOf, type Tab, type Tabs } from './arranging/layout.js';

/** The tab of a group that is seen: the chosen one while it is there, else the first. */
export function seenTab({ id, tabs }: Tabs, chosen: ReadonlyMap<string, string>): Tab {
  const title = chosen.get(id);
  return (tabs.find((tab) => tab.title === title) ?? tabs[0]) as Tab;
}

/**
 * Draws a group of tabs. The bar to choose one by is loaded when there is a group.
 *
 * @param content Draws the tab that is seen. Only this one has its widgets in the page, and their data.
 */
export function renderTabs(
  group: Tabs,
  chosen: ReadonlyMap<string, string>,
  content: (tab: Tab) => unknown,
): TemplateResult {
  if (customElements.get('sv-tabs') === undefined) void import('./tabs-element.js').then((part) => part.define());
  const tab = seenTab(group, chosen);
  return html`<sv-tabs
    class="stack ${heightOf(tab).growth === 'none' ? '' : 'growing'}"
    .group=${group.id}
    .titles=${group.tabs.map(({ title }) => title)}
    .seen=${group.tabs.indexOf(tab)}
    >${content(tab)}</sv-tabs
  >`;
}
