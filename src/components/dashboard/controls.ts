import { type CSSResultGroup, html, LitElement, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { parseRange } from '../../chart/time-range.js';
import { formatNumber } from '../../text/format.js';
import { controlIcon } from '../look/control-icons.js';
import { icon } from '../look/icons.js';
import { panel } from '../look/panel.styles.js';
import { tokens } from '../look/tokens.styles.js';
import { type Action, openMenu, place } from '../menu/popup-menu.js';
import { toggleFullScreen } from '../menu/widget-menu.js';
import { everySecond } from '../panel/ticker.js';
import { THEME_NAMES, type View } from './board-view.js';
import { ChosenBoard } from './chosen-board.js';
import { boardControls, controlledBoard } from './controls.styles.js';
import { openHelp, openRangeDialog } from './dialogs.js';
import { type BoardKey, listenToKeys } from './keys.js';
import { Kiosk } from './kiosk.js';
import type { SvDashboard, Theme } from './sv-dashboard.js';
import { RANGES, rangeWords } from './time-ranges.js';

/** What a viewer can choose on the board around it. The board brings it along. */
export class SvBoardControls extends LitElement {
  static override styles: CSSResultGroup = [tokens, panel, boardControls];

  @state() private isSearching = false;
  #board: SvDashboard | undefined;
  #chosen: ChosenBoard | undefined;
  #leave: (() => void) | undefined;

  readonly #keys: readonly BoardKey[] = [
    { key: ' ', name: 'Space', does: 'Pause and resume', act: () => this.#togglePause() },
    { key: '/', name: '/', does: 'Search widgets', act: () => this.#openSearch() },
    { key: 't', name: 'T', does: 'Next theme', act: () => this.#nextTheme() },
    { key: 'f', name: 'F', does: 'Full screen', act: () => this.#board && toggleFullScreen(this.#board) },
    { key: 'k', name: 'K', does: 'Kiosk: larger, without controls', act: () => this.#toggleKiosk() },
    { key: '?', name: '?', does: 'This help', act: () => openHelp(this.renderRoot as ShadowRoot, this.#keys) },
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode() as ShadowRoot;
    const board = root.host as SvDashboard;
    const sheet = controlledBoard.styleSheet;
    if (sheet !== undefined && !root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
    const chosen = new ChosenBoard(board);
    const listening = new AbortController();
    const following = { hostUpdated: () => this.#update() };
    board.addController(following);
    const stopTicking = everySecond(() => this.#hub?.isPaused && this.requestUpdate());
    const kiosk = new Kiosk(board);
    listenToKeys(board.fill ? document : board, this.#keys, listening.signal);
    this.#board = board;
    this.#chosen = chosen;
    this.#leave = () => {
      listening.abort();
      stopTicking();
      kiosk.leave();
      board.removeController(following);
      chosen.leave();
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
  }

  get #hub(): SvDashboard['hub'] {
    return this.#board?.hub;
  }

  get #view(): View | undefined {
    return this.#chosen?.view.chosen;
  }

  protected override render(): TemplateResult {
    if (this.#view?.kiosk)
      return html`<button class="control leave" @click=${() => this.#toggleKiosk()}>Leave kiosk</button>`;
    if (this.#chosen?.only !== undefined) {
      return html`${this.#renderRange()}<button class="control" @click=${() => this.#choose({ only: undefined })}>Show all</button>`;
    }
    return html`${this.#renderRange()}${this.#renderPause()}${this.#renderSearch()}
      <button class="control icon-only view" aria-label="View" title="View" aria-haspopup="menu" @click=${this.#openView}>
        ${controlIcon('theme')}
      </button>`;
  }

  /** The time that all charts show, in words. */
  get shownRange(): string | undefined {
    const { range } = this.#chosen ?? {};
    return range === undefined || parseRange(range) === undefined ? undefined : rangeWords(range);
  }

  #renderRange(): TemplateResult {
    const words = this.shownRange ?? 'Time range';
    return html`<button class="control range" title=${words} aria-label="Time range: ${words}" aria-haspopup="menu" @click=${this.#openRanges}>
      <span>${words}</span>${controlIcon('down')}
    </button>`;
  }

  #renderPause(): TemplateResult {
    const hub = this.#hub;
    const isPaused = hub?.isPaused ?? false;
    const waiting = formatNumber(hub?.waiting ?? 0);
    const label = isPaused ? `Resume: ${waiting} updates waiting` : 'Pause';
    return html`<button class="control pause" aria-pressed=${isPaused} aria-label=${label} title=${label} @click=${this.#togglePause}>
      ${controlIcon(isPaused ? 'play' : 'pause')}<span>${isPaused ? waiting : 'Pause'}</span>
    </button>`;
  }

  #renderSearch(): TemplateResult {
    const search = this.#view?.search ?? '';
    return html`<button
        class="control icon-only find"
        aria-label="Search widgets"
        title="Search widgets"
        aria-pressed=${search !== ''}
        aria-expanded=${this.isSearching}
        popovertarget="search"
      >
        ${icon('search')}
      </button>
      <div class="sheet" id="search" popover @beforetoggle=${this.#searchToggles} @toggle=${this.#searchToggled}>
        <label>
          Search widgets
          <input type="search" .value=${search} @input=${this.#searchFor} @keydown=${this.#searchKey}>
        </label>
        <p role="status">${this.isSearching && search !== '' ? this.#matches(search) : nothing}</p>
      </div>`;
  }

  #matches(search: string): string {
    const widgets = Object.entries(this.#hub?.config?.widgets ?? {});
    const count = widgets.filter(([id, widget]) => this.#chosen?.wants(id, widget)).length;
    return count === 0 ? `No widget matches “${search.trim()}”` : `${count} of ${widgets.length} widgets`;
  }

  readonly #searchToggles = (event: Event): void => {
    this.isSearching = (event as ToggleEvent).newState === 'open';
  };

  readonly #searchToggled = (event: Event): void => {
    const sheet = event.currentTarget as HTMLElement;
    if ((event as ToggleEvent).newState !== 'open') return;
    place(sheet, this.#button('.find'));
    sheet.querySelector('input')?.focus();
  };

  readonly #searchFor = (event: Event): void => {
    this.#choose({ search: (event.target as HTMLInputElement).value });
  };

  /** Escape empties the field first, then closes it. */
  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') this.#sheet.hidePopover();
    if (event.key !== 'Escape' || this.#view?.search === '') return;
    event.preventDefault();
    this.#choose({ search: '' });
  };

  #openSearch(): void {
    if (this.#view?.kiosk === false && this.#chosen?.only === undefined) this.#sheet.showPopover();
  }

  get #sheet(): HTMLElement {
    return this.renderRoot.querySelector('#search') as HTMLElement;
  }

  readonly #openRanges = (event: Event): void => {
    const button = event.currentTarget as HTMLButtonElement;
    if (button.ariaExpanded === 'true') return; // The menu closes itself
    const shown = this.#chosen?.range;
    const isFixed = shown !== undefined && parseRange(shown)?.fixed !== undefined;
    const ranges = RANGES.map((range): Action => {
      return { label: rangeWords(range), isChecked: range === shown, run: () => void this.#choose({ range }) };
    });
    const custom: Action = {
      label: 'From – to …',
      isChecked: isFixed,
      run: () => void queueMicrotask(() => this.#askRange()),
    };
    const own: Action = {
      label: 'As each chart has it',
      isChecked: shown === undefined,
      run: () => void this.#choose({ range: undefined }),
    };
    openMenu(button, [ranges, [custom, own]]);
  };

  #askRange(): void {
    const { span = 300_000, fixed } = parseRange(this.#chosen?.range ?? '') ?? {};
    const now = Date.now();
    openRangeDialog(this.renderRoot as ShadowRoot, fixed ?? { first: now - span, last: now }, (range) =>
      this.#choose({ range }),
    );
  }

  readonly #openView = (event: Event): void => {
    const button = event.currentTarget as HTMLButtonElement;
    if (button.ariaExpanded === 'true') return; // The menu closes itself
    const themes = Object.entries(THEME_NAMES).map(([theme, label]): Action => {
      const run = () => void this.#choose({ theme: theme as Theme });
      return { label, isChecked: theme === this.#board?.shownTheme, run };
    });
    const help = () => void queueMicrotask(() => openHelp(this.renderRoot as ShadowRoot, this.#keys));
    const kiosk = { label: 'Kiosk', run: () => void this.#toggleKiosk() };
    openMenu(button, [themes, [kiosk, { label: 'Keyboard', run: help }]]);
  };

  #nextTheme(): void {
    const themes = Object.keys(THEME_NAMES) as Theme[];
    const next = (themes.indexOf(this.#board?.shownTheme ?? 'auto') + 1) % themes.length;
    this.#choose({ theme: themes[next] });
  }

  #toggleKiosk(): void {
    this.#choose({ kiosk: !this.#view?.kiosk });
  }

  readonly #togglePause = (): void => {
    const hub = this.#hub;
    if (hub === undefined) return;
    if (hub.isPaused) hub.resume();
    else hub.pause();
  };

  #choose(choice: Partial<View>): void {
    this.#chosen?.view.choose(choice);
    this.requestUpdate();
  }

  #update(): void {
    this.requestUpdate();
  }

  #button(selector: string): HTMLButtonElement {
    return this.renderRoot.querySelector(selector) as HTMLButtonElement;
  }
}

export function define(): void {
  if (customElements.get('sv-board-controls') === undefined)
    customElements.define('sv-board-controls', SvBoardControls);
}
