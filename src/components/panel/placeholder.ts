import { html, type TemplateResult } from 'lit';
import { type DotName, dot, type IconName, icon } from '../look/icons.js';
import { words } from '../look/words.js';

/** The message in place of data: a title, and a sentence that says what it waits for or what to do. */
export function placeholder(image: IconName, title: unknown, sentence?: unknown): TemplateResult {
  const tone = image === 'bad' ? 'bad' : '';
  return html`<div class="message ${tone}">${icon(image)} <strong>${words(title)}</strong> <span>${words(sentence)}</span></div>`;
}

/** The state of a widget, for the right end of its header. */
export function note(shape: DotName, tone: string, text: unknown): TemplateResult {
  return html`<span class="note ${tone}" part="note">${dot(shape)}<span>${words(text)}</span></span>`;
}
