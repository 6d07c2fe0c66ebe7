/** Runs in the page: what the user sees, sampled after each paint. */
export interface Samples {
  /** Milliseconds from the source's clock in a cell to the moment it was painted, once per change of a cell. */
  readonly latencies: number[];
  /** Milliseconds between animation frames. */
  readonly frames: number[];
}

declare global {
  interface Window {
    probe: { samples: Samples; reset(): void };
  }
}

/**
 * Installs `window.probe`; resolves when the first row is there. It is sent to the page as text, so it stands alone.
 *
 * @param isStill Look at the cells only when something was drawn in an animation frame, and ask for no frames: in a page
 * that draws each frame, as with an animation, a change waits for the next tick of the screen, 8 ms on average, where a
 * still page gets a frame sooner.
 */
export function installProbe(selector: string, isStill = false): Promise<void> {
  const ROWS = 10;
  const timestamps = new Array<number>(ROWS).fill(0);
  let cells: ArrayLike<Element> = [];
  let root: Document | ShadowRoot | undefined;

  const find = (from: Document | ShadowRoot): Document | ShadowRoot | undefined => {
    if (from.querySelector(selector)) return from;
    for (const element of from.querySelectorAll('*')) {
      const found = element.shadowRoot && find(element.shadowRoot);
      if (found) return found;
    }
    return undefined;
  };

  const sample = () => {
    root ??= find(document);
    cells = root?.querySelectorAll(selector) ?? [];
    const now = Date.now();
    for (let i = 0; i < Math.min(ROWS, cells.length); i++) {
      const shown = Number(cells[i]?.textContent?.replace(/\D/g, ''));
      if (shown > 0 && shown !== timestamps[i]) {
        timestamps[i] = shown;
        window.probe.samples.latencies.push(now - shown);
      }
    }
  };

  const afterPaint = new MessageChannel();
  const drawn = new MutationObserver(() => afterPaint.port2.postMessage(0));
  let before = 0;
  const reset = () => {
    window.probe.samples = { latencies: [], frames: [] };
  };
  window.probe = { samples: { latencies: [], frames: [] }, reset };
  return new Promise((resolve) => {
    afterPaint.port1.onmessage = () => {
      sample();
      if (cells.length > 0) resolve();
    };
    const frame = (now: number) => {
      if (before > 0) window.probe.samples.frames.push(now - before);
      before = now;
      afterPaint.port2.postMessage(0);
      if (isStill && root !== undefined) drawn.observe(root, { childList: true, characterData: true, subtree: true });
      else requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
  });
}
