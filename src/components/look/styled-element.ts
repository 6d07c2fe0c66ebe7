import { type CSSResult, LitElement } from 'lit';

/**
 * An element whose sheets follow it into another document, such as that of an iframe, of a pop-out or of a
 * picture-in-picture window: a constructed sheet belongs to the document it was made for.
 */
export abstract class StyledElement extends LitElement {
  protected override createRenderRoot(): ShadowRoot {
    const { shadowRootOptions, elementStyles } = this.constructor as typeof StyledElement;
    const root = this.shadowRoot ?? this.attachShadow(shadowRootOptions);
    addStyles(root, ...(elementStyles as CSSResult[]));
    return root;
  }

  adoptedCallback(): void {
    if (this.shadowRoot !== null) addStyles(this.shadowRoot);
  }
}

/** Adds style sheets to a shadow root that stay with it in whatever document it comes to. */
export function addStyles(root: ShadowRoot, ...styles: readonly CSSResult[]): void {
  const all = stylesOf.get(root) ?? new Set();
  stylesOf.set(root, all);
  for (const style of styles) all.add(style);
  const { defaultView } = root.ownerDocument;
  if (defaultView === null) return; // Nobody sees it there
  // A root that was moved has lost its sheets; those of others stay.
  const sheets = [...all].map((style) => sheetIn(defaultView, style));
  root.adoptedStyleSheets.push(...sheets.filter((sheet) => !root.adoptedStyleSheets.includes(sheet)));
}

const stylesOf = new WeakMap<ShadowRoot, Set<CSSResult>>();

function sheetIn(view: Window & typeof globalThis, style: CSSResult): CSSStyleSheet {
  const known = sheetsOf.get(view.document) ?? new Map<CSSResult, CSSStyleSheet>();
  sheetsOf.set(view.document, known);
  const sheet = known.get(style) ?? new view.CSSStyleSheet();
  if (!known.has(style)) sheet.replaceSync(style.cssText);
  known.set(style, sheet);
  return sheet;
}

const sheetsOf = new WeakMap<Document, Map<CSSResult, CSSStyleSheet>>();
