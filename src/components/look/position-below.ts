/**
 * Positions a popover below an element, or above it where there is more room, and within the window.
 *
 * @param edge The edge of the element with which the popover is in line, by the element's direction of writing.
 */
export function positionBelow(floating: HTMLElement, anchor: Element, edge: 'start' | 'end'): void {
  const { left, right, top, bottom } = anchor.getBoundingClientRect();
  const { width, height } = floating.getBoundingClientRect();
  const isRightToLeft = getComputedStyle(anchor).direction === 'rtl';
  const isAbove = bottom + GAP + height > innerHeight && top > innerHeight - bottom;
  const x = (edge === 'start') === isRightToLeft ? right - width : left;
  const y = isAbove ? top - GAP - height : bottom + GAP;
  floating.style.setProperty('left', `${within(x, width, document.documentElement.clientWidth)}px`);
  floating.style.setProperty('top', `${within(y, height, innerHeight)}px`);
}

function within(position: number, size: number, windowSize: number): number {
  return Math.max(EDGE, Math.min(position, windowSize - size - EDGE));
}

/** CSS pixels: from the element, and from the edges of the window. */
const GAP = 4;
const EDGE = 8;
