import { clientScale, zoomOf } from './client-pixels.js';

/**
 * Positions a popover below an element, or above it where there is more room, and within what is seen of the window.
 *
 * @param edge The edge of the element with which the popover is in line, by the element's direction of writing.
 */
export function positionBelow(floating: HTMLElement, anchor: Element, edge: 'start' | 'end'): void {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const seen = seenIn(anchor.ownerDocument.defaultView ?? window);
  const zoom = zoomOf(floating);
  const set = (name: string, pixels: number) => floating.style.setProperty(name, `${pixels / zoom}px`);
  // `100vw` is zoomed, too
  set('max-inline-size', seen.right - seen.left - 2 * EDGE);
  set('max-block-size', seen.bottom - seen.top - 2 * EDGE);
  const { width, height } = floating.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(anchor).direction === 'rtl';
  const isAbove = bottom + GAP + height > seen.bottom && top - seen.top > seen.bottom - bottom;
  const x = (edge === 'start') === isRightToLeft ? right - width : left;
  const y = isAbove ? top - GAP - height : bottom + GAP;
  set('left', within(x, width, seen.left, seen.right));
  set('top', within(y, height, seen.top, seen.bottom));
}

/** Shifts an element that floats beside something until it is within what is seen of the window, and tells it that width. */
export function shiftIntoWindow(floating: HTMLElement): void {
  const seen = seenIn(floating.ownerDocument.defaultView ?? window);
  const scale = clientScale(floating);
  floating.style.removeProperty('translate');
  floating.style.setProperty('--_seen', `${(seen.right - seen.left - 2 * EDGE) / scale}px`);
  const { left, top, width, height } = floating.getBoundingClientRect();
  const x = within(left, width, seen.left, seen.right) - left;
  const y = within(top, height, seen.top, seen.bottom) - top;
  if (x !== 0 || y !== 0) floating.style.setProperty('translate', `${x / scale}px ${y / scale}px`);
}

/** The part of the window that is seen: fingers may have magnified it. Without scrollbars. */
function seenIn({ innerWidth, innerHeight, visualViewport }: Window): {
  left: number;
  top: number;
  right: number;
  bottom: number;
} {
  const { offsetLeft = 0, offsetTop = 0, width = innerWidth, height = innerHeight } = visualViewport ?? {};
  return { left: offsetLeft, top: offsetTop, right: offsetLeft + width, bottom: offsetTop + height };
}

function within(position: number, size: number, from: number, to: number): number {
  return Math.max(from + EDGE, Math.min(position, to - size - EDGE));
}

/** CSS pixels: from the element, and from the edges of the window. */
const GAP = 4;
const EDGE = 8;
