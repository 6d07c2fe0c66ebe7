import { html, type TemplateResult } from 'lit';
import { icon } from '../look/icons.js';

/**
 * The button that opens the menu of the element around it, a `MenuHost`. The menu is loaded when it is asked for.
 *
 * @param of The title of the element, for those who do not see where the button stands.
 * @param look The button's classes.
 */
export function menuButton(of = '', look = 'more'): TemplateResult {
  return html`<button class=${look} part="menu" type="button" aria-label="Menu: ${of}" title="Menu" aria-haspopup="menu" @click=${open}>
    ${icon('more')}
  </button>`;
}

async function open({ currentTarget }: Event): Promise<void> {
  const button = currentTarget as HTMLButtonElement;
  if (button.ariaExpanded === 'true') return; // The menu closes itself
  try {
    (await import('./widget-menu.js')).openMenuOf(button);
  } catch {
    button.title = 'The menu did not load: its relay does not answer';
  }
}
