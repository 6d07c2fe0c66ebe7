import { html, type TemplateResult } from 'lit';
import { type IconName, icon } from '../look/icons.js';
import { words } from '../look/words.js';

/** The message in place of data: a title, and a sentence that says what it waits for or what to do. */
export function placeholder(image: IconName, title: unknown, sentence?: unknown): TemplateResult {
  const tone = image === 'bad' ? 'bad' : '';
  return html`<div class="message ${tone}">${icon(image)} <strong>${words(title)}</strong> <span>${words(sentence)}</span></div>`;
}
