import { type CSSResultGroup, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Status, Token } from '../../runtime/hub.js';
import { HubController, type HubHost } from '../../runtime/lit/hub-controller.js';
import { isOver } from '../../runtime/widget-state.js';
import { formatNumber } from '../../text/format.js';
import { formatAge, formatClock } from '../../text/format-time.js';
import { SurroundingBoard } from '../board/surrounding-board.js';
import { bidi } from '../look/bidi.styles.js';
import { type DotName, dot, icon } from '../look/icons.js';
import { inherited } from '../look/inherited.styles.js';
import { panel } from '../look/panel.styles.js';
import { StyledElement } from '../look/styled-element.js';
import { tokens } from '../look/tokens.styles.js';
import { words } from '../look/words.js';
import { DelayedBusy } from '../panel/delayed-busy.js';
import { surroundingRelay, surroundingToken } from '../panel/surroundings.js';
import { everySecond } from '../panel/ticker.js';
import { status } from './sv-status.styles.js';

/**
 * The state of a relay and its pipeline: a shape, a word, and its detail. A press on it shows how long each step of the
 * way to the screen takes. Beside it are the buttons that mend a state: Resume, unless the board around it has one, and
 * Try now.
 *
 * ```html
 * <sv-status src="http://127.0.0.1:8765"></sv-status>
 * ```
 *
 * @summary The state of a pipeline in one line.
 * @csspart word - Shape and word.
 * @csspart latency - The button that shows how long each step takes.
 * @csspart detail - Beside the word: rows a second, the age of the last update, the changes that wait, when the next try is.
 * @csspart resume - The button that ends a pause.
 * @csspart retry - The button that ends the wait for the next try.
 * @cssstate connecting - No answer yet.
 * @cssstate waiting - Connected, no pipeline yet.
 * @cssstate live - The pipeline runs.
 * @cssstate paused - Changes are held back until it goes on; the detail says how many.
 * @cssstate stale - The pipeline is silent for longer than usual.
 * @cssstate reconnecting - The connection is lost.
 * @cssstate ended - The pipeline ended.
 * @cssstate failed - The pipeline ended with an error.
 * @cssstate error - Needs a person; the detail says what to do.
 */
export class SvStatus extends StyledElement implements HubHost {
  static override styles: CSSResultGroup = [tokens, inherited, bidi, panel, status];

  /** The relay's address. Default: that of the surrounding `<sv-dashboard>`, or of the relay that serves the page. */
  @property() src: string | undefined;
  /**
   * The relay's viewer token, where a page of another origin shows a relay that asks for credentials. Default: that of the
   * surrounding `<sv-dashboard>`, if it shows the same relay.
   */
  @property() token: string | undefined;
  /** Gives the token for each attempt to connect, in place of the attribute. */
  @property({ attribute: false }) getToken: Token | undefined;

  readonly #internals = this.attachInternals();
  readonly #relay = new HubController(this);
  readonly #board = new SurroundingBoard(this, () => this.requestUpdate());
  readonly #busy = new DelayedBusy(this);
  #stopTicking: (() => void) | undefined;

  /** The address that the status comes from. */
  get relay(): string | undefined {
    return this.src ?? surroundingRelay(this);
  }

