"""JavaScript that looks at a page with elements of StreamViz, for a picture of it."""

from __future__ import annotations

#: Finds every element of ours in the page, through shadow roots.
_ELEMENTS = """
  const elements = [];
  const walk = (root) => {
    for (const element of root.querySelectorAll('*')) {
      if (element.localName.startsWith('sv-')) elements.push(element);
      if (element.shadowRoot) walk(element.shadowRoot);
    }
  };
  walk(document);
"""

#: The state of each widget.
STATES = (
    "(() => {"
    + _ELEMENTS
    + """
  const widgets = elements.filter(({ widget }) => widget);
  return Object.fromEntries(widgets.map(({ widget, state }) => [widget, state ?? 'connecting']));
})()"""
)

#: Opens the tab that has the widget, if it is in none that is seen.
OPEN_TAB = (
    "(async () => {"
    + _ELEMENTS
    + """
  const isThere = () => {
    elements.length = 0;
    walk(document);
    return elements.some(({ widget }) => widget === %(widget)s);
  };
  const open = async (tried) => {
    if (isThere()) return true;
    const isNew = (element) => element.localName === 'sv-tabs' && !tried.has(element);
    const groups = elements.filter(isNew);
    if (groups.length > 0) await customElements.whenDefined('sv-tabs');
    for (const group of groups) {
      tried.add(group);
      await group.updateComplete;
      for (const tab of group.shadowRoot.querySelectorAll('[role=tab]')) {
        tab.click();
        await new Promise(requestAnimationFrame);
        await Promise.all(elements.map(({ updateComplete }) => updateComplete));
        if (await open(new Set(tried))) return true;
      }
    }
    return false;
  };
  await open(new Set());
})()"""
)

#: Sets the theme, hides the controls, and waits until everything is drawn.
PREPARE = (
    "(async () => {"
    + _ELEMENTS
    + """
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`.control { visibility: hidden !important }
    .more, .search, .toolbar > :not(h1, sv-status, .description) { display: none !important }`);
  for (const element of elements) {
    if (element.localName === 'sv-dashboard' && '%(theme)s' !== 'auto') element.theme = '%(theme)s';
    element.shadowRoot?.adoptedStyleSheets.push(sheet);
  }
  await Promise.all(elements.map(({ updateComplete }) => updateComplete));
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
})()"""
)

#: Finds the box of the widget, or of the whole page; the known widgets if there is no such one.
BOX = (
    "(() => {"
    + _ELEMENTS
    + """
  const page = document.documentElement;
  if (%(widget)s === '') {
    const height = Math.max(innerHeight, page.scrollHeight);
    return { x: 0, y: 0, width: page.clientWidth, height };
  }
  const element = elements.find(({ widget }) => widget === %(widget)s);
  if (!element) {
    const boards = elements.filter(({ shadowRoot }) => shadowRoot?.querySelector('.cell'));
    const onBoards = boards.flatMap(({ hub }) => Object.keys(hub?.config?.widgets ?? {}));
    return { has: [...new Set([...elements.flatMap(({ widget }) => widget ?? []), ...onBoards])] };
  }
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + scrollX, y: top + scrollY, width, height };
})()"""
)
