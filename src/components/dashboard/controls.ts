import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { rangeWords } from '../../chart/axes/range-words.js';
import { parseRange } from '../../chart/axes/time-range.js';
import type { Hub } from '../../runtime/hub.js';
import { isWanted } from '../board/board-context.js';
import { bidi } from '../look/bidi.styles.js';
import { controlIcon } from '../look/control-icons.js';
import { icon } from '../look/icons.js';
import { panel } from '../look/panel.styles.js';
import { positionBelow } from '../look/position-below.js';
import { addStyles, StyledElement } from '../look/styled-element.js';
import { THEMES, type Theme } from '../look/themes.js';
import { tokens } from '../look/tokens.styles.js';
import { toggleFullScreen } from '../menu/full-screen.js';
import type { Action } from '../menu/menu-host.js';
import { openMenu } from '../menu/popup-menu.js';
import { type AddressedBoard, BoardAddress } from './board-address.js';
import type { BoardStore, ViewerChoices } from './board-store.js';
import { boardControls, controlledBoard } from './controls.styles.js';
import { openHelp, openRangeDialog } from './dialogs.js';
import { type BoardKey, listenToKeys } from './keys.js';
import { Kiosk, type KioskBoard } from './kiosk.js';

/** The board around the controls. */
export interface ControlledBoard extends AddressedBoard, KioskBoard {
  readonly store: BoardStore;
  readonly shownTheme: Theme;
}

/** The buttons and keys by which a viewer chooses what the board around them shows. The board brings them along. */
export class SvBoardControls extends StyledElement {
  static override styles: CSSResultGroup = [tokens, bidi, panel, boardControls];

  @state() private isSearching = false;
  #board!: ControlledBoard;
  /** Made once: a link holds when the page is opened, not again when the board is moved. */
  #address: BoardAddress | undefined;
  #leave: (() => void) | undefined;

