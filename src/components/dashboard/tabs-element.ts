import { type CSSResultGroup, css, html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { SvTabRequest } from '../board/requests.js';
import { bidi } from '../look/bidi.styles.js';
import { StyledElement } from '../look/styled-element.js';
import { tokens } from '../look/tokens.styles.js';

/** A bar of titles above the content of the tab that is seen. Pointer, arrow keys, Home and End ask for another. */
class SvTabs extends StyledElement {
  /* No boxes but the bar's: the tab's content takes part in the layout around the element. */
  static override styles: CSSResultGroup = [
    tokens,
    bidi,
    css`
      .bar {
        grid-column: 1 / -1;
        flex: none;
        display: flex;
        overflow: auto;
        border-block-end: 1px solid var(--_border);
      }
      .panel {
        display: contents;
      }
      button {
        padding: 8px 12px;
        border: 0;
        background: none;
        color: var(--_text-2);
        font: inherit;
        font-weight: 500;
        white-space: nowrap;
        cursor: pointer;
      }
      button:is(:hover, [aria-selected='true']) {
        color: var(--_text);
      }
      /* The others have no border: forced colours would draw one that is transparent. */
      button[aria-selected='true'] {
        padding-block-end: 6px;
        border-block-end: 2px solid var(--_accent);
      }
      :focus-visible {
        outline: 2px solid var(--_accent);
        outline-offset: -2px;
      }
    `,
  ];

  /** The id of the group in the layout. */
  @property({ attribute: false }) group = '';
  @property({ attribute: false }) titles: readonly string[] = [];
  @property({ attribute: false }) seen = 0;

  protected override render(): TemplateResult {
    const { titles, seen } = this;
    return html`<div class="bar" role="tablist" @keydown=${moveByKey}>
        ${titles.map(
          (title, i) => html`<button
            type="button"
            role="tab"
            aria-selected=${i === seen}
            aria-controls="panel"
            tabindex=${i === seen ? 0 : -1}
            @click=${() => this.dispatchEvent(new SvTabRequest(this.group, title))}
            .textContent=${title}
          ></button>`,
        )}
      </div>
      <div class="panel" id="panel" role="tabpanel" aria-label=${titles[seen] ?? ''}><slot></slot></div>`;
  }
}

/** Registers `<sv-tabs>`. */
export function define(): void {
  if (customElements.get('sv-tabs') === undefined) customElements.define('sv-tabs', SvTabs);
}

function moveByKey(event: KeyboardEvent): void {
  const buttons = [...(event.currentTarget as Element).children] as HTMLElement[];
  const at = buttons.indexOf(event.target as HTMLElement);
  const to = { ArrowLeft: at - 1, ArrowRight: (at + 1) % buttons.length, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const button = buttons.at(to);
  button?.focus();
  button?.click();
}
