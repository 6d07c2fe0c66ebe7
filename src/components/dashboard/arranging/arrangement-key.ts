/** Where a browser keeps what its viewer changed on a board. */
export function arrangementKey(relay: string, title = ''): string {
  return `streamviz ${relay} ${title}`;
}

/** Whether there is anything; a browser may refuse to say. */
export function hasArrangement(relay: string, title?: string): boolean {
  try {
    return localStorage.getItem(arrangementKey(relay, title)) !== null;
  } catch {
    return false;
  }
}
