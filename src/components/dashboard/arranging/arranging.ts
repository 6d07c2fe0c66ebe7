import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { ConfigMessage } from '../../../core/messages.js';
import { cssProperties } from '../../look/css-properties.js';
import { kindOf, type Line } from '../layout.js';
import type { SvDashboard } from '../sv-dashboard.js';
import {
  type Arrangement,
  arrangedLines,
  moved,
  neighboursOf,
  type Place,
  placesOf,
  resized,
  UNCHANGED,
} from './arrangement.js';
import { arrangementKey } from './arrangement-key.js';
import { arranging } from './arranging.styles.js';

/** Where a widget is drawn, in the grid. */
interface Box {
  readonly id: string;
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** What the viewer of a board changed of it, kept in this browser, and the mode in which it is changed. */
export class Arranging {
  readonly #board: SvDashboard;
  #key = '';
  #config: ConfigMessage = { type: 'config', widgets: {} };
  #arrangement = UNCHANGED;
  #lines: readonly Line[] = [];
  #isOn = false;
  /** Whether the first handle is still to get the focus. */
  #begins = false;
  #said = '';
  #boxes: readonly Box[] = [];
  /** Moved by key: its handle has the focus again when everything is in its place. */
  #focused: string | undefined;
  #target: string | undefined;
  #dragged: { readonly id: string; readonly x: number; readonly y: number } | undefined;

