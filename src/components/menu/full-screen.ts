export function toggleFullScreen(element: HTMLElement): void {
  const { ownerDocument } = element;
  const isFull = ownerDocument.fullscreenElement !== null;
  const change = isFull ? ownerDocument.exitFullscreen() : element.requestFullscreen();
  change.catch(() => {}); // The browser may not let it
}
