/** A key that acts on a whole board, wherever its focus is. */
export interface BoardKey {
  readonly key: string;
  /** As it is printed on the key. */
  readonly name: string;
  readonly does: string;
  readonly act: () => void;
}

/**
 * Acts on keys from anywhere for a board that fills its window, and for others while the focus is in them. Keys that are
 * typed into a field, or that a control or a table takes itself, are left alone.
 */
export function listenToKeys(target: Document | HTMLElement, keys: readonly BoardKey[], signal: AbortSignal): void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || !areKeysOn()) return;
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const found = keys.find(({ key }) => key === event.key);
    // Not by its class: in another window that is another one
    const path = event.composedPath().filter((one): one is Element => 'matches' in one);
    const isTaken = path.some((element) => element.matches(event.key === ' ' ? TAKES_SPACE : TAKES_LETTERS));
    if (found === undefined || isTaken) return;
    event.preventDefault();
    found.act();
  };
  target.addEventListener('keydown', (event) => listen(event as KeyboardEvent), { signal });
}

const TAKES_LETTERS = 'input, textarea, select, dialog, [popover], [contenteditable]:not([contenteditable="false"])';
const TAKES_SPACE = `${TAKES_LETTERS}, button, a[href], summary, [tabindex]`;

/* Speech input presses keys that nobody means: the keys can be switched off, in this browser. */

export function areKeysOn(): boolean {
  try {
    return localStorage.getItem(SETTING) !== 'off';
  } catch {
    return true; // The page may not keep anything
  }
}

export function switchKeys(isOn: boolean): void {
  try {
    if (isOn) localStorage.removeItem(SETTING);
    else localStorage.setItem(SETTING, 'off');
  } catch {} // Then they are on again in the next page
}

const SETTING = 'streamviz-keys';
