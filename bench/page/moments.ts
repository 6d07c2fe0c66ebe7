/** Runs in the page: when what was seen first, in milliseconds since the navigation began. */
export interface Moments {
  /** The first frame with any text or picture in it. */
  readonly firstPaint: number;
  /** The frame in which every widget has painted its rows; 0 on a page without widgets. */
  readonly live: number;
}

declare global {
  interface Window {
    moments: Promise<Moments>;
  }
}

/** Installs `window.moments` before the page's own scripts run. It is sent as text, so it stands alone. */
export function installMoments(widgets: number): void {
  const find = (root: ParentNode): Element[] =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...(element.hasAttribute('widget') ? [element] : []),
      ...(element.shadowRoot ? find(element.shadowRoot) : []),
    ]);
  const isLive = () => {
    const found = find(document);
    return found.length >= widgets && found.every((element) => element.matches(':state(live)'));
  };
  const afterPaint = new MessageChannel();
  window.moments = new Promise((resolve) => {
    let live = widgets === 0 ? 0 : undefined;
    afterPaint.port1.onmessage = () => {
      // It drew in the frame that has just been painted.
      if (live === undefined && isLive()) live = performance.now();
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      if (live !== undefined && paint !== undefined) resolve({ firstPaint: paint.startTime, live });
      else requestAnimationFrame(() => afterPaint.port2.postMessage(0));
    };
    requestAnimationFrame(() => afterPaint.port2.postMessage(0));
  });
}
