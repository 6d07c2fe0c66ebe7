import { type CSSResultGroup, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { rangeWords } from '../../chart/axes/range-words.js';
import type { ConfigMessage, WidgetConfig } from '../../core/messages.js';
import type { Hub, Token } from '../../runtime/hub.js';
import { HubController, type HubHost } from '../../runtime/lit/hub-controller.js';
import { isWanted } from '../board/board-context.js';
import { bidi } from '../look/bidi.styles.js';
import { cssProperties } from '../look/css-properties.js';
import { inherited } from '../look/inherited.styles.js';
import { panel } from '../look/panel.styles.js';
import { StyledElement } from '../look/styled-element.js';
import { isTheme, type Theme } from '../look/themes.js';
import { tokens } from '../look/tokens.styles.js';
import { menuButton } from '../menu/menu-button.js';
import type { MenuHost, MenuOffer } from '../menu/menu-host.js';
import { renderPlayer } from '../panel/player.js';
import { PRINT_PAGE, printPage } from '../panel/print-page.js';
import { Printing } from '../panel/printing.js';
import { pageRelay } from '../panel/surroundings.js';
import { UNCHANGED } from './arranging/arrangement-storage.js';
import type { Arranging } from './arranging/arranging.js';
import { type Line, linesOf } from './arranging/layout.js';
import { drawnIn, renderLines, sizesOf } from './board-grid.js';
import { renderBoardMessage } from './board-message.js';
import { BoardStore } from './board-store.js';
import { PageAround } from './page-around.js';
import { dashboard } from './sv-dashboard.styles.js';

/**
 * A whole board: the title, the state of the pipeline, and every widget of a relay. Elements that the page puts into it
 * are shown instead of all widgets and need no `src`.
 *
 * ```html
 * <sv-dashboard src="http://127.0.0.1:8765"></sv-dashboard>
 * ```
 *
 * @summary Every widget of a pipeline on one board.
 * @attr {string} range - The time range of all charts at first: `30s`, `5m`, `12h`, `all`, or two times with a `/` between. Default: as each chart has it.
 * @slot - Elements to show instead of all widgets.
 * @slot account - At the end of the toolbar, for a viewer who has logged in.
 * @csspart board - The background and all on it.
 * @csspart toolbar - Title, state and controls.
 * @csspart grid - The widgets.
 * @csspart player - Play, pause and position of a recording.
 * @cssstate light - The board is light, whatever the system prefers.
 * @cssstate dark - The board is dark, whatever the system prefers.
 * @cssstate contrast - The board is black on white, or white on black, as the system prefers.
 */
export class SvDashboard extends StyledElement implements HubHost, MenuHost {
  static override styles: CSSResultGroup = [tokens, inherited, bidi, panel, dashboard];

  /** The relay's address, or that of a recording, which ends in `.ndjson`. Default: that of the relay that serves the page. */
  @property() src: string | undefined;
  /** The relay's viewer token, where a page of another origin shows a relay that asks for credentials. */
  @property() token: string | undefined;
  /** Gives the token for each attempt to connect, in place of the attribute. */
  @property({ attribute: false }) getToken: Token | undefined;
  /** The title. Default: the pipeline's. */
  @property() heading: string | undefined;
  /** The colours. Default: as the pipeline says, else as the system prefers. */
  @property() theme: Theme | undefined;
  /** The time zone in which tables show times, such as `"UTC"`. Default: as the pipeline says, else the viewer's. */
  @property() timezone: string | undefined;
  /** Fills the window and gives the page its title and colours, as on the relay's own page. */
  @property({ type: Boolean, reflect: true }) fill = false;

  /** How many times as fast as it was recorded a recording is played. */
  @property({ type: Number }) speed: number | undefined;
  /** A recording begins anew after its end. */
  @property({ type: Boolean }) loop = false;
  /** A recording is shown without its player. */
  @property({ type: Boolean, attribute: 'no-player' }) noPlayer = false;

  /** Says which of its widgets the page wants to show; the viewer searches among those. */
  @property({ attribute: false }) wants: (id: string, widget: WidgetConfig) => boolean = () => true;

  @state() private hasChildren = false;
  // For its controls, not for pages.
  readonly store = new BoardStore(this);
  readonly printing = new Printing(this, () => this.performUpdate());
  readonly #internals = this.attachInternals();
  readonly #relay = new HubController(this);
  readonly #page = new PageAround(this);
  /** As its page has it; `undefined` while the viewer has chosen none. */
  #themeBefore: { readonly theme: Theme | undefined } | undefined;
  #lines: readonly Line[] = [];
  /** Loaded when the viewer has changed something, or is about to. */
  #arranging: Arranging | undefined;
  #canArrange = true;
  #hasControls = false;
  /** A link may ask for another view: nothing is drawn before the controls have read it. */
  #awaitsLink = false;

  constructor() {
    super();
    this.store.subscribe(() => this.#followChoices());
  }

  /** The address that the widgets come from. */
  get relay(): string | undefined {
    return this.src ?? pageRelay();
  }

  // For its controls, not for pages.
  get lines(): readonly Line[] {
    return this.#lines;
  }

  /** Everything that it has from its relay. */
  get hub(): Hub | undefined {
    return this.#relay.hub;
  }

  /** The relay's whole address. */
  get address(): string | undefined {
    return this.#relay.hub?.url;
  }

  /** Begins the mode in which the viewer moves, resizes and hides widgets. It is kept in this browser. */
  async arrange(): Promise<void> {
    (await this.#loadArranging())?.start();
  }

  get credential(): Token | undefined {
    return this.getToken ?? this.token;
  }

  // For its menu, not for pages.
  get menuOffer(): MenuOffer {
    const { title, range = '' } = this.store.state;
    return {
      fileName: 'dashboard',
      subject: [title, rangeWords(range)],
      view: [],
      actions: [
        ...(this.childElementCount > 0 ? [] : [{ label: 'Arrange', run: () => void this.arrange() }]),
        { label: PRINT_PAGE, run: () => printPage(this) },
      ],
      relay: this.hub?.playback === undefined ? this.address : undefined,
      widget: undefined,
      exports: [['Export everything (ZIP)', 'export.zip']],
      rows: undefined,
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.hasChildren = this.querySelector(':scope > :not([slot])') !== null;
    if (this.fill && location.search !== '' && !this.#hasControls) {
      this.#awaitsLink = true;
      this.#loadControls();
    }
  }

  /** Not in `willUpdate`: the controller joins another relay between that and this. */
  protected override update(changed: PropertyValues<this>): void {
    const config = this.#relay.hub?.config;
    this.#internals.states.clear();
    this.#internals.states.add(this.shownTheme);
    this.#applyAccent(config?.accent);
    this.store.learn({
      address: config && this.address,
      ownTitle: config?.title,
      title: this.#title,
      timezone: this.timezone ?? config?.timezone,
      range: this.getAttribute('range') ?? undefined,
      widgets: config?.widgets ?? {},
    });
    super.update(changed);
    this.store.learn({ cells: drawnIn(this.#lines, this.store.choices.tabs) });
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('src') || changed.has('token') || changed.has('getToken')) this.#updateElements();
    this.#page.follow(this.fill ? { title: this.#title, theme: this.shownTheme } : undefined);
    // The widgets come first: the controls are loaded when these have been drawn.
    if (!this.#hasControls && this.#relay.hub?.config !== undefined) {
      const view = this.ownerDocument.defaultView ?? window; // The window of this script may be hidden, and draw nothing
      view.requestAnimationFrame(() => setTimeout(() => this.#loadControls()));
    }
  }

  protected override render(): TemplateResult {
    const config = this.#relay.hub?.config;
    const wanted = config === undefined || this.hasChildren ? undefined : this.#wanted(config);
    this.#lines = wanted === undefined || this.#awaitsLink ? [] : this.#linesOf(wanted);
    const lines = this.#lines;
    const { tabs } = this.store.choices;
    return html`<div class="board ${lines.length > 0 ? 'lines' : ''}" part="board" aria-busy=${this.#awaitsLink} ${cssProperties(sizesOf(lines))}>
      ${this.#renderToolbar(config)}${this.#arranging?.renderBar(wanted?.widgets ?? {}, lines)}
      <div class="grid" part="grid">
        <slot @slotchange=${this.#childrenChanged}></slot>
        ${renderLines(lines, { relay: this.relay, widgets: config?.widgets ?? {}, tabs })} ${this.#renderMessage(config, wanted)}
        ${this.#arranging?.renderHandles()}
      </div>
      ${this.printing.render(this.menuOffer.subject, this.address)}
    </div>`;
  }

  /** The lines as the viewer has arranged them; until they can be drawn, those of before. */
  #linesOf({ widgets, layout }: ConfigMessage): readonly Line[] {
    // What is shown alone is shown, also if it is hidden on the board.
    if (this.store.state.alone !== undefined) return linesOf(widgets, layout);
    if (this.#arranging !== undefined) return this.#arranging.linesOf(widgets, layout);
    if (this.store.arrangement === UNCHANGED || !this.#canArrange) return linesOf(widgets, layout);
    void this.#loadArranging();
    return this.#lines;
  }

  #loadControls(): void {
    if (this.#hasControls) return;
    this.#hasControls = true;
    // Without them, such as when the relay is away, a board is still a board.
    void import('./controls.js')
      .then(
        (part) => part.define(),
        () => {},
      )
      .then(() => {
        this.#awaitsLink = false;
        this.requestUpdate();
      });
  }

  async #loadArranging(): Promise<Arranging | undefined> {
    try {
      const { Arranging } = await import('./arranging/arranging.js');
      this.#arranging ??= new Arranging(this, this.store);
    } catch {
      this.#canArrange = false; // The relay does not answer: better as its author arranged it than not at all
    }
    this.requestUpdate();
    return this.#arranging;
  }

  #followChoices(): void {
    const { theme } = this.store.choices;
    if (theme !== undefined) {
      this.#themeBefore ??= { theme: this.theme };
      this.theme = theme;
    } else if (this.#themeBefore !== undefined) {
      this.theme = this.#themeBefore.theme;
      this.#themeBefore = undefined;
    }
    this.requestUpdate();
  }

  #renderToolbar(config: ConfigMessage | undefined): TemplateResult {
    const title = this.#title;
    return html`<header class="toolbar" part="toolbar">
      ${title === undefined ? nothing : html`<h1 title=${title} .textContent=${title}></h1>`}
      <sv-status .src=${this.relay}></sv-status>
      <sv-board-controls></sv-board-controls>${menuButton(title, 'control icon-only')}<slot name="account"></slot>
      ${config?.description === undefined ? nothing : html`<p class="description" .textContent=${config.description}></p>`}
    </header>
    ${renderPlayer(this.#relay.hub?.playback, this)}`;
  }

  #wanted(config: ConfigMessage): ConfigMessage {
    const { state } = this.store;
    const isShown = (id: string, widget: WidgetConfig) => this.wants(id, widget) && isWanted(state, id, widget);
    const widgets = Object.entries(config.widgets).filter(([id, widget]) => isShown(id, widget));
    return { ...config, widgets: Object.fromEntries(widgets) };
  }

  #renderMessage(config: ConfigMessage | undefined, wanted: ConfigMessage | undefined): unknown {
    const { mistake, hub } = this.#relay;
    const isHidden = this.#lines.length === 0 && this.#arranging !== undefined && !this.#awaitsLink;
    const problem = mistake ?? (config === undefined ? hub?.status.problem : undefined);
    return renderBoardMessage({ problem, widgets: config?.widgets, wanted: wanted?.widgets, isHidden }, this.store);
  }

  get #title(): string | undefined {
    return this.heading ?? this.#relay.hub?.config?.title;
  }

  /** The theme that is shown: chosen here, or by the pipeline. */
  get shownTheme(): Theme {
    const theme = this.theme ?? this.#relay.hub?.config?.theme;
    return isTheme(theme) ? theme : 'auto';
  }

  /** Sets the accent for the controls and the widgets; a page's own `--sv-accent` comes before it. */
  #applyAccent(accent = ''): void {
    const colour = CSS.supports('color', accent) ? accent : '';
    this.style.setProperty('--_brand', colour);
    // White or black, whichever is easier to read on it.
    this.style.setProperty('--_on-brand', colour && `oklch(from ${colour} clamp(0, (l - 0.57) * -99, 1) 0 0)`);
  }

  #childrenChanged(): void {
    this.hasChildren = this.querySelector(':scope > :not([slot])') !== null;
    this.#updateElements();
  }

  /** Has the elements inside look again for their relay and its token. */
  #updateElements(): void {
    for (const child of this.querySelectorAll('*')) if (child instanceof LitElement) child.requestUpdate();
  }
}
