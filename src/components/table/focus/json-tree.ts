import { html, type TemplateResult } from 'lit';
import type { Value } from '../../../core/values.js';

/** Renders lists and objects as a tree, of which the first two levels are open. */
export function jsonTree(value: Value, depth = 0): TemplateResult {
  if (typeof value !== 'object' || value === null) {
    return html`<code .textContent=${typeof value === 'string' ? JSON.stringify(value) : String(value)}></code>`;
  }
  const isList = Array.isArray(value);
  const entries = Object.entries(value as Record<string, Value>);
  const size = `${entries.length} ${isList ? 'item' : 'field'}${entries.length === 1 ? '' : 's'}`;
  if (entries.length === 0) return html`<code>${isList ? '[]' : '{}'}</code>`;
  const shown = entries.slice(0, MOST_SHOWN);
  return html`<details ?open=${depth < OPEN}>
    <summary>${isList ? '[ ]' : '{ }'} <small>${size}</small></summary>
    <ul>
      ${shown.map(
        ([name, one]) =>
          html`<li><span class="name" .textContent=${isList ? `${name}` : name}></span> ${jsonTree(one, depth + 1)}</li>`,
      )}
      ${entries.length > MOST_SHOWN ? html`<li><small>and ${entries.length - MOST_SHOWN} more: copy to see all</small></li>` : ''}
    </ul>
  </details>`;
}

/** Levels that are open at first. */
const OPEN = 2;
/** Entries of one list that are shown: more would make a page slow that nobody reads to its end. */
const MOST_SHOWN = 200;
