import { type CSSResultGroup, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ConfigMessage, WidgetConfig } from '../../core/messages.js';
import type { Hub, Token } from '../../runtime/hub.js';
import { HubController, type HubHost } from '../../runtime/lit/hub-controller.js';
import { cssProperties } from '../look/css-properties.js';
import { panel } from '../look/panel.styles.js';
import { tokens } from '../look/tokens.styles.js';
import { menuButton } from '../menu/menu-button.js';
import { placeholder } from '../panel/placeholder.js';
import { renderPlayer } from '../panel/player.js';
import type { StreamElement } from '../panel/stream-element.js';
import { pageRelay } from '../panel/surroundings.js';
import { hasArrangement } from './arranging/arrangement-key.js';
import type { Arranging } from './arranging/arranging.js';
import { type Block, type Cell, heightOf, type Line, linesOf } from './layout.js';
import { dashboard } from './sv-dashboard.styles.js';
import { BoardTabs } from './tabs.js';

const THEMES = ['auto', 'light', 'dark', 'contrast'] as const;
export type Theme = (typeof THEMES)[number];

/**
 * A whole board: the title, how the pipeline stands, and every widget of a relay. Elements inside it, given by the
 * page, are shown instead of all widgets and need no `src`.
 *
 * ```html
 * <sv-dashboard src="http://127.0.0.1:8765"></sv-dashboard>
 * ```
 *
 * @summary Every widget of a pipeline on one board.
 * @attr {string} range - The time range of all charts at first: `30s`, `5m`, `12h`, `all`, or two times with a `/` between. Default: as each chart has it.
 * @slot - Elements to show instead of all widgets.
 * @slot account - At the end of the toolbar, for who has logged in.
 * @csspart board - The background and all on it.
 * @csspart toolbar - Title, state and controls.
 * @csspart grid - The widgets.
 * @csspart player - Of a recording: play, pause and position.
 * @cssstate light - The board is light, whatever the system prefers.
 * @cssstate dark - The board is dark, whatever the system prefers.
 * @cssstate contrast - The board is black on white, or white on black, as the system prefers.
 */
export class SvDashboard extends LitElement implements HubHost {
  static override styles: CSSResultGroup = [tokens, panel, dashboard];

  /** The relay's address, or that of a recording, which ends in `.ndjson`. Default: that of the relay that serves the page. */
  @property() src: string | undefined;
  /** The relay's viewer token, where a page of another origin shows a relay that asks for credentials. */
  @property() token: string | undefined;
  /** Gives the token for each attempt to connect, in place of the attribute. */
  @property({ attribute: false }) getToken: Token | undefined;
  /** The title. Default: the dashboard's own. */
  @property() heading: string | undefined;
  /** Default: the dashboard's own, else what the system prefers. */
  @property() theme: Theme | undefined;
  /** Fills the window and gives the page its title, as on the relay's own page. */
  @property({ type: Boolean, reflect: true }) fill = false;

  /** Of a recording: how many times as fast as it was recorded it is played. */
  @property({ type: Number }) speed: number | undefined;
  /** Of a recording: it begins anew after its end. */
  @property({ type: Boolean }) loop = false;
  /** Of a recording: it is shown without its player. */
  @property({ type: Boolean, attribute: 'no-player' }) noPlayer = false;

  /** Which of its widgets a viewer wants to see. */
  @property({ attribute: false }) wants: (id: string, widget: WidgetConfig) => boolean = () => true;

  @state() private hasChildren = false;
  readonly #internals = this.attachInternals();
  readonly #relay = new HubController(this);
  /** Loaded when the viewer has changed something, or is about to. */
  #arranging: Arranging | undefined;
  #canArrange = true;
  #hasControls = false;
  /** A link asks for something, which the controls know: what they would change is not drawn before. */
  #awaitsView = false;
  readonly #tabs = new BoardTabs(this);

  /** Where the widgets come from. */
  get relay(): string | undefined {
    return this.src ?? pageRelay();
  }

  /** What it has from its relay. */
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

  override connectedCallback(): void {
    super.connectedCallback();
    this.hasChildren = this.querySelector(':scope > :not([slot])') !== null;
    if (this.fill && location.search !== '' && !this.#hasControls) {
      this.#awaitsView = true;
      this.#loadControls();
    }
  }

