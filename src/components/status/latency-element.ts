import { type CSSResultGroup, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import type { PipelineState } from '../../core/messages.js';
import { Hub } from '../../runtime/hub.js';
import { type Latency, LEGS, type Leg, type Quantiles, SECONDS, verdictOf } from '../../runtime/latency-window.js';
import { formatNumber } from '../../text/format.js';
import { formatDuration } from '../../text/format-time.js';
import { bidi } from '../look/bidi.styles.js';
import { cssProperties } from '../look/css-properties.js';
import { positionBelow } from '../look/position-below.js';
import { StyledElement } from '../look/styled-element.js';
import { tokens } from '../look/tokens.styles.js';
import { everySecond } from '../panel/ticker.js';
import { latency } from './latency.styles.js';
import { LatencyProbe } from './latency-probe.js';

/**
 * Measures, while it is open, how long each step of the way to the screen takes. `<sv-status>` opens it below its button.
 */
class SvLatency extends StyledElement {
  static override styles: CSSResultGroup = [tokens, bidi, latency];

  button: HTMLButtonElement | undefined;
  @state() private hub: Hub | undefined;
  #probe: LatencyProbe | undefined;
  #opened: AbortController | undefined;
  #openedAt = 0;

  constructor() {
    super();
    this.addEventListener('beforetoggle', ({ newState }) => (newState === 'open' ? this.#open() : this.#close()));
    this.addEventListener('toggle', () => this.#position());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#close();
  }

  protected override updated(): void {
    this.#position();
  }

  protected override render(): TemplateResult | typeof nothing {
    const { hub } = this;
    if (hub === undefined) return nothing;
    const why = whyNothing(hub) ?? (this.#probe?.latency === undefined ? this.#waiting() : undefined);
    if (why !== undefined) return html`<p class="verdict" .textContent=${why}></p>`;
    return this.#renderLatency(this.#probe?.latency as Latency, hub);
  }

  #waiting(): string {
    const isLong = Date.now() - this.#openedAt > SECONDS * 1000;
    return isLong ? `No update in the last ${SECONDS} s.` : 'Waiting for the next update.';
  }

  #renderLatency(measured: Latency, hub: Hub): TemplateResult {
    const { legs, total, updates } = measured;
    const { rowsPerSecond, rate } = hub.status;
    const known = LEGS.filter((leg) => legs[leg] !== undefined);
    return html`<p class="verdict" .textContent=${verdictOf(measured)}></p>
      <div class="bar" aria-hidden="true">
        ${known.map((leg) => html`<i class=${leg} ${cssProperties({ '--_share': String(legs[leg]?.p50 ?? 0) })}></i>`)}
      </div>
      <table>
        <thead>
          <tr>
            <td></td>
            <th scope="col">p50</th>
            <th scope="col">p95</th>
          </tr>
        </thead>
        <tbody>
          ${LEGS.map((leg) => renderLeg(leg, legs[leg]))}
          <tr class="total">
            <th scope="row">All</th>
            ${renderQuantiles(total)}
          </tr>
        </tbody>
      </table>
      <dl>
        <dt>Row updates a second</dt>
        <dd translate="no">${formatNumber(Math.round(rowsPerSecond))}</dd>
        <dt>Screen updates a second, at most ${rate}</dt>
        <dd translate="no">${(this.#probe?.stepsPerSecond ?? 0).toFixed(1)}</dd>
      </dl>
      ${this.#notesOn(measured).map((note) => (note ? html`<p class="note" .textContent=${note}></p>` : nothing))}
      <p class="note" .textContent=${`From ${updates} ${updates === 1 ? 'update' : 'updates'} of the last ${SECONDS} s.`}></p>`;
  }

  #notesOn({ legs, isAhead }: Latency): readonly (string | false)[] {
    return [
      legs.pipeline === undefined && 'The pipeline does not tell how old a change is when it is sent.',
      isAhead && "The pipeline's clock is ahead of the relay's, so the time between them cannot be told.",
      legs.page === undefined && 'Nothing on this page shows what changes.',
      this.#probe?.knowsClock === false &&
        "The relay's clock is not known: the network counts above its fastest update.",
    ];
  }

  #open(): void {
    this.#close();
    const relay = this.button && hostOf(this.button).relay;
    if (relay === undefined) return;
    this.hub = Hub.at(relay);
    this.#openedAt = Date.now();
    this.#opened = new AbortController();
    const { signal } = this.#opened;
    const probe = new LatencyProbe(this.hub, this.ownerDocument.defaultView ?? window, () => this.requestUpdate());
    const stops = [everySecond(() => this.requestUpdate()), this.hub.subscribe(() => this.requestUpdate())];
    this.#probe = probe;
    signal.addEventListener('abort', () => {
      probe.close();
      for (const stop of stops) stop();
    });
    for (const type of ['resize', 'scroll']) {
      this.ownerDocument.defaultView?.addEventListener(type, () => this.#position(), {
        signal,
        capture: true,
        passive: true,
      });
    }
  }

  #close(): void {
    this.#opened?.abort();
    this.#opened = this.#probe = undefined;
    if (this.matches(':focus')) this.button?.focus();
  }

  #position(): void {
    if (this.button !== undefined && this.matches(':popover-open')) {
      positionBelow(this, hostOf(this.button), 'start');
    }
  }
}

