import { html, nothing, type ReactiveController, type ReactiveControllerHost, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Layout } from '../../../core/messages.js';
import { clientScale } from '../../look/client-pixels.js';
import { cssProperties } from '../../look/css-properties.js';
import { addStyles } from '../../look/styled-element.js';
import { arrangedLines, currentPlacements, moved, neighboursOf, placementsOf, resized } from './arrangement.js';
import { ArrangementSteps } from './arrangement-steps.js';
import { type Arrangement, type Placement, UNCHANGED } from './arrangement-storage.js';
import { arranging } from './arranging.styles.js';
import { arrowOf, onwards, sizeByArrow } from './arrow-keys.js';
import { type Box, boxAt, boxesOf } from './boxes.js';
import { kindOf, type Line, type Widgets } from './layout.js';

/** The board on which widgets are arranged. */
export type ArrangedBoard = ReactiveControllerHost & HTMLElement;

/** The owner of the arrangement, who keeps it and has the board drawn anew. */
export interface ArrangementOwner {
  readonly arrangement: Arrangement;
  /** The name under which it is kept, another for each board. */
  readonly arrangementKey: string;
  arrange(arrangement: Arrangement): void;
}

/** The mode in which a viewer moves, resizes and hides the widgets of a board. */
export class Arranging implements ReactiveController {
  readonly #board: ArrangedBoard;
  readonly #owner: ArrangementOwner;
  #resizes: ResizeObserver | undefined;
  #widgets: Widgets = {};
  #layout: Layout | undefined;
  #lines: readonly Line[] = [];
  readonly #steps = new ArrangementSteps();
  #isOn = false;
  /** Whether the first handle is still to get the focus. */
  #begins = false;
  #announced = '';
  #boxes: readonly Box[] = [];
  /** Moved by key: its handle has the focus again when everything is in its place. */
  #focused: string | undefined;
  #target: string | undefined;
  /** Whether a corner is pulled: all of it is one step to undo. */
  #isPulled = false;
  #dragged: { readonly id: string; readonly x: number; readonly y: number } | undefined;

  constructor(board: ArrangedBoard, owner: ArrangementOwner) {
    this.#board = board;
    this.#owner = owner;
    addStyles(board.shadowRoot as ShadowRoot, arranging);
    board.addController(this);
  }

  hostConnected(): void {
    const { ResizeObserver } = this.#board.ownerDocument.defaultView ?? window;
    this.#resizes = new ResizeObserver(() => this.#measure());
    this.#resizes.observe(this.#board);
  }

  hostDisconnected(): void {
    this.#resizes?.disconnect();
  }

