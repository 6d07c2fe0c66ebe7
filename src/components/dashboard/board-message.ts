import { html, nothing, type TemplateResult } from 'lit';
import { placeholder } from '../panel/placeholder.js';
import type { Widgets } from './arranging/layout.js';
import type { BoardStore } from './board-store.js';

/** What a board has in the place of its widgets. */
export interface EmptyBoard {
  /** Why there is no connection, if nothing is known yet. */
  readonly problem: string | undefined;
  /** All widgets; `undefined` before the config has come. */
  readonly widgets: Widgets | undefined;
  /** Those that the viewer wants; `undefined` if the page gives its own elements. */
  readonly wanted: Widgets | undefined;
  /** Whether all of them are hidden. */
  readonly isHidden: boolean;
}

/** Says in the place of the widgets why there are none, with the button that brings them back. */
export function renderBoardMessage(
  { problem, widgets, wanted, isHidden }: EmptyBoard,
  store: BoardStore,
): TemplateResult | typeof nothing {
  if (problem !== undefined) return placeholder('bad', 'No connection', problem);
  if (widgets === undefined || wanted === undefined) return nothing;
  if (Object.keys(widgets).length === 0) return placeholder('inbox', 'Waiting for the first widget');
  if (Object.keys(wanted).length === 0) {
    const clear = () => store.choose({ search: '' });
    return placeholder(
      'inbox',
      'No widget matches',
      html`Change the search, or clear it: press <kbd>/</kbd><br /><button class="control" @click=${clear}>Clear search</button>`,
    );
  }
  if (!isHidden) return nothing;
  const show = () => store.showHidden();
  return placeholder(
    'inbox',
    'Every widget here is hidden',
    html`In this browser alone<br /><button class="control" @click=${show}>Show hidden widgets</button>`,
  );
}
