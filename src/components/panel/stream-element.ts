import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Collection, RowChange } from '../../core/collection.js';
import type { WidgetConfig } from '../../core/messages.js';
import type { KeyedRow } from '../../core/values.js';
import type { Token } from '../../runtime/hub.js';
import { StreamController, type StreamHost } from '../../runtime/lit/stream-controller.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import { type BoardState, NO_BOARD } from '../board/board-context.js';
import type { BoardRequest } from '../board/requests.js';
import { SurroundingBoard } from '../board/surrounding-board.js';
import { bidi } from '../look/bidi.styles.js';
import { inherited } from '../look/inherited.styles.js';
import { panel } from '../look/panel.styles.js';
import { StyledElement } from '../look/styled-element.js';
import { tokens } from '../look/tokens.styles.js';
import { TypeProbe } from '../look/type-probe.js';
import { typeProbe } from '../look/type-probe.styles.js';
import { menuButton } from '../menu/menu-button.js';
import type { MenuHost, MenuOffer, ShownRows } from '../menu/menu-host.js';
import { DelayedBusy } from './delayed-busy.js';
import { placeholder } from './placeholder.js';
import { renderPlayer } from './player.js';
import { printPage } from './print-page.js';
import { Printing } from './printing.js';
import { stateNote } from './state-note.js';
import { surroundingRelay, surroundingToken } from './surroundings.js';
import { everySecond } from './ticker.js';
import { offerOf } from './widget-offer.js';

/** The parts of a panel that differ from element to element. */
export interface Panel {
  /** Beside the title, quieter. Default: the widget's description. */
  readonly about?: string | undefined;
  /** At the right end of the header. */
  readonly end?: unknown;
  readonly body: unknown;
  /** Stays drawn when a message stands in place of the body, such as a table's heads. */
  readonly behind?: unknown;
  /** Drawn while the data is on its way, once that has taken a moment. */
  readonly skeleton?: unknown;
}

/**
 * Finds the data of a widget, shows its state, and draws the panel around it: shared by every element that draws one.
 *
 * @csspart player - Play, pause and position of a recording.
 * @fires {SvHideRequest} sv-hide - The viewer hides this widget, by its menu.
 * @fires {SvAloneRequest} sv-only - The viewer wants to see this widget alone, by its menu.
 * @cssstate connecting - No answer yet.
 * @cssstate waiting - Connected, no row yet.
 * @cssstate live - Rows arrive.
 * @cssstate stale - The pipeline is silent for longer than usual.
 * @cssstate reconnecting - The connection is lost, the values are kept.
 * @cssstate paused - Changes are held back until it goes on.
 * @cssstate ended - The pipeline ended.
 * @cssstate failed - The pipeline ended with an error.
 * @cssstate error - Needs a person; the element says what to do.
 */
export abstract class StreamElement extends StyledElement implements StreamHost, MenuHost {
  static override styles: CSSResultGroup = [tokens, inherited, bidi, typeProbe, panel];

  /**
   * The relay's address, or that of a recording, which ends in `.ndjson`. Default: that of the surrounding
   * `<sv-dashboard>`, or of the relay that serves the page.
   */
  @property() src: string | undefined;
  /**
   * The relay's viewer token, where a page of another origin shows a relay that asks for credentials. Default: that of the
   * surrounding `<sv-dashboard>`, if it shows the same relay.
   */
  @property() token: string | undefined;
  /** Gives the token for each attempt to connect, in place of the attribute. */
  @property({ attribute: false }) getToken: Token | undefined;
  /** The widget's id. Default: the first of a recording. */
  @property() widget: string | undefined;
  /** The title. Default: the widget's own. */
  @property() heading: string | undefined;
  /** How many times as fast as it was recorded a recording is played. */
  @property({ type: Number }) speed: number | undefined;
  /** A recording begins anew after its end. */
  @property({ type: Boolean }) loop = false;
  /** A recording is shown without its player. */
  @property({ type: Boolean, attribute: 'no-player' }) noPlayer = false;
  /** Local data, in place of a relay's. */
  @property({ attribute: false }) collection: Collection | undefined;

