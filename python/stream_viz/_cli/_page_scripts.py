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
  if (!element) return { has: elements.flatMap(({ widget }) => widget ?? []) };
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: left + scrollX, y: top + scrollY, width, height };
})()"""
)