/** Opens the panel of a status; from then on the button does so by itself. */
export function openLatency(button: HTMLButtonElement): void {
  if (customElements.get('sv-latency') === undefined) customElements.define('sv-latency', SvLatency);
  // Pressed again, or gone, while this was loaded
  if (button.popoverTargetElement !== null || !button.isConnected) return;
  const panel = document.createElement('sv-latency') as SvLatency;
  panel.button = button;
  panel.popover = 'auto';
  panel.role = 'dialog';
  panel.ariaLabel = 'Latency';
  panel.tabIndex = 0;
  panel.autofocus = true;
  button.after(panel); // It goes when the template takes the button away
  button.popoverTargetElement = panel;
  panel.showPopover();
}

/** The element around the button, which knows its relay. */
function hostOf(button: HTMLButtonElement): HTMLElement & { readonly relay: string | undefined } {
  return (button.getRootNode() as ShadowRoot).host as HTMLElement & { readonly relay: string | undefined };
}

/** The reason why there is nothing to measure. */
function whyNothing({ status, playback, isPaused }: Hub): string | undefined {
  if (playback !== undefined) return 'This is a recording: there is no pipeline behind it.';
  if (status.link !== 'open') return 'There is no connection.';
  return isPaused && status.state === 'live' ? 'Paused: nothing is drawn.' : STILL[status.state];
}

const STILL: Readonly<Record<PipelineState, string | undefined>> = {
  waiting: 'The pipeline has not started.',
  live: undefined,
  stale: 'The pipeline is silent.',
  ended: 'The pipeline has finished.',
  failed: 'The pipeline has failed.',
};

const NAMES: Readonly<Record<Leg, readonly [name: string, from: string]>> = {
  pipeline: ['Pipeline', 'collected, computed, sent'],
  relay: ['Relay', 'kept, then sent on in its turn'],
  network: ['Network', 'on its way to this page'],
  page: ['Page', 'drawn and painted'],
};

function renderLeg(leg: Leg, quantiles: Quantiles | undefined): TemplateResult {
  const [name, from] = NAMES[leg];
  return html`<tr>
    <th scope="row"><span class="swatch ${leg}"></span>${name}<small>${from}</small></th>
    ${renderQuantiles(quantiles)}
  </tr>`;
}

function renderQuantiles(quantiles: Quantiles | undefined): TemplateResult {
  // Clocks of whole milliseconds may also differ by one.
  const text = (ms: number | undefined) =>
    ms === undefined ? '–' : ms < 1 ? '< 1 ms' : formatDuration(Math.round(ms));
  return html`<td translate="no">${text(quantiles?.p50)}</td><td translate="no">${text(quantiles?.p95)}</td>`;
}
