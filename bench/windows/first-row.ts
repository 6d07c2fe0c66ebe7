export interface FirstRow {
  /** Milliseconds from the navigation until the first row was painted. */
  readonly painted: number;
}

declare global {
  interface Window {
    firstRow: Promise<FirstRow>;
  }
}

/** Installed before a page's own scripts: looks after each paint for an element with a text, in whatever shadow root. It is sent as text, so it stands alone. */
export function watchForFirstRow(selector: string): void {
  const PATIENCE = 60_000;
  const find = (root: ParentNode): Element | undefined => {
    const found = root.querySelector(selector);
    if (found !== null) return found;
    for (const { shadowRoot } of root.querySelectorAll('*')) {
      const inside = shadowRoot === null ? undefined : find(shadowRoot);
      if (inside !== undefined) return inside;
    }
    return undefined;
  };
  window.firstRow = new Promise((resolve, reject) => {
    const afterPaint = new MessageChannel();
    afterPaint.port1.onmessage = () => {
      if ((find(document)?.textContent ?? '').trim() !== '') resolve({ painted: performance.now() });
      else if (performance.now() < PATIENCE) requestAnimationFrame(frame);
      else reject(new Error(`no ${selector} within ${PATIENCE} ms`));
    };
    const frame = () => afterPaint.port2.postMessage(0);
    requestAnimationFrame(frame);
  });
}