  readonly #keys: readonly BoardKey[] = [
    { key: ' ', name: 'Space', does: 'Pause and resume', act: () => this.#togglePause() },
    { key: '/', name: '/', does: 'Search widgets', act: () => this.#openSearch() },
    { key: 't', name: 'T', does: 'Next theme', act: () => this.#nextTheme() },
    { key: 'f', name: 'F', does: 'Full screen', act: () => toggleFullScreen(this.#board) },
    {
      key: 'k',
      name: 'K',
      does: 'Kiosk: all of it, as large as it fits, without controls',
      act: () => this.#toggleKiosk(),
    },
    { key: '?', name: '?', does: 'This help', act: () => openHelp(this.renderRoot as ShadowRoot, this.#keys) },
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode() as ShadowRoot;
    const board = root.host as unknown as ControlledBoard;
    addStyles(root, controlledBoard);
    this.#address ??= new BoardAddress(board, board.store);
    this.#address.enter();
    const kiosk = new Kiosk(board, board.store);
    const following = {
      hostUpdated: () => {
        kiosk.fit();
        this.requestUpdate();
      },
    };
    board.addController(following);
    const listening = new AbortController();
    listenToKeys(board.fill ? this.ownerDocument : board, this.#keys, listening.signal);
    this.#board = board;
    this.#leave = () => {
      listening.abort();
      board.removeController(following);
      kiosk.leave();
      this.#address?.leave();
    };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#leave?.();
  }

  get #hub(): Hub | undefined {
    return this.#board.hub;
  }

  get #store(): BoardStore {
    return this.#board.store;
  }

  get #choices(): ViewerChoices {
    return this.#store.choices;
  }

  protected override render(): TemplateResult {
    if (this.#choices.kiosk)
      return html`<button class="control leave" @click=${() => this.#toggleKiosk()}>Leave kiosk</button>`;
    if (this.#store.state.alone !== undefined) {
      return html`${this.#renderRange()}${this.#renderPause()}<button class="control" @click=${() => this.#choose({ alone: undefined })}>Show all</button>`;
    }
    return html`${this.#renderHidden()}${this.#renderFound()}${this.#renderRange()}${this.#renderPause()}${this.#renderSearch()}
      <button class="control icon-only view" aria-label="View" title="View" aria-haspopup="menu" @click=${this.#openView}>
        ${controlIcon('theme')}
      </button>`;
  }

  #renderHidden(): TemplateResult | typeof nothing {
    const widgets = this.#hub?.config?.widgets ?? {};
    const count = this.#store.arrangement.hidden.filter((id) => Object.hasOwn(widgets, id)).length;
    if (count === 0) return nothing;
    return html`<button class="control" @click=${() => this.#store.showHidden()}>${count} hidden · Show</button>`;
  }

  /** Says that a search leaves widgets out, also when its field is closed. */
  #renderFound(): TemplateResult | typeof nothing {
    const { search } = this.#choices;
    if (search.trim() === '') return nothing;
    return html`<button class="control" @click=${() => this.#choose({ search: '' })}>${this.#found()} · Clear search</button>`;
  }

  #renderRange(): TemplateResult {
    const words = rangeWords(this.#store.state.range ?? '') ?? 'Time range';
    return html`<button class="control range" title=${words} aria-label="Time range: ${words}" aria-haspopup="menu" @click=${this.#openRanges}>
      <span .textContent=${words}></span>${controlIcon('down')}
    </button>`;
  }

  #renderPause(): TemplateResult {
    const isStill = this.#hub?.isStill ?? false;
    return html`<button class="control pause ${isStill ? 'primary' : ''}" @click=${this.#togglePause}>
      ${controlIcon(isStill ? 'play' : 'pause')}<span .textContent=${isStill ? 'Resume' : 'Pause'}></span>
    </button>`;
  }

  #renderSearch(): TemplateResult {
    const { search } = this.#choices;
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
        <p role="status" .textContent=${this.isSearching && search !== '' ? this.#matches(search) : ''}></p>
      </div>`;
  }

  #matches(search: string): string {
    const found = this.#found();
    return found.startsWith('0 ') ? `No widget matches “${search.trim()}”` : found;
  }

  /** Such as "3 of 8 widgets". */
  #found(): string {
    const widgets = Object.entries(this.#hub?.config?.widgets ?? {});
    const count = widgets.filter(([id, widget]) => isWanted(this.#store.state, id, widget)).length;
    return `${count} of ${widgets.length} widgets`;
  }

  readonly #searchToggles = (event: Event): void => {
    this.isSearching = (event as ToggleEvent).newState === 'open';
  };

  readonly #searchToggled = (event: Event): void => {
    const sheet = event.currentTarget as HTMLElement;
    if ((event as ToggleEvent).newState !== 'open') return;
    positionBelow(sheet, this.renderRoot.querySelector('.find') as HTMLElement, 'end');
    sheet.querySelector('input')?.focus();
  };

  readonly #searchFor = (event: Event): void => {
    this.#choose({ search: (event.target as HTMLInputElement).value });
  };

  /** Escape empties the field first, then closes it. The browser alone would not: WebKit's field keeps Escape to itself. */
  readonly #searchKey = (event: KeyboardEvent): void => {
    const isEscape = event.key === 'Escape';
    if (isEscape) event.preventDefault();
    if (isEscape && this.#choices.search !== '') this.#choose({ search: '' });
    else if (isEscape || event.key === 'Enter') this.#sheet.hidePopover();
  };

  #openSearch(): void {
    if (!this.#choices.kiosk && this.#store.state.alone === undefined) this.#sheet.showPopover();
  }

  get #sheet(): HTMLElement {
    return this.renderRoot.querySelector('#search') as HTMLElement;
  }

  readonly #openRanges = (event: Event): void => {
    const button = event.currentTarget as HTMLButtonElement;
    if (button.ariaExpanded === 'true') return; // The menu closes itself
    const shown = this.#store.state.range;
    const isFixed = shown !== undefined && parseRange(shown)?.fixed !== undefined;
    const ranges = RANGES.map((range): Action => {
      return { label: rangeWords(range) ?? range, isChecked: range === shown, run: () => void this.#choose({ range }) };
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
    const { span = 300_000, fixed } = parseRange(this.#store.state.range ?? '') ?? {};
    const now = Date.now();
    openRangeDialog(this.renderRoot as ShadowRoot, fixed ?? { first: now - span, last: now }, (range) =>
      this.#choose({ range }),
    );
  }

  readonly #openView = (event: Event): void => {
    const button = event.currentTarget as HTMLButtonElement;
    if (button.ariaExpanded === 'true') return; // The menu closes itself
    const themes = THEMES.map((theme): Action => {
      const run = () => void this.#choose({ theme });
      return { label: THEME_NAMES[theme], isChecked: theme === this.#board.shownTheme, run };
    });
    const help = () => void queueMicrotask(() => openHelp(this.renderRoot as ShadowRoot, this.#keys));
    const kiosk = { label: 'Kiosk', run: () => void this.#toggleKiosk() };
    openMenu(button, [themes, [kiosk, { label: 'Keyboard', run: help }]]);
  };

  #nextTheme(): void {
    const next = (THEMES.indexOf(this.#board.shownTheme) + 1) % THEMES.length;
    this.#choose({ theme: THEMES[next] });
  }

  #toggleKiosk(): void {
    this.#choose({ kiosk: !this.#choices.kiosk });
  }

  readonly #togglePause = (): void => {
    const hub = this.#hub;
    if (hub === undefined) return;
    if (hub.isStill) hub.resume();
    else hub.pause();
  };

  #choose(choice: Partial<ViewerChoices>): void {
    this.#store.choose(choice);
    this.requestUpdate();
  }
}

const RANGES = ['30s', '1m', '5m', '15m', '30m', '1h', '3h', '6h', '12h', '24h', 'all'] as const;

const THEME_NAMES: Readonly<Record<Theme, string>> = {
  auto: 'As the system',
  light: 'Light',
  dark: 'Dark',
  contrast: 'High contrast',
};

/** Registers `<sv-board-controls>`. */
export function define(): void {
  if (customElements.get('sv-board-controls') === undefined)
    customElements.define('sv-board-controls', SvBoardControls);
}
