import { html, type LitElement, nothing, render, type TemplateResult } from 'lit';
import { positionBelow } from '../look/position-below.js';
import { addStyles } from '../look/styled-element.js';
import type { Action } from './menu-host.js';
import { widgetMenu } from './widget-menu.styles.js';

/**
 * A menu below its button, by the menu button pattern of the ARIA practices: arrow keys, Home, End and first letters
 * move, Escape, Tab, a press elsewhere and the end of the element around it close. It floats in the top layer, whatever clips the element around it.
 *
 * @param groups Lines with rules between them.
 */
export function openMenu(button: HTMLButtonElement, groups: readonly (readonly Action[])[]): void {
  const root = button.getRootNode() as ShadowRoot;
  addStyles(root, widgetMenu);
  const menu = document.createElement('div');
  menu.className = 'menu';
  menu.id = 'menu';
  menu.role = 'menu';
  menu.popover = 'manual'; // By the rules of "auto" a press on the button would close and open it again
  menu.ariaLabel = button.ariaLabel;

  const listening = new AbortController();
  const { signal } = listening;
  const close = ({ refocus }: { refocus: boolean }) => {
    listening.abort();
    host.removeController(leaving);
    menu.remove();
    button.ariaExpanded = 'false';
    button.removeAttribute('aria-controls');
    if (refocus) button.focus();
  };
  const host = root.host as LitElement;
  const leaving = { hostDisconnected: () => close({ refocus: false }) };
  host.addController(leaving);

  const progress = new Map<Action, string>();
  const draw = () =>
    render(
      groups.map((group, i) => renderGroup(group, i, progress, choose)),
      menu,
    );
  const choose = async (action: Action) => {
    const done = action.run?.();
    if (done === undefined) return close({ refocus: true });
    progress.set(action, `${action.label} …`);
    draw();
    progress.set(action, await done.catch((error: unknown) => `Not possible: ${(error as Error).message}`));
    draw();
  };
  draw();
  root.append(menu);
  button.ariaExpanded = 'true';
  button.setAttribute('aria-controls', menu.id);
  menu.showPopover();
  positionBelow(menu, button, 'end');

  const items = [...menu.querySelectorAll<HTMLElement>('[role^=menuitem]')];
  items[0]?.focus();
  menu.addEventListener('keydown', (event) => {
    const at = items.indexOf(root.activeElement as HTMLElement);
    const next = nextItem(items, at, event.key);
    if (event.key === 'Escape') close({ refocus: true });
    else if (event.key === 'Tab')
      close({ refocus: true }); // and on from the button
    else if (event.key === ' ' && items[at] instanceof HTMLAnchorElement) items[at].click();
    next?.focus();
    if (event.key === 'Tab' || event.key === 'Enter') return;
    event.stopPropagation();
    if (next !== undefined || event.key === 'Escape' || items[at] instanceof HTMLAnchorElement) event.preventDefault();
  });
  const { ownerDocument } = root;
  ownerDocument.addEventListener(
    'pointerdown',
    (event) => {
      const path = event.composedPath();
      if (!path.includes(menu) && !path.includes(button)) close({ refocus: false });
    },
    { capture: true, signal },
  );
  button.addEventListener('click', () => close({ refocus: true }), { signal });
  for (const type of ['resize', 'scroll']) {
    ownerDocument.defaultView?.addEventListener(type, () => close({ refocus: false }), { signal });
  }
}

function renderGroup(
  group: readonly Action[],
  index: number,
  progress: ReadonlyMap<Action, string>,
  choose: (action: Action) => void,
): TemplateResult {
  return html`${index > 0 ? html`<hr>` : nothing}${group.map((action) => {
    const { label, href, isChecked } = action;
    const role = isChecked === undefined ? 'menuitem' : 'menuitemradio';
    const words = progress.get(action);
    return href === undefined
      ? html`<button role=${role} aria-checked=${isChecked ?? nothing} tabindex="-1" type="button" @click=${() => choose(action)}>
          <span aria-live="polite" .textContent=${words ?? label}></span>
        </button>`
      : html`<a role="menuitem" tabindex="-1" href=${href} download @click=${() => choose(action)}>${label}</a>`;
  })}`;
}

/** The item to which a key leads from that at an index. */
function nextItem(items: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const last = items.length - 1;
  if (key === 'ArrowDown') return items[at === last ? 0 : at + 1];
  if (key === 'ArrowUp') return items[at <= 0 ? last : at - 1];
  if (key === 'Home') return items[0];
  if (key === 'End') return items[last];
  if (key.length !== 1 || key === ' ') return undefined;
  const after = [...items.slice(at + 1), ...items.slice(0, at + 1)];
  return after.find(({ textContent }) => textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
}
