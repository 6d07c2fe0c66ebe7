import { type CSSResultGroup, css, html, type PropertyValues, svg, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Recording } from '../../runtime/recording/recording.js';
import { bidi } from '../look/bidi.styles.js';
import { StyledElement } from '../look/styled-element.js';
import { tokens } from '../look/tokens.styles.js';
import { everySecond } from './ticker.js';

/** Play and pause, the position, and the time of a recording. The elements bring it along. */
class SvPlayer extends StyledElement {
  static override styles: CSSResultGroup = [
    tokens,
    bidi,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: 8px;
        flex: none;
        block-size: var(--_header);
        padding-inline: 6px var(--_gap);
        font: 400 var(--_size-sm) / 1 var(--_font);
        font-variant-numeric: tabular-nums;
        color: var(--_text-2);
      }
      :host([hidden]) {
        display: none;
      }
      button {
        display: grid;
        place-items: center;
        flex: none;
        inline-size: var(--_control);
        block-size: var(--_control);
        padding: 0;
        border: 0;
        border-radius: calc(var(--_radius) / 2);
        background: none;
        color: inherit;
        cursor: pointer;
      }
      button:hover {
        background: var(--_fill);
      }
      svg {
        inline-size: 12px;
        block-size: 12px;
        fill: currentColor;
      }
      input {
        flex: 1;
        min-inline-size: 0;
        min-block-size: 24px;
        margin: 0;
        accent-color: var(--_accent);
        cursor: pointer;
      }
      span {
        flex: none;
        white-space: nowrap;
      }
      :focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: 1px;
      }
    `,
  ];

  @property({ attribute: false }) playback: Recording | undefined;
  @property({ attribute: false }) speed: number | undefined;
  @property({ attribute: false }) loop = false;

  #unsubscribe: (() => void) | undefined;
  #stopTicking: (() => void) | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTicking = everySecond(() => this.requestUpdate());
    this.#follow();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTicking?.();
    this.#unsubscribe?.();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('playback')) this.#follow();
    const { playback, speed, loop } = this;
    if (playback === undefined) return;
    // Elements that show the same recording share it: the attributes of one hold for all.
    if (speed !== undefined && (changed.has('speed') || changed.has('playback'))) playback.speed = speed;
    if (loop || changed.get('loop')) playback.loop = loop;
  }

  protected override render(): TemplateResult {
    const { position = 0, duration = 0, isPlaying = false } = this.playback ?? {};
    const [at, of] = [Math.floor(position / 1000), Math.ceil(duration / 1000)];
    // Fine enough for a short recording; a long one is crossed by 200 key presses.
    const step = Math.max(0.1, Math.round(duration / 200_000));
    return html`<button aria-label=${isPlaying ? 'Pause' : 'Play'} @click=${this.#toggle}>
        <svg viewBox="0 0 12 12" aria-hidden="true">${isPlaying ? PAUSE : PLAY}</svg>
      </button>
      <input
        type="range"
        min="0"
        max=${duration / 1000}
        step=${step}
        aria-label="Position in the recording"
        aria-valuetext="${spoken(at)} of ${spoken(of)}"
        .value=${String(position / 1000)}
        @input=${this.#seek}
      />
      <span translate="no">${clock(at)} / ${clock(of)}</span>`;
  }

  #follow(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = this.isConnected ? this.playback?.subscribe(() => this.requestUpdate()) : undefined;
  }

  #toggle(): void {
    if (this.playback?.isPlaying) this.playback.pause();
    else this.playback?.play();
  }

  #seek({ target }: Event): void {
    this.playback?.seek(Number((target as HTMLInputElement).value) * 1000);
  }
}

/** Registers `<sv-player>`. */
export function define(): void {
  if (customElements.get('sv-player') === undefined) customElements.define('sv-player', SvPlayer);
}

const PLAY = svg`<path d="M2.5 1v10L11 6Z"/>`;
const PAUSE = svg`<path d="M2 1h3v10H2ZM7 1h3v10H7Z"/>`;

/** `1:05` */
function clock(seconds: number): string {
  const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return (seconds < 3600 ? parts.slice(1) : parts)
    .map((part, i) => (i === 0 ? part : String(part).padStart(2, '0')))
    .join(':');
}

function spoken(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