  protected readonly stream = new StreamController(this, (changes, reset) => this.rowsChanged(changes, reset));
  /** The title of the message that says why the element cannot draw. */
  protected readonly failureTitle: string = 'Cannot show this widget';
  protected readonly internals = this.attachInternals();
  protected readonly board = new SurroundingBoard(this, () => this.#followBoard());
  // For its pictures, not for pages: they show what a print does, all rows, light, without marks of changes.
  readonly printing = new Printing(
    this,
    () => this.performUpdate(),
    (most) => this.loadRows(most),
  );
  readonly #busy = new DelayedBusy(this);
  #stopTicking: (() => void) | undefined;

  constructor() {
    super();
    this.addController(new TypeProbe(this, () => this.typeChanged()));
  }

  /** The address that the data comes from. */
  get relay(): string | undefined {
    return this.src ?? surroundingRelay(this);
  }

  /** The whole address of the relay that the data comes from; `undefined` for a recording and for local data. */
  get address(): string | undefined {
    return this.stream.playback === undefined ? this.stream.url : undefined;
  }

  get credential(): Token | undefined {
    return this.getToken ?? this.token ?? surroundingToken(this, this.src);
  }

  get state(): WidgetState {
    return this.mistake === undefined ? this.stream.state : 'error';
  }

  // For its menu, not for pages.
  get menuOffer(): MenuOffer {
    const { widget, address, state, caption, shownRange, shownRows } = this;
    const { config, collection } = this.stream;
    const ask = (request: BoardRequest) => this.ask(request);
    return offerOf({
      ...{ widget, address, state, caption, config, collection, shownRange, shownRows, ask },
      board: this.board.state,
      print: () => printPage(this),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tick(false);
  }

  /** Says what is wrong with the element's own attributes: rule, value and fix. */
  protected get mistake(): string | undefined {
    return undefined;
  }

  /** The title that is shown. */
  protected get caption(): string | undefined {
    return this.heading ?? this.stream.config?.title ?? this.widget;
  }

  /** Why rows are missing beside those that are shown. A stat or gauge that has a value again is whole. */
  protected get incomplete(): string | undefined {
    const { config } = this.stream;
    return /stat|gauge/.test(config?.widget_type ?? '') ? undefined : config?.incomplete;
  }

  /** The part of time that is shown, in words, if the board around the element says which. */
  protected get shownRange(): string | undefined {
    return undefined;
  }

  /** Whether there are rows, here or at the relay. */
  protected get hasRows(): boolean {
    return (this.stream.collection?.size ?? 0) > 0;
  }

  /** The rows that are shown, if the viewer can sort or filter them. */
  protected get shownRows(): ShownRows | undefined {
    return undefined;
  }

  /** Brings the first rows that are shown, if they are not all here. */
  protected async loadRows(_most: number): Promise<readonly KeyedRow[] | undefined> {
    return undefined;
  }

  /** Takes over what the board around the element hands down, `NO_BOARD` outside: at once, and before each update. */
  protected followBoard(_board: BoardState, _config: WidgetConfig): void {}

  /** Asks the board around the element, if there is one. */
  protected ask(request: BoardRequest): void {
    this.dispatchEvent(request);
  }

  /** The texts of the element have other widths: what was measured is old. */
  protected typeChanged(): void {}

  /** Rows changed; `reset`: they are others altogether. Called at once, before anything is drawn. */
  protected rowsChanged(_changes: readonly RowChange[], _reset: boolean): void {}

  protected override willUpdate(_changed: PropertyValues<this>): void {
    this.#followBoard();
  }

  /** Not in `willUpdate`: the controller joins other data between that and this. */
  protected override update(changed: PropertyValues<this>): void {
    const { state } = this;
    const { states } = this.internals;
    if (states.size !== 1 || !states.has(state)) {
      states.clear(); // Only then: it makes the browser apply all our styles again
      states.add(state);
    }
    if (this.isConnected) {
      this.#busy.set(state === 'connecting');
      this.#tick(state === 'stale');
    }
    super.update(changed);
  }

  /** The panel around a widget; in place of its body a message when there is something to say. */
  protected renderPanel({
    about = this.stream.config?.description,
    end,
    body,
    behind,
    skeleton,
  }: Panel): TemplateResult {
    const title = this.caption;
    const isBlank = this.state === 'connecting' && this.stream.collection === undefined && !this.hasRows;
    const message = this.renderMessage();
    const shownAbout = message === undefined ? (this.incomplete ?? about) : about;
    return html`<section class="panel" part="panel" aria-label=${title ?? nothing}>
      <header class="head" part="header">
        ${isBlank && this.stream.config === undefined && this.heading === undefined ? this.whenDue(html`<i class="bone"></i>`) : html`<h2 title=${title ?? nothing} .textContent=${title ?? ''}></h2>`}
        ${shownAbout === undefined ? nothing : html`<span class="about" title=${shownAbout} .textContent=${shownAbout}></span>`}
        ${end === undefined ? nothing : html`<div class="end">${end}</div>`}${this.renderNote()}${menuButton(title)}
      </header>
      <div class="body" part="body">${message !== undefined ? [behind, message] : isBlank ? this.whenDue(skeleton) : body}</div>
      ${this.renderPlayer()}${this.renderPrinted()}
    </section>`;
  }

  /** Play, pause and position of a recording. Inside a board the board has them. */
  protected renderPlayer(): TemplateResult | typeof nothing {
    return renderPlayer(this.stream.playback, this);
  }

  /** The line below a print of an element that stands alone: a board has one for all. */
  protected renderPrinted(): TemplateResult | typeof nothing {
    return this.board.state === undefined ? this.printing.render(this.menuOffer.subject, this.address) : nothing;
  }

  /** The state, for the right end of a header; nothing while all is well. */
  protected renderNote(): TemplateResult | typeof nothing {
    const { state, stream, incomplete } = this;
    const drawn = stateNote({ state, stream, incomplete, isInBoard: this.board.state !== undefined });
    return state === 'connecting' ? this.whenDue(drawn) : drawn;
  }

  /** Stands in place of the data; `undefined` if there is data to show. */
  protected renderMessage(): TemplateResult | undefined {
    const { state } = this;
    const { collection, config, message } = this.stream;
    if (state === 'error') return placeholder('bad', this.failureTitle, this.mistake ?? message);
    if (state === 'waiting' && !this.hasRows) {
      const name = this.heading || config?.title || html`<code>${this.widget}</code>`;
      return config === undefined
        ? placeholder('inbox', 'Waiting for the widget', name)
        : config.incomplete !== undefined
          ? placeholder('inbox', 'Waiting for rows', config.incomplete)
          : placeholder('inbox', 'Waiting for the first row', html`of <span translate="no">${name}</span>`);
    }
    if (this.hasRows) return undefined;
    if (state === 'failed') return placeholder('bad', 'The pipeline failed', message);
    if (collection?.wasEmptied) return placeholder('inbox', 'No rows', 'All were deleted');
    if (state === 'reconnecting' && collection === undefined) return placeholder('bad', 'No connection', message);
    return undefined;
  }

  #followBoard(): void {
    const { config } = this.stream;
    if (config === undefined || !this.isConnected) return; // One that is moved may be in its board again at once
    this.board.hideUnwanted(this.widget, config);
    this.followBoard(this.board.state ?? NO_BOARD, config);
  }

  /** Draws what says "not yet" only after a moment: nothing flashes on a first load that is quick. */
  protected whenDue<T>(content: T): T | typeof nothing {
    return this.#busy.isShown ? content : nothing;
  }

  #tick(isNeeded: boolean): void {
    if (isNeeded) this.#stopTicking ??= everySecond(() => this.requestUpdate());
    else {
      this.#stopTicking?.();
      this.#stopTicking = undefined;
    }
  }
}