  constructor(board: SvDashboard) {
    this.#board = board;
    const root = board.shadowRoot as ShadowRoot;
    if (arranging.styleSheet !== undefined) root.adoptedStyleSheets.push(arranging.styleSheet);
    new ResizeObserver(() => this.#measure()).observe(board);
  }

  lines(config: ConfigMessage): readonly Line[] {
    const key = arrangementKey(this.#board.address ?? '', config.title);
    if (key !== this.#key) {
      this.#key = key;
      this.#arrangement = storedAt(key);
    }
    this.#config = config;
    this.#lines = arrangedLines(config.widgets, config.layout, this.#arrangement);
    return this.#lines;
  }

  start(): void {
    this.#isOn = true;
    this.#begins = true;
    this.#board.requestUpdate();
  }

  hide(id: string): void {
    const at = this.#boxes.findIndex((box) => box.id === id);
    if (this.#isOn) this.#focused = (this.#boxes[at + 1] ?? this.#boxes[at - 1])?.id; // Its button goes with it
    const { hidden } = this.#arrangement;
    this.#change({ ...this.#arrangement, hidden: [...hidden, id] }, `${this.#titleOf(id)} is hidden`);
  }

  /** What stands above the grid. */
  renderBar(): TemplateResult | typeof nothing {
    if (!this.#isOn) return nothing;
    const { hidden, places } = this.#arrangement;
    const isChanged = hidden.length > 0 || places !== undefined;
    const gone = hidden.filter((id) => Object.hasOwn(this.#config.widgets, id));
    return html`<div class="arranging" role="region" aria-label="Arrange the board" @keydown=${this.#escape}>
        <p id="arranging-help">Drag a widget or its corner. By key: arrows move it, Shift and arrows change its size.</p>
        ${gone.map((id) => html`<button class="control" @click=${() => this.#show(id)}>Show ${this.#titleOf(id)}</button>`)}
        ${isChanged ? html`<button class="control" @click=${() => this.#reset()}>Reset</button>` : nothing}
        <button class="control" @click=${() => this.#end()}>Done</button>
        <span class="visually-hidden" role="status">${this.#said}</span>
      </div>`;
  }

  /** What lies over the widgets, inside the grid. */
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
      <button class="control hide" ${cssProperties(at)} aria-label="Hide ${title}" @click=${() => this.hide(id)} @keydown=${this.#escape}>Hide</button>`;
  }

  #titleOf(id: string): string {
    return this.#config.widgets[id]?.title ?? id;
  }

  get #places(): readonly Place[] {
    return placesOf(this.#lines);
  }

  readonly #escape = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') this.#end();
  };

  #keyed(event: KeyboardEvent, id: string): void {
    const step = STEPS[event.key];
    this.#escape(event);
    if (step === undefined) return;
    event.preventDefault();
    const places = this.#places;
    if (event.shiftKey) {
      const box = this.#boxes.find((one) => one.id === id);
      const { wide = 12, height } = places.find((one) => one.id === id) ?? {};
      const tall = step.y === 0 ? height : (height ?? box?.height ?? 0) + step.y * TALLER;
      this.#resize(id, { wide: wide + step.x, ...(tall === undefined ? {} : { height: tall }) });
    } else this.#move(id, this.#indexOf(id, id) + step.x + step.y);
    this.#focused = id;
  }

  /** From here on the pointer drags the widget, or its corner. */
  #pressed(start: PointerEvent, id: string): void {
    const handle = start.currentTarget as HTMLElement;
    const isCorner = (start.target as Element).matches('.corner');
    const box = this.#boxes.find((one) => one.id === id) as Box;
    const wide = this.#places.find((one) => one.id === id)?.wide ?? 12;
    handle.setPointerCapture(start.pointerId);
    const dragging = new AbortController();
    const { signal } = dragging;
    const at = (event: PointerEvent) => ({ x: event.clientX - start.clientX, y: event.clientY - start.clientY });
    const drag = (event: PointerEvent) => {
      const { x, y } = at(event);
      if (isCorner) {
        const column = box.width / wide;
        this.#resize(id, { wide: wide + x / column, height: Math.round((box.height + y) / SNAP) * SNAP });
        return;
      }
      this.#dragged = { id, x, y };
      handle.style.setProperty('translate', `${x}px ${y}px`);
      const target = this.#boxAt(box.left + box.width / 2 + x, box.top + box.height / 2 + y)?.id;
      this.#target = target !== undefined && this.#indexOf(id, target) !== -1 ? target : undefined;
      this.#board.requestUpdate();
    };
    const drop = ({ type }: PointerEvent) => {
      dragging.abort();
      handle.style.removeProperty('translate');
      const target = this.#target;
      this.#dragged = this.#target = undefined;
      if (type === 'pointerup' && target !== undefined && target !== id) {
        this.#move(id, this.#indexOf(id, target));
      } else this.#board.requestUpdate();
    };
    handle.addEventListener('pointermove', drag, { signal });
    handle.addEventListener('pointerup', drop, { signal });
    handle.addEventListener('pointercancel', drop, { signal });
  }

  #boxAt(x: number, y: number): Box | undefined {
    return this.#boxes.find(
      ({ left, top, width, height }) => x >= left && x <= left + width && y >= top && y <= top + height,
    );
  }

  /** Of a widget, or of the tabs in which it is, among what another can be moved. -1: it is not there. */
  #indexOf(id: string, target: string): number {
    return neighboursOf(this.#lines, id).findIndex((ids) => ids.includes(target));
  }

  #move(id: string, index: number): void {
    const count = neighboursOf(this.#lines, id).length;
    const at = Math.max(0, Math.min(index, count - 1)) + 1;
    const places = moved(this.#lines, id, index);
    this.#change({ ...this.#arrangement, places }, `${this.#titleOf(id)}: place ${at} of ${count}`);
  }

  #resize(id: string, size: Omit<Place, 'id'>): void {
    const config = this.#config.widgets[id];
    if (config === undefined) return;
    const places = resized(this.#places, id, kindOf(config), size);
    const { wide, height } = places.find((one) => one.id === id) as Place;
    const tall = height === undefined ? '' : `, ${height} pixels high`;
    this.#change({ ...this.#arrangement, places }, `${this.#titleOf(id)}: ${wide} of 12 columns wide${tall}`);
  }

  #show(id: string): void {
    this.#focused = id;
    const hidden = this.#arrangement.hidden.filter((one) => one !== id);
    this.#change({ ...this.#arrangement, hidden }, `${this.#titleOf(id)} is shown`);
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

  #change(arrangement: Arrangement, said: string): void {
    this.#arrangement = arrangement;
    this.#said = said;
    store(this.#key, arrangement);
    this.#board.requestUpdate();
  }

  #handle(id: string): HTMLElement | null | undefined {
    return this.#board.shadowRoot?.querySelector<HTMLElement>(`.handle[data-id="${id}"]`);
  }

  /** Handles lie over their widgets; those move when anything changes. */
  #measure(): void {
    const grid = this.#board.shadowRoot?.querySelector('.grid');
    if (!this.#isOn || !grid) return;
    const origin = grid.getBoundingClientRect();
    const cells = grid.querySelectorAll<HTMLElement & { widget: string }>('.cell');
    const boxes = [...cells].map((cell) => {
      cell.inert = true; // It lies below its handle
      const { left, top, width, height } = cell.getBoundingClientRect();
      return { id: cell.widget, left: left - origin.left, top: top - origin.top, width, height };
    });
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

const STEPS: Readonly<Record<string, { readonly x: number; readonly y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};

/** CSS pixels: that a key makes a widget taller, and that a dragged corner keeps to. */
const TALLER = 40;
const SNAP = 20;

function storedAt(key: string): Arrangement {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    return isArrangement(stored) ? stored : UNCHANGED;
  } catch {
    return UNCHANGED;
  }
}

/** What is stored may be of another version. */
function isArrangement(value: unknown): value is Arrangement {
  const { hidden, places = [] } = (value ?? {}) as { hidden?: unknown; places?: unknown };
  const isPlace = (one: Partial<Place> | null) => typeof one?.id === 'string' && typeof one.wide === 'number';
  return Array.isArray(hidden) && Array.isArray(places) && places.every(isPlace);
}

/** A browser may refuse to keep anything; then the arrangement lasts as long as the page. */
function store(key: string, arrangement: Arrangement): void {
  try {
    if (arrangement === UNCHANGED) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(arrangement));
  } catch {}
}
