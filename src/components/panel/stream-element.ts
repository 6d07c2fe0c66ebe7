import { type CSSResultGroup, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Collection, RowChange } from '../../core/collection.js';
import type { Token } from '../../runtime/hub.js';
import { StreamController, type StreamHost } from '../../runtime/lit/stream-controller.js';
import type { WidgetState } from '../../runtime/widget-state.js';
import { formatNumber } from '../../text/format.js';
import { formatAge, formatClock } from '../../text/format-time.js';
import { type DotName, dot } from '../look/icons.js';
import { panel } from '../look/panel.styles.js';
import { tokens } from '../look/tokens.styles.js';
import type { HideEvent } from '../menu/hide-event.js';
import { menuButton } from '../menu/menu-button.js';
import { DelayedBusy } from './delayed-busy.js';
import { placeholder } from './placeholder.js';
import { renderPlayer } from './player.js';
import { surroundingRelay, surroundingToken } from './surroundings.js';
import { everySecond } from './ticker.js';

/** The parts of a panel that differ from element to element. */
export interface Panel {
  /** Beside the title, quieter. Default: the widget's description. */
  readonly about?: unknown;
  /** At the right end of the header. */
  readonly end?: unknown;
  readonly body: unknown;
  /** What stays drawn when a message stands in place of the body, such as a table's heads. */
  readonly behind?: unknown;
  /** What is drawn while the data is on its way, once that has taken a moment. */
  readonly skeleton?: unknown;
}

declare global {
  // Here, where every widget's types lead to: the event itself is in a part that is loaded on demand.
  interface HTMLElementEventMap {
    'sv-hide': HideEvent;
  }
}

/**
 * What every element that draws a widget shares: where its data is, how its state shows, and the panel around it.
 *
 * @csspart player - Of a recording: play, pause and position.
 * @fires {HideEvent} sv-hide - The viewer hides this widget, by its menu.
 * @cssstate connecting - No answer yet.
 * @cssstate waiting - Connected, no row yet.
 * @cssstate live - Rows arrive.
 * @cssstate stale - The pipeline is silent for longer than usual.
 * @cssstate reconnecting - The connection is lost, the values are kept.
 * @cssstate paused - What changes is held back until it goes on.
 * @cssstate ended - The pipeline ended.
 * @cssstate failed - The pipeline ended with an error.
 * @cssstate error - Needs a person; the element says what to do.
 */
export abstract class StreamElement extends LitElement implements StreamHost {
  static override styles: CSSResultGroup = [tokens, panel];

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
  /** The widget's id. Of a recording the default is its first. */
  @property() widget: string | undefined;
  /** The title. Default: the widget's own. */
  @property() heading: string | undefined;
  /** Of a recording: how many times as fast as it was recorded it is played. */
  @property({ type: Number }) speed: number | undefined;
  /** Of a recording: it begins anew after its end. */
  @property({ type: Boolean }) loop = false;
  /** Of a recording: it is shown without its player. */
  @property({ type: Boolean, attribute: 'no-player' }) noPlayer = false;
  /** Local data, in place of a relay's. */
  @property({ attribute: false }) collection: Collection | undefined;

  protected readonly stream = new StreamController(this, (changes, reset) => this.rowsChanged(changes, reset));
  /** The title of the message that says why the element cannot draw. */
  protected readonly failureTitle: string = 'Cannot show this widget';
  protected readonly internals = this.attachInternals();
  readonly #busy = new DelayedBusy(this);
  #stopTicking: (() => void) | undefined;