  get credential(): Token | undefined {
    return this.getToken ?? this.token ?? surroundingToken(this, this.src);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTicking = everySecond(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking?.();
  }

  /** Not in `willUpdate`: the controller joins another relay between that and this. */
  protected override update(changed: PropertyValues<this>): void {
    const { state } = this.#account();
    this.#internals.states.clear();
    this.#internals.states.add(state);
    if (this.isConnected) this.#busy.set(state === 'connecting');
    super.update(changed);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { state, shape, tone, word, detail } = this.#account();
    if (state === 'connecting' && !this.#busy.isShown) return nothing;
    // Only the word is announced: a text that changes every second would never let a screen reader finish.
    return html`<span class="status">
      <span class="word" part="word" role="status">${dot(shape, tone)}${words(word)}</span>
      ${detail === undefined ? nothing : html`<span class="detail" part="detail" .textContent=${detail}></span>`}
      ${this.#relay.hub === undefined ? nothing : LATENCY}${this.#renderAct(state)}
    </span>`;
  }

  #renderAct(state: string): TemplateResult | typeof nothing {
    const { hub } = this.#relay;
    if (hub === undefined) return nothing;
    if (hub.status.link === 'reconnecting' && state !== 'ended' && state !== 'failed') {
      return html`<button class="control act" part="retry" type="button" @click=${() => hub.tryNow()}>Try now</button>`;
    }
    if (state !== 'paused' || this.#board.state !== undefined) return nothing;
    return html`<button class="control primary act" part="resume" type="button" @click=${() => hub.resume()}>Resume</button>`;
  }

  #account(): Account {
    if (this.#relay.mistake !== undefined) return broken('Error', this.#relay.mistake);
    const { hub } = this.#relay;
    if (hub === undefined) return CONNECTING;
    const { status } = hub;
    // Without a rate there was no step yet, and nobody knows how the pipeline stands.
    if (status.link === 'connecting' || (status.link === 'open' && status.rate === 0)) return CONNECTING;
    const account = accountOf(status);
    if (hub.isStill && status.link !== 'refused') return pausedOf(account, hub.waiting);
    return hub.playback !== undefined && account.state === 'live' ? { ...account, tone: '', word: 'Replay' } : account;
  }
}

const LATENCY = html`<button part="latency" type="button" aria-label="Latency" title="Latency" aria-haspopup="dialog" @click=${openLatency}>
  ${icon('down', 'icon-sm')}
</button>`;

async function openLatency(event: Event): Promise<void> {
  const button = event.currentTarget as HTMLButtonElement;
  if (button.popoverTargetElement !== null) return; // It opens by itself
  // In WebKit a part that is there already opens within this very press, which would close it again.
  event.preventDefault();
  try {
    (await import('./latency-element.js')).openLatency(button);
  } catch {
    button.title = 'This did not load: its relay does not answer';
  }
}

/** The shape, the words and the state of the element. */
interface Account {
  readonly state: string;
  readonly shape: DotName;
  readonly tone: string;
  readonly word: string;
  readonly detail: string | undefined;
}

const CONNECTING: Account = {
  state: 'connecting',
  shape: 'connecting',
  tone: '',
  word: 'Connecting',
  detail: undefined,
};

function accountOf(status: Status, now = Date.now()): Account {
  const newest = status.commit === 0 ? undefined : status.commit - status.clockSkew;
  if (status.link === 'refused') return broken('Refused', status.problem);
  if (status.link !== 'open' && !isOver(status)) {
    const left = Math.ceil(((status.retryAt ?? now) - now) / 1000);
    const detail = left > 0 ? `next try in ${left} s` : 'trying now';
    return { state: 'reconnecting', shape: 'reconnecting', tone: 'warn', word: 'Reconnecting', detail };
  }
  switch (status.state) {
    case 'waiting':
      return { state: 'waiting', shape: 'waiting', tone: '', word: 'Waiting', detail: 'for the pipeline to start' };
    case 'live': {
      const rate = Math.round(status.rowsPerSecond);
      const detail = rate === 0 ? undefined : `${formatNumber(rate)} updates/s`;
      return { state: 'live', shape: 'live', tone: 'good', word: 'Live', detail };
    }
    case 'stale': {
      const detail = newest === undefined ? 'no update yet' : `last update ${formatAge(now - newest)} ago`;
      return { state: 'stale', shape: 'stale', tone: 'warn', word: 'Stale', detail };
    }
    case 'ended': {
      const detail = newest === undefined ? undefined : formatClock(newest);
      return { state: 'ended', shape: 'ended', tone: '', word: 'Pipeline finished', detail };
    }
    case 'failed':
      return { ...broken('Pipeline failed', status.message), state: 'failed' };
  }
}

/** Names the changes that wait, and how the pipeline stands unless it runs; nothing that counts seconds. */
function pausedOf({ state, word, detail }: Account, waiting: number): Account {
  const parts = [
    ...(waiting === 0 ? [] : [`${formatNumber(waiting)} waiting`]),
    ...(state === 'live' ? [] : [word.toLowerCase()]),
    ...(state === 'failed' && detail !== undefined ? [detail] : []),
  ];
  const rest = parts.map((part) => `· ${part}`).join(' ');
  return { state: 'paused', shape: 'paused', tone: 'held', word: 'Paused', detail: rest || undefined };
}

function broken(word: string, detail: string | undefined): Account {
  return { state: 'error', shape: 'error', tone: 'bad', word, detail };
}
