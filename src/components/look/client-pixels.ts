/*
 * Two kinds of pixels: rects and `clientX` count in the window's, styles and offsets in an element's own. They differ where
 * an element or one around it has `zoom` or `transform`.
 */

/** Gives the window's pixels in each of an element's own, by `zoom` alone: all that holds in the top layer. */
export function zoomOf(element: Element): number {
  return element.currentCSSZoom ?? 1; // Chrome 125 to 127 and Safari 17 do not have it
}

/** Gives the window's pixels in each of an element's own, as it is shown. What is turned, or not shown, counts by its zoom. */
export function clientScale(element: HTMLElement): number {
  const zoom = zoomOf(element);
  const { width, height } = element.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = element;
  const isTransformed = Math.abs(width - offsetWidth * zoom) > zoom; // Offsets are rounded
  const isTurned = Math.abs(width * offsetHeight - height * offsetWidth) > width + height + offsetWidth + offsetHeight;
  if (!isTransformed || isTurned) return zoom;
  return (offsetWidth > offsetHeight ? width / offsetWidth : height / offsetHeight) || zoom;
}

/** Gives the position of a pointer from the left of the element that it is dispatched to, in that element's own pixels. */
export function ownX({ offsetX, target }: MouseEvent): number {
  return offsetX / zoomOf(target as Element);
}
