export function toggleFullScreen(element: HTMLElement): void {
  const change = document.fullscreenElement === null ? element.requestFullscreen() : document.exitFullscreen();
  change.catch(() => {}); // The browser may not let it
}
