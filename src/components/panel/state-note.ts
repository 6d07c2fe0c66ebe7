import { html, nothing, type TemplateResult } from 'lit';
import type { Status } from '../../runtime/hub.js';
import type { StreamController } from '../../runtime/lit/stream-controller.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import { formatNumber } from '../../text/format.js';
import { formatAge, formatClock } from '../../text/format-time.js';
import { note } from './placeholder.js';

export interface NotedWidget {
  readonly state: WidgetState;
  readonly stream: StreamController;
  readonly isInBoard: boolean;
  /** Why rows are missing. */
  readonly incomplete: string | undefined;
}

/** The state of a widget, for the right end of its header; nothing while all is well. */
export function stateNote({ state, stream, isInBoard, incomplete }: NotedWidget): TemplateResult | typeof nothing {
  switch (state) {
    case 'connecting':
      return note('connecting', '', 'Connecting');
    case 'stale':
      return note('stale', 'warn', ageOf(stream.status));
    case 'reconnecting':
      return note('reconnecting', '', 'Reconnecting');
    case 'paused':
      // A board says it once for all, and then nothing in its panels moves.
      return stream.isPausedWithAll && isInBoard
        ? note('paused', '', html`<span class="visually-hidden">Paused</span>`)
        : note('paused', '', html`Paused<span class="long" translate="no">${waitingIn(stream)}</span>`);
    case 'ended':
      return note('ended', '', html`Finished<span class="long" translate="no"> ${finishedAt(stream.status)}</span>`);
    case 'failed':
      return note('error', 'bad', 'Failed');
    case 'error':
      return note('error', 'bad', 'Error');
    default:
      return state === 'live' && incomplete !== undefined ? note('stale', 'warn', 'Incomplete') : nothing;
  }
}

function ageOf(status: Status | undefined): unknown {
  const newest = newestCommit(status);
  if (newest === undefined) return 'no update yet';
  return html`<span class="long">last update </span><span translate="no">${formatAge(Date.now() - newest)} ago</span>`;
}

function waitingIn({ waiting }: StreamController): string {
  return waiting === 0 ? '' : ` · ${formatNumber(waiting)} waiting`;
}

function finishedAt(status: Status | undefined): string {
  const newest = newestCommit(status);
  return newest === undefined ? '' : formatClock(newest);
}

/** The time of the newest commit by our clock. */
function newestCommit(status: Status | undefined): number | undefined {
  return status === undefined || status.commit === 0 ? undefined : status.commit - status.clockSkew;
}
