import { Hub } from '../../runtime/hub.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import type { Action, MenuOffer } from '../menu/menu-host.js';
import type { BoardState } from './board-context.js';
import { type BoardRequest, SvAloneRequest, SvHideRequest } from './requests.js';

/** The element of a widget, as its menu sees it. */
export interface OfferedWidget {
  readonly widget: string | undefined;
  readonly address: string | undefined;
  readonly state: WidgetState;
  readonly caption: string | undefined;
  readonly shownRange: string | undefined;
  readonly board: BoardState | undefined;
  readonly ask: (request: BoardRequest) => void;
}

/** The offer of a widget for its menu. */
export function offerOf(offered: OfferedWidget): MenuOffer {
  const { widget, address, board, caption, shownRange } = offered;
  const formats = address === undefined || widget === undefined ? [] : ['csv', 'json', 'ndjson'];
  return {
    fileName: widget ?? 'widget',
    subject: [board?.title, caption, shownRange],
    view: [...boardActions(offered), ...pauseActions(offered)],
    actions: [],
    relay: address,
    widget,
    exports: formats.map((format) => [`Export ${format.toUpperCase()}`, `export/${widget}.${format}`]),
  };
}

/** Only a board that has drawn the element can take it away and bring it back. */
function boardActions({ widget, board, ask }: OfferedWidget): Action[] {
  if (widget === undefined || !board?.cells.includes(widget)) return [];
  const alone: Action = { label: 'Show alone', run: () => void ask(new SvAloneRequest(widget)) };
  const hide: Action = { label: 'Hide', run: () => void ask(new SvHideRequest(widget)) };
  return board.cells.length > 1 ? [alone, hide] : [hide];
}

function pauseActions({ widget, address, state }: OfferedWidget): Action[] {
  if (address === undefined || widget === undefined) return [];
  const hub = Hub.at(address);
  return state === 'paused'
    ? [{ label: 'Resume', run: () => void hub.resume(widget) }]
    : [{ label: 'Pause', run: () => void hub.pause(widget) }];
}
