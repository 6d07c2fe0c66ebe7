import type { Collection } from '../../core/collection.js';
import type { WidgetConfig } from '../../core/messages.js';
import { Hub } from '../../runtime/hub.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import type { BoardState } from '../board/board-context.js';
import { type BoardRequest, SvAloneRequest, SvHideRequest } from '../board/requests.js';
import type { Action, MenuOffer, OfferedRows, ShownRows } from '../menu/menu-host.js';
import { PRINT_PAGE } from './print-page.js';

/** The element of a widget, as its menu sees it. */
export interface OfferedWidget {
  readonly widget: string | undefined;
  readonly address: string | undefined;
  readonly state: WidgetState;
  readonly caption: string | undefined;
  readonly config: WidgetConfig | undefined;
  /** The rows that the page has. */
  readonly collection: Collection | undefined;
  readonly shownRows: ShownRows | undefined;
  readonly shownRange: string | undefined;
  readonly board: BoardState | undefined;
  readonly ask: (request: BoardRequest) => void;
  readonly print: () => Promise<string>;
}

/** The offer of a widget for its menu. */
export function offerOf(offered: OfferedWidget): MenuOffer {
  const { widget, address, board, caption, shownRange } = offered;
  return {
    fileName: widget ?? 'widget',
    subject: [board?.title, caption, shownRange],
    view: [...boardActions(offered), ...pauseActions(offered)],
    actions: printActions(offered),
    relay: address,
    widget,
    exports: [],
    rows: rowsOf(offered),
  };
}

function rowsOf({
  widget,
  address,
  caption,
  config,
  collection,
  state,
  shownRows,
}: OfferedWidget): OfferedRows | undefined {
  const relayWidget = address && widget;
  if (!relayWidget && !collection) return undefined;
  return { relayWidget, title: widget ?? caption, config, collection, shownRows, isPaused: state === 'paused' };
}

/** Only a board that has drawn the element can take it away and bring it back. */
function boardActions({ widget, board, ask }: OfferedWidget): Action[] {
  if (widget === undefined || !board?.cells.includes(widget)) return [];
  const alone: Action = { label: 'Show alone', run: () => void ask(new SvAloneRequest(widget)) };
  const hide: Action = { label: 'Hide', run: () => void ask(new SvHideRequest(widget)) };
  return board.cells.length > 1 ? [alone, hide] : [hide];
}

/** Only where the browser's own print has less, and no board has the line for all. */
function printActions({ board, collection, shownRows, print }: OfferedWidget): Action[] {
  if (board !== undefined || collection !== undefined || shownRows === undefined) return [];
  return [{ label: PRINT_PAGE, run: print }];
}

function pauseActions({ widget, address, state }: OfferedWidget): Action[] {
  if (address === undefined || widget === undefined) return [];
  const hub = Hub.at(address);
  return state === 'paused'
    ? [{ label: 'Resume', run: () => void hub.resume(widget) }]
    : [{ label: 'Pause', run: () => void hub.pause(widget) }];
}
