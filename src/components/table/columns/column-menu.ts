import { html, type LitElement, nothing, render } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { foldText } from '../../../core/filter.js';
import type { TotalTerm } from '../../../core/messages.js';
import type { Column } from '../../../core/values.js';
import type { ChosenTotal, ColumnChoice } from '../../board/column-choices.js';
import { positionBelow } from '../../look/position-below.js';
import { addStyles } from '../../look/styled-element.js';
import { withChoice, withMove } from './chosen-columns.js';
import { columnMenu } from './column-menu.styles.js';
import { titleOf } from './table-column.js';
import { TOTAL_NAMES, totalsFor } from './totals.js';

/** The table whose columns are chosen. */
export interface ColumnsHost {
  /** All columns of the table as they are chosen now. */
  readonly choices: () => readonly ColumnChoice[];
  /** @param choices `undefined`: as the table's author has them. */
  readonly choose: (choices: readonly ColumnChoice[] | undefined) => void;
  readonly columns: () => readonly Column[];
  /** What stands below a column now. */
  readonly totalOf: (name: string) => TotalTerm[1] | undefined;
  /** Whether something is other than the author has it. */
  readonly isChanged: () => boolean;
}

/**
 * Opens the list of a table's columns below an element: which are shown, which are pinned, and their order. Each choice
 * holds at once. Escape, Tab past its end, a press elsewhere and the end of the element around it close it.
 */
export function openColumns(anchor: HTMLElement, host: ColumnsHost): void {
  const root = anchor.getRootNode() as ShadowRoot;
  if (root.querySelector('.column-menu') !== null) return; // It closes itself
  addStyles(root, columnMenu);
  const menu = document.createElement('div');
  menu.className = 'column-menu';
  menu.role = 'dialog';
  menu.ariaLabel = 'Columns';
  menu.popover = 'manual';
  const listening = new AbortController();
  const { signal } = listening;
  const table = root.host as LitElement;
  const close = ({ refocus }: { refocus: boolean }) => {
    listening.abort();
    table.removeController(leaving);
    menu.remove();
    if (refocus) anchor.focus();
  };
  const leaving = { hostDisconnected: () => close({ refocus: false }) };
  table.addController(leaving);

  let search = '';
  const choose = (choices: readonly ColumnChoice[] | undefined, focused?: string) => {
    host.choose(choices);
    draw();
    // A line that has moved has lost the focus.
    if (focused !== undefined) menu.querySelector<HTMLElement>(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  };
  const renderLine = (choice: ColumnChoice, i: number, all: readonly ColumnChoice[]) => {
    const { name, isHidden = false, isPinned = false } = choice;
    const column = host.columns().find((one) => one.name === name);
    const title = column === undefined ? name : titleOf(column);
    const total = host.totalOf(name) ?? 'none';
    const totals: [ChosenTotal, string][] = [
      ['none', 'No total'],
      ...(column === undefined ? [] : totalsFor(column).map((of): [ChosenTotal, string] => [of, TOTAL_NAMES[of]])),
    ];
    const move = (towards: -1 | 1, label: string, path: string) => {
      const to = all[i + towards];
      const id = `${label} ${name}`;
      return html`<button
        type="button"
        data-focus=${id}
        aria-label=${`Move ${title} ${label}`}
        ?disabled=${to === undefined || search !== ''}
        @click=${() => to !== undefined && choose(withMove(all, name, to.name), id)}
      ><svg viewBox="0 0 8 8" aria-hidden="true"><path d=${path} /></svg></button>`;
    };
    return html`<li>
      <label
        ><input
          type="checkbox"
          .checked=${!isHidden}
          ?disabled=${!isHidden && all.filter((one) => !one.isHidden).length === 1}
          @change=${() => choose(withChoice(all, name, { isHidden: !isHidden }))}
        /><span title=${title === name ? title : `${title} (${name})`}>${title}</span></label
      >
      <select
        aria-label=${`Total of ${title}`}
        title="Below the column, over all rows"
        @change=${(event: Event) => {
          const chosen = (event.target as HTMLSelectElement).value as ChosenTotal;
          choose(withChoice(all, name, { total: chosen, isHidden: false }));
        }}
      >
        ${totals.map(([of, words]) => html`<option value=${of} .selected=${of === total}>${words}</option>`)}
      </select>
      <button
        type="button"
        class="pin"
        aria-pressed=${isPinned}
        aria-label=${`Pin ${title}`}
        title="Pin: it stays in sight"
        @click=${() => choose(withChoice(all, name, { isPinned: !isPinned }))}
      ><svg viewBox="0 0 16 16" aria-hidden="true"><path d="M5.5 2h5M6.5 2v4.5L4 9.5h8L9.5 6.5V2M8 9.5V14" /></svg></button>
      ${move(-1, 'up', 'M4 1.5 7.5 6.5H.5Z')}${move(1, 'down', 'M4 6.5.5 1.5h7Z')}
    </li>`;
  };
  const draw = () => {
    const all = host.choices();
    const found = foldText(search.trim());
    const isFound = (name: string) => {
      const column = host.columns().find((one) => one.name === name);
      return [name, column?.label ?? ''].some((text) => foldText(text).includes(found));
    };
    const lines = all.map((choice, i) => ({ choice, i })).filter(({ choice }) => isFound(choice.name));
    render(
      html`<header>
          <strong>Columns</strong>
          <button
            type="button"
            ?disabled=${!all.some(({ isHidden }) => isHidden)}
            @click=${() => choose(all.map(({ isHidden: _, ...choice }) => choice))}
          >Show all</button>
          <button type="button" ?disabled=${!host.isChanged()} @click=${() => choose(undefined)}>Reset</button>
        </header>
        ${
          all.length > MOST_WITHOUT_SEARCH
            ? html`<input
              class="find"
              placeholder="Find a column"
              aria-label="Find a column"
              .value=${search}
              @input=${(event: InputEvent) => {
                search = (event.target as HTMLInputElement).value;
                draw();
              }}
            />`
            : nothing
        }
        <ul translate="no">
          ${repeat(
            lines,
            ({ choice }) => choice.name,
            ({ choice, i }) => renderLine(choice, i, all),
          )}
        </ul>
        ${lines.length === 0 ? html`<p>No column has this name</p>` : nothing}`,
      menu,
    );
  };
  draw();
  root.append(menu);
  menu.showPopover();
  positionBelow(menu, anchor, 'end');
  menu.querySelector<HTMLElement>('input')?.focus();
  menu.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') close({ refocus: true });
  });
  menu.addEventListener('focusout', ({ relatedTarget }) => {
    // Not when a line that has the focus moves, or the window loses it
    if (relatedTarget instanceof Node && !menu.contains(relatedTarget)) close({ refocus: false });
  });
  const { ownerDocument } = root;
  ownerDocument.addEventListener(
    'pointerdown',
    (event) => {
      if (!event.composedPath().includes(menu)) close({ refocus: false });
    },
    { capture: true, signal },
  );
  ownerDocument.defaultView?.addEventListener('resize', () => close({ refocus: false }), { signal });
}

/** Columns up to which a list can be looked through. */
const MOST_WITHOUT_SEARCH = 12;