  /** Where the data comes from. */
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

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#tick(false);
  }

  /** What is wrong with the element's own attributes: rule, value and fix. */
  protected get mistake(): string | undefined {
    return undefined;
  }

  /** The title that is shown. */
  protected get caption(): string | undefined {
    return this.heading ?? this.stream.config?.title ?? this.widget;
  }

  /** Rows changed; `reset`: they are others altogether. Called at once, before anything is drawn. */
  protected rowsChanged(_changes: readonly RowChange[], _reset: boolean): void {}

  /** Not in `willUpdate`: the controller joins other data between that and this. */
  protected override update(changed: PropertyValues<this>): void {
    const { state } = this;
    const { states } = this.internals;
    if (states.size !== 1 || !states.has(state)) {
      states.clear(); // Only then: it makes the browser look at all our styles again
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
    const isBlank = this.state === 'connecting' && this.stream.collection === undefined;
    const message = this.renderMessage();
    return html`<section class="panel" part="panel" aria-label=${title ?? nothing}>
      <header class="head" part="header">
        ${isBlank && this.stream.config === undefined && this.heading === undefined ? this.whenDue(html`<i class="bone"></i>`) : html`<h2 title=${title ?? nothing}>${title}</h2>`}
        ${about === undefined ? nothing : html`<span class="about">${about}</span>`}
        ${end === undefined ? nothing : html`<div class="end">${end}</div>`}${this.renderNote()}${menuButton(title)}
      </header>
      <div class="body" part="body">${message !== undefined ? [behind, message] : isBlank ? this.whenDue(skeleton) : body}</div>
      ${this.renderPlayer()}
    </section>`;
  }

  /** Of a recording: play, pause and position. Inside a board the board has it. */
  protected renderPlayer(): TemplateResult | typeof nothing {
    return renderPlayer(this.stream.playback, this);
  }

  /** The state, for the right end of a header; nothing while all is well. */
  protected renderNote(): TemplateResult | typeof nothing {
    switch (this.state) {
      case 'connecting':
        return this.whenDue(note('connecting', '', 'Connecting'));
      case 'stale':
        return note('stale', 'warn', this.#age());
      case 'reconnecting':
        return note('reconnecting', '', 'Reconnecting');
      case 'paused':
        return note('paused', '', html`Paused<span class="long">${this.#waiting()}</span>`);
      case 'ended':
        return note('ended', '', html`Finished<span class="long"> ${this.#finished()}</span>`);
      case 'failed':
        return note('error', 'bad', 'Failed');
      case 'error':
        return note('error', 'bad', 'Error');
      default:
        return nothing;
    }
  }

  /** What stands in place of the data; `undefined` if the data is what there is to show. */
  protected renderMessage(): TemplateResult | undefined {
    const { state } = this;
    const { collection, config, message } = this.stream;
    if (state === 'error') return placeholder('bad', this.failureTitle, this.mistake ?? message);
    if (state === 'waiting' && (collection === undefined || collection.size === 0)) {
      const widget = html`<code>${this.widget}</code>`;
      return config === undefined
        ? placeholder('inbox', 'Waiting for the widget', widget)
        : placeholder('inbox', 'Waiting for the first row', html`of ${widget}`);
    }
    if (collection !== undefined && collection.size > 0) return undefined;
    if (state === 'failed') return placeholder('bad', 'The pipeline failed', message);
    if (state === 'reconnecting' && collection === undefined) return placeholder('bad', 'No connection', message);
    return undefined;
  }

  #age(): unknown {
    const newest = this.#newestCommit();
    if (newest === undefined) return 'no update yet';
    return html`<span class="long">last update </span>${formatAge(Date.now() - newest)} ago`;
  }

  #waiting(): string {
    const { waiting } = this.stream;
    return waiting === 0 ? '' : ` · ${formatNumber(waiting)} waiting`;
  }

  #finished(): string {
    const newest = this.#newestCommit();
    return newest === undefined ? '' : formatClock(newest);
  }

  /** By our clock. */
  #newestCommit(): number | undefined {
    const { status } = this.stream;
    return status === undefined || status.commit === 0 ? undefined : status.commit - status.clockSkew;
  }

  /** Nothing flashes on a first load that is quick: what says "not yet" comes only after a moment. */
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

function note(shape: DotName, tone: string, words: unknown): TemplateResult {
  return html`<span class="note ${tone}" part="note">${dot(shape)}<span>${words}</span></span>`;
}