  /** The lines of the board as its viewer wants it. */
  linesOf(widgets: Widgets, layout: Layout | undefined): readonly Line[] {
    const { arrangement, arrangementKey } = this.#owner;
    this.#layout = layout;
    if (!this.#isPulled) this.#steps.follow(arrangementKey, arrangement);
    return arrangedLines(widgets, layout, arrangement);
  }

  start(): void {
    this.#isOn = true;
    this.#begins = true;
    this.#board.requestUpdate();
  }

  /**
   * Draws the bar above the grid.
   *
   * @param widgets All that the board has, hidden or not.
   * @param lines Those that are drawn.
   */
  renderBar(widgets: Widgets, lines: readonly Line[]): TemplateResult | typeof nothing {
    this.#widgets = widgets;
    this.#lines = lines;
    if (!this.#isOn) return nothing;
    const { hidden, places } = this.#owner.arrangement;
    const isChanged = hidden.length > 0 || places !== undefined;
    const known = hidden.filter((id) => Object.hasOwn(widgets, id));
    return html`<div class="arranging" role="region" aria-label="Arrange the board" @keydown=${this.#keyedAnywhere}>
        <p id="arranging-help">Drag a widget or its corner. By key: arrows move it, Shift and arrows change its size.</p>
        ${known.map((id) => html`<button class="control" @click=${() => this.#show(id)} .textContent=${`Show ${this.#titleOf(id)}`}></button>`)}
        ${isChanged ? html`<button class="control" @click=${() => this.#reset()}>Reset</button>` : nothing}
        <button class="control" ?disabled=${!this.#steps.canUndo} @click=${() => this.#step('undo')}>Undo</button>
        <button class="control" ?disabled=${!this.#steps.canRedo} @click=${() => this.#step('redo')}>Redo</button>
        <button class="control" @click=${() => this.#end()}>Done</button>
        <span class="visually-hidden" role="status" .textContent=${this.#announced}></span>
      </div>`;
  }

  #hide(id: string): void {
    const at = this.#boxes.findIndex((box) => box.id === id);
    this.#focused = (this.#boxes[at + 1] ?? this.#boxes[at - 1])?.id; // The button that has the focus goes with it
    const { arrangement } = this.#owner;
    this.#change({ ...arrangement, hidden: [...arrangement.hidden, id] }, `${this.#titleOf(id)} is hidden`);
  }

  /** Draws the handles that lie over the widgets, inside the grid. */
  renderHandles(): unknown {
    if (!this.#isOn) return nothing;
    void this.#board.updateComplete.then(() => this.#measure());
    return repeat(
      this.#boxes,
      ({ id }) => id,
      (box) => this.#renderHandle(box),
    );
  }

  #renderHandle({ id, left, top, width, height }: Box): TemplateResult {
    const title = this.#titleOf(id);
    const at = { '--_left': `${left}px`, '--_top': `${top}px`, '--_inline': `${width}px`, '--_block': `${height}px` };
    return html`<button
        class="handle"
        aria-label="${title}: place and size"
        aria-describedby="arranging-help"
        data-id=${id}
        ?data-target=${this.#target === id}
        ?data-dragged=${this.#dragged?.id === id}
        ${cssProperties(at)}
        @keydown=${(event: KeyboardEvent) => this.#keyed(event, id)}
        @pointerdown=${(event: PointerEvent) => this.#pressed(event, id)}
      >
        <i class="corner"></i>
      </button>
      <button class="control hide" ${cssProperties(at)} aria-label="Hide ${title}" @click=${() => this.#hide(id)} @keydown=${this.#keyedAnywhere}>Hide</button>`;
  }

  #titleOf(id: string): string {
    return this.#widgets[id]?.title ?? id;
  }

  get #placements(): readonly Placement[] {
    return currentPlacements(this.#lines, this.#widgets, this.#layout, this.#owner.arrangement);
  }

  /** The columns that a widget is shown with. */
  #columnsOf(id: string): number {
    return placementsOf(this.#lines).find((one) => one.id === id)?.wide ?? 12;
  }

  readonly #keyedAnywhere = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#end();
    const key = event.ctrlKey || event.metaKey ? event.key.toLowerCase() : '';
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    this.#step(key === 'y' || event.shiftKey ? 'redo' : 'undo');
  };

  #keyed(event: KeyboardEvent, id: string): void {
    const arrow = arrowOf(event.key, this.#board);
    this.#keyedAnywhere(event);
    if (arrow === undefined) return;
    event.preventDefault();
    const box = this.#boxes.find((one) => one.id === id);
    const placement = this.#placements.find((one) => one.id === id);
    if (event.shiftKey && box !== undefined && placement !== undefined) {
      this.#resize(id, sizeByArrow(arrow, placement, { wide: this.#columnsOf(id), height: box.height }));
    } else this.#move(id, this.#indexOf(id, id) + arrow.x + arrow.y);
    this.#focused = id;
  }

  /** Lets the pointer drag the widget, or its corner, from here on. */
  #pressed(start: PointerEvent, id: string): void {
    const handle = start.currentTarget as HTMLElement;
    const isCorner = (start.target as Element).matches('.corner');
    const box = this.#boxes.find((one) => one.id === id) as Box;
    const wide = this.#columnsOf(id);
    handle.setPointerCapture(start.pointerId);
    const dragging = new AbortController();
    const { signal } = dragging;
    const scale = clientScale(this.#board);
    const at = ({ clientX, clientY }: PointerEvent) => ({
      x: (clientX - start.clientX) / scale,
      y: (clientY - start.clientY) / scale,
    });
    const drag = (event: PointerEvent) => {
      const { x, y } = at(event);
      if (isCorner) {
        this.#isPulled = true;
        const across = (x * onwards(this.#board) * wide) / box.width;
        this.#resize(id, { wide: wide + across, height: Math.round((box.height + y) / SNAP) * SNAP });
        return;
      }
      this.#dragged = { id, x, y };
      handle.style.setProperty('translate', `${x}px ${y}px`);
      const target = boxAt(this.#boxes, box.left + box.width / 2 + x, box.top + box.height / 2 + y)?.id;
      this.#target = target !== undefined && this.#indexOf(id, target) !== -1 ? target : undefined;
      this.#board.requestUpdate();
    };
    const drop = ({ type }: PointerEvent) => {
      dragging.abort();
      handle.style.removeProperty('translate');
      const target = this.#target;
      this.#dragged = this.#target = undefined;
      this.#isPulled = false;
      if (type === 'pointerup' && target !== undefined && target !== id) {
        this.#move(id, this.#indexOf(id, target));
      } else this.#board.requestUpdate();
    };
    handle.addEventListener('pointermove', drag, { signal });
    handle.addEventListener('pointerup', drop, { signal });
    handle.addEventListener('pointercancel', drop, { signal });
  }

  /** The index of a widget, or of the tabs in which it is, among the neighbours of another; -1 if it is not there. */
  #indexOf(id: string, target: string): number {
    return neighboursOf(this.#lines, id).findIndex((ids) => ids.includes(target));
  }

  #move(id: string, index: number): void {
    const count = neighboursOf(this.#lines, id).length;
    const at = Math.max(0, Math.min(index, count - 1));
    const { arrangement } = this.#owner;
    const places = moved(this.#placements, this.#lines, id, at);
    const isMoved = at !== this.#indexOf(id, id);
    this.#change(
      isMoved ? { ...arrangement, places } : arrangement,
      `${this.#titleOf(id)}: place ${at + 1} of ${count}`,
    );
  }

  #resize(id: string, size: Partial<Placement>): void {
    const config = this.#widgets[id];
    if (config === undefined) return;
    const places = resized(this.#placements, id, kindOf(config), size);
    const { wide, height } = places.find((one) => one.id === id) as Placement;
    const tall = height === undefined ? '' : `, ${height} pixels high`;
    this.#change({ ...this.#owner.arrangement, places }, `${this.#titleOf(id)}: ${wide} of 12 columns wide${tall}`);
  }

  #show(id: string): void {
    this.#focused = id;
    const { arrangement } = this.#owner;
    const hidden = arrangement.hidden.filter((one) => one !== id);
    this.#change({ ...arrangement, hidden }, `${this.#titleOf(id)} is shown`);
  }

  #reset(): void {
    this.#begins = true;
    this.#change(UNCHANGED, 'As its author arranged it');
  }

  #end(): void {
    this.#isOn = false;
    for (const cell of this.#board.shadowRoot?.querySelectorAll<HTMLElement>('.cell') ?? []) cell.inert = false;
    this.#board.requestUpdate();
    void this.#board.updateComplete.then(() =>
      this.#board.shadowRoot?.querySelector<HTMLElement>('.toolbar [part=menu]')?.focus(),
    );
  }

  #step(way: 'undo' | 'redo'): void {
    const arrangement = this.#steps[way]();
    if (arrangement === undefined) return;
    this.#announced = way === 'undo' ? 'Undone' : 'Done again';
    this.#owner.arrange(arrangement);
  }

  #change(arrangement: Arrangement, announced: string): void {
    this.#announced = announced;
    this.#owner.arrange(arrangement);
  }

  #handle(id: string): HTMLElement | null | undefined {
    return this.#board.shadowRoot?.querySelector<HTMLElement>(`.handle[data-id="${id}"]`);
  }

  /** Lays the handles over their widgets, which move when anything changes. */
  #measure(): void {
    const grid = this.#board.shadowRoot?.querySelector('.grid');
    if (!this.#isOn || !grid) return;
    const cells = [...grid.querySelectorAll<HTMLElement & { widget: string }>('.cell')];
    for (const cell of cells) cell.inert = true; // It lies below its handle
    const boxes = boxesOf(grid, cells);
    if (JSON.stringify(boxes) === JSON.stringify(this.#boxes)) {
      const focused = this.#begins ? boxes[0]?.id : this.#focused;
      if (focused !== undefined) this.#handle(focused)?.focus();
      this.#focused = undefined;
      this.#begins = false;
      return;
    }
    this.#boxes = boxes;
    this.#board.requestUpdate();
  }
}

/** CSS pixels to which a dragged corner keeps. */
const SNAP = 20;
