/** How the page was scrolled, and what was seen meanwhile. */
export interface Scrolled {
  /** Milliseconds between animation frames. */
  readonly gaps: number[];
  /** Frames in which a place of the viewport had neither a row nor a placeholder. */
  readonly blankFrames: number;
  /** Frames in which a place had a placeholder. */
  readonly waitingFrames: number;
  readonly pixels: number;
}

declare global {
  interface Window {
    scrolling: {
      /** The middle of the table's rows, in the viewport. */
      middle(): { readonly x: number; readonly y: number };
      /** Brings the first row back, and begins to watch. @param manner What the page does itself in each frame. */
      begin(manner: 'steady' | 'thumb' | 'none'): void;
      end(): Scrolled;
    };
  }
}

/** Installs `window.scrolling` in the page of the relay. It is sent as text, so it stands alone. */
export function installScrolling(): void {
  const PIXELS_A_FRAME = 100;
  /** Frames for which a thumb stays where it was dragged. */
  const DRAGGED_EVERY = 10;
  // Found anew each time: nothing says that elements stay.
  const table = () =>
    (document.querySelector('sv-dashboard')?.shadowRoot ?? document).querySelector('sv-table')
      ?.shadowRoot as ShadowRoot;
  const scrollerOf = (shadow: ShadowRoot) => shadow.querySelector('.scroll') as HTMLElement;

  const bounds = () => {
    const shadow = table();
    const { left, bottom, width } = scrollerOf(shadow).getBoundingClientRect();
    const top = shadow.querySelector('.columns')?.getBoundingClientRect().bottom ?? 0;
    return { x: left + width / 3, top, bottom: Math.min(bottom, innerHeight) };
  };
  const rowHeight = () => table().querySelector('.rows [aria-rowindex]')?.getBoundingClientRect().height ?? 1;
  /** The rows that stand at each place of the viewport. */
  const look = () => {
    const { x, top, bottom } = bounds();
    const height = rowHeight();
    const places = Math.floor((bottom - top) / height);
    return Array.from({ length: Math.max(1, places) }, (_, i) =>
      table()
        .elementFromPoint(x, top + (i + 0.5) * height)
        ?.closest('.rows [aria-rowindex]'),
    );
  };

  let gaps: number[] = [];
  let blankFrames = 0;
  let waitingFrames = 0;
  let pixels = 0;
  let isWatching = false;
  const afterPaint = new MessageChannel();
  let move = (_: HTMLElement) => {};
  afterPaint.port1.onmessage = () => {
    const seen = look();
    if (seen.some((row) => row === null || row === undefined)) blankFrames++;
    else if (seen.some((row) => row?.hasAttribute('aria-busy'))) waitingFrames++;
    move(scrollerOf(table())); // Between frames, as a finger does
  };

  window.scrolling = {
    middle() {
      const { x, top, bottom } = bounds();
      return { x, y: (top + bottom) / 2 };
    },
    begin(manner) {
      gaps = [];
      blankFrames = waitingFrames = pixels = 0;
      isWatching = true;
      scrollerOf(table()).scrollTop = 0;
      let before: number | undefined;
      let position = 0;
      move = (scroller) => {
        if (!isWatching) return;
        const most = scroller.scrollHeight - scroller.clientHeight;
        if (manner === 'steady') scroller.scrollTop += PIXELS_A_FRAME;
        else if (manner === 'thumb' && gaps.length % DRAGGED_EVERY === 0) scroller.scrollTop = Math.random() * most;
      };
      const frame = (now: number) => {
        if (!isWatching) return;
        if (before !== undefined) gaps.push(now - before);
        before = now;
        const scroller = scrollerOf(table());
        pixels += Math.abs(scroller.scrollTop - position);
        position = scroller.scrollTop;
        afterPaint.port2.postMessage(0);
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    },
    end() {
      isWatching = false;
      return { gaps, blankFrames, waitingFrames, pixels: Math.round(pixels) };
    },
  };
}
