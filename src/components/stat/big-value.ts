import { html, type TemplateResult } from 'lit';
import { compact, shortened } from '../../text/number-labels.js';
import { quantityOf, quantityText } from '../../text/quantity.js';
import { cssProperties } from '../look/css-properties.js';
import type { ValueSettings } from '../value/value-settings.js';
import type { TextFit } from './text-fit.js';

/**
 * Renders a number so that all its digits are seen: where there is little room its unit is cut, then it is compact if its
 * format allows that, then smaller, at last compact whatever its format. All of it is in its title.
 */
export function renderNumber(text: string, number: number, settings: ValueSettings, fit: TextFit): TemplateResult {
  const { unit, column, format } = settings;
  const isDuration = column.type === 'duration';
  const isShort = isDuration || shareOf(text, unit, fit) >= 1;
  const kept = isShort ? text : shortened(number, text, format);
  const shown = isDuration || shareOf(kept, unit, fit) >= SMALLEST ? kept : compact(number, format);
  const { minus, before, digits, after } = quantityOf(shown, unit);
  const size = Math.min(1, Math.max(SMALLEST, shareOf(shown, unit, fit)));
  return html`<span class="quantity" title=${quantityText(text, unit)} ${cssProperties({ '--_fit': String(size) })}
    >${minus}${before && html`<small class="before">${before}</small>`}${digits}${after && html`<small>${after}</small>`}</span
  >`;
}

/**
 * Renders a text so that both its ends are seen, for ids and paths differ at either: where there is little room it is
 * smaller, then in two lines, then without its middle. All of it is in its title.
 */
export function renderText(text: string, fit: TextFit): TemplateResult {
  const share = fit.room / fit.widthOf(text);
  const size = Math.min(1, Math.max(HALF, share));
  const isFolded = share < HALF;
  const shown = isFolded ? withoutMiddle(text, (share / HALF) * LINES) : text;
  return html`<span class=${isFolded ? 'folded' : ''} title=${text} ${cssProperties({ '--_fit': String(size) })}>${shown}</span>`;
}

/** The part of its width that a number has room for, with its sign and the least of its unit. */
function shareOf(text: string, unit: string, fit: TextFit): number {
  const { minus, before, digits, after } = quantityOf(text, unit);
  const unitWidth =
    after === '' ? 0 : UNIT_GAP * fit.widthOf('0') + UNIT_SIZE * fit.widthOf(after.slice(0, SHORT_UNIT));
  return fit.room / (fit.widthOf(minus + before + digits) + unitWidth);
}

/** @param share The part of the text that has room. */
function withoutMiddle(text: string, share: number): string {
  if (share >= 1) return text;
  const letters = [...text];
  const kept = Math.max(2, Math.floor(letters.length * share));
  return `${letters.slice(0, Math.ceil(kept / 2)).join('')}…${letters.slice(-Math.floor(kept / 2)).join('')}`;
}

/** Of the size of the big number. A smaller one could not be read. */
const SMALLEST = 0.25;
/** The size at which two lines are as high as one. */
const HALF = 0.5;
/** Two, less what the end of a line leaves empty. */
const LINES = 1.7;
/** A unit of so many characters is never cut. */
const SHORT_UNIT = 4;
/* The unit's size and its distance, as the styles have them. */
const UNIT_SIZE = 0.6;
const UNIT_GAP = 0.3;