  /** Not in `willUpdate`: the controller joins another relay between that and this. */
  protected override update(changed: PropertyValues<this>): void {
    this.#internals.states.clear();
    this.#internals.states.add(this.shownTheme);
    this.#applyAccent(this.#relay.hub?.config?.accent);
    super.update(changed);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('src') || changed.has('token') || changed.has('getToken')) this.#tellElements();
    const title = this.#title;
    if (this.fill && title !== undefined) document.title = title;
    // The widgets come first: the controls are loaded when these have been drawn.
    if (!this.#hasControls && this.#relay.hub?.config !== undefined) {
      requestAnimationFrame(() => setTimeout(() => this.#loadControls()));
    }
  }

  protected override render(): TemplateResult {
    const config = this.#relay.hub?.config;
    const wanted = config === undefined || this.hasChildren ? undefined : this.#wanted(config);
    const lines = wanted === undefined || this.#awaitsView ? [] : this.#linesOf(wanted);
    return html`<div class="board ${lines.length > 0 ? 'lines' : ''}" part="board" aria-busy=${this.#awaitsView} ${cssProperties(sizesOf(lines))}>
      ${this.#renderToolbar(config)}${this.#arranging?.renderBar()}
      <div class="grid" part="grid" @sv-hide=${this.#hide}>
        <slot @slotchange=${this.#childrenChanged}></slot>
        ${this.#renderLines(lines, config)} ${this.#renderMessage(config, wanted)}
        ${this.#arranging?.renderHandles()}
      </div>
    </div>`;
  }

  #linesOf(config: ConfigMessage): readonly Line[] {
    if (this.#arranging !== undefined) return this.#arranging.lines(config);
    if (!this.#canArrange || !hasArrangement(this.address ?? '', config.title)) {
      return linesOf(config.widgets, config.layout);
    }
    void this.#loadArranging();
    return [];
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
        this.#awaitsView = false;
        this.requestUpdate();
      });
  }

  async #loadArranging(): Promise<Arranging | undefined> {
    try {
      const { Arranging } = await import('./arranging/arranging.js');
      this.#arranging ??= new Arranging(this);
    } catch {
      this.#canArrange = false; // The relay does not answer: better as its author arranged it than not at all
    }
    this.requestUpdate();
    return this.#arranging;
  }

  async #hide({ target }: Event): Promise<void> {
    const { widget } = target as StreamElement;
    if (widget !== undefined) (await this.#loadArranging())?.hide(widget);
  }

  #renderToolbar(config: ConfigMessage | undefined): TemplateResult {
    const title = this.#title;
    return html`<header class="toolbar" part="toolbar">
      ${title === undefined ? nothing : html`<h1 title=${title}>${title}</h1>`}
      <sv-status .src=${this.relay}></sv-status>
      <sv-board-controls></sv-board-controls>${menuButton(title, 'control icon-only')}<slot name="account"></slot>
      ${config?.description === undefined ? nothing : html`<p class="description">${config.description}</p>`}
    </header>
    ${renderPlayer(this.#relay.hub?.playback, this)}`;
  }

  #wanted(config: ConfigMessage): ConfigMessage {
    const widgets = Object.entries(config.widgets).filter(([id, widget]) => this.wants(id, widget));
    return { ...config, widgets: Object.fromEntries(widgets) };
  }

  #renderLines(lines: readonly Line[], config: ConfigMessage | undefined): unknown {
    const blocks: Block[] = lines.flatMap((line): readonly Block[] => ('columns' in line ? [line] : line));
    return repeat(blocks, keyOf, (block) => this.#renderBlock(block, config));
  }

  #renderBlock(block: Block, config: ConfigMessage | undefined): TemplateResult {
    if ('kind' in block) return this.#renderCell(block, config);
    if ('tabs' in block) {
      return this.#tabs.render(block, ({ rows }) => repeat(rows, keyOf, (row) => this.#renderBlock(row, config)));
    }
    if ('rows' in block) {
      return html`<div class="stack">${repeat(block.rows, keyOf, (row) => this.#renderBlock(row, config))}</div>`;
    }
    const shares = { '--_shares': block.shares.map((share) => `minmax(0, ${share}fr)`).join(' ') };
    return html`<div class="line ${heightOf(block).growth === 'none' ? '' : 'growing'}" ${cssProperties(shares)}>
      ${repeat(block.columns, keyOf, (one) => this.#renderBlock(one, config))}
    </div>`;
  }

  #renderCell({ id, kind, spans, height: own }: Cell, config: ConfigMessage | undefined): TemplateResult {
    const height = own ?? config?.widgets[id]?.height;
    const sizes = cssProperties({
      '--_wide': String(spans.wide),
      '--_medium': String(spans.medium),
      '--_narrow': String(spans.narrow),
      ...(height === undefined ? {} : { 'block-size': `${height}px`, 'min-block-size': `${height}px` }),
    });
    const { relay } = this;
    switch (kind) {
      case 'stat':
        return html`<sv-stat no-player class="cell stat" .src=${relay} widget=${id} ${sizes}></sv-stat>`;
      case 'metric':
        return html`<sv-metric no-player class="cell metric" .src=${relay} widget=${id} ${sizes}></sv-metric>`;
      case 'gauge':
        return html`<sv-gauge no-player class="cell gauge" .src=${relay} widget=${id} ${sizes}></sv-gauge>`;
      case 'table':
      case 'log':
        return html`<sv-table no-player class="cell ${kind}" .src=${relay} widget=${id} ${sizes}></sv-table>`;
    }
  }

  /** @param wanted The config with the widgets that the viewer wants; `undefined` if the page gives its own elements. */
  #renderMessage(
    config: ConfigMessage | undefined,
    wanted: ConfigMessage | undefined,
  ): TemplateResult | typeof nothing {
    const problem = this.#relay.mistake ?? (config === undefined ? this.#relay.hub?.status.problem : undefined);
    if (problem !== undefined) return placeholder('bad', 'No connection', problem);
    if (config === undefined || wanted === undefined || Object.keys(wanted.widgets).length > 0) return nothing;
    if (Object.keys(config.widgets).length === 0) return placeholder('inbox', 'Waiting for the first widget');
    return placeholder('inbox', 'No widget matches', html`Change the search, or clear it: press <kbd>/</kbd>`);
  }

  get #title(): string | undefined {
    return this.heading ?? this.#relay.hub?.config?.title;
  }

  /** The theme that was chosen here or by the dashboard. */
  get shownTheme(): Theme {
    const theme = this.theme ?? this.#relay.hub?.config?.theme;
    return THEMES.find((one) => one === theme) ?? 'auto';
  }

  /** On the element itself, for the controls and the widgets; a page's own `--sv-accent` comes before it. */
  #applyAccent(accent = ''): void {
    const colour = CSS.supports('color', accent) ? accent : '';
    this.style.setProperty('--_brand', colour);
    // White or black, whichever is easier to read on it.
    this.style.setProperty('--_on-brand', colour && `oklch(from ${colour} clamp(0, (l - 0.57) * -99, 1) 0 0)`);
  }

  #childrenChanged(): void {
    this.hasChildren = this.querySelector(':scope > :not([slot])') !== null;
    this.#tellElements();
  }

  /** Elements inside find their relay here; they look again when they update. */
  #tellElements(): void {
    for (const child of this.querySelectorAll('*')) if (child instanceof LitElement) child.requestUpdate();
  }
}

/** A block keeps its element while others come and go. */
function keyOf(block: Block): string {
  if ('id' in block) return block.id;
  return 'rows' in block ? block.rows.map(keyOf).join('/') : block.columns.map(keyOf).join('|');
}

/** Of a board that fills its window: the heights of its lines, and the least height that all of them need. */
function sizesOf(lines: readonly Line[]): Record<string, string> {
  const heights = lines.map(heightOf);
  const growing = heights.some(({ growth }) => growth === 'table') ? 'table' : 'chart';
  const rows = heights.map(({ least, growth }) =>
    growth === growing ? `minmax(${scaled(least)}, 1fr)` : scaled(least),
  );
  const least = heights.reduce((sum, height) => sum + height.least, 0);
  return {
    '--_rows': rows.join(' '),
    // With the toolbar, and a line for a description below it.
    '--_least': `calc(${scaled(least)} + var(--_control) + var(--_row) + ${lines.length + 2} * var(--_gap))`,
  };
}

/** Pixels, more where all is drawn larger. */
function scaled(pixels: number): string {
  return `calc(${pixels}px * var(--sv-scale, 1))`;
}
