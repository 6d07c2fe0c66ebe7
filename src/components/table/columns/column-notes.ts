import { html, nothing, type TemplateResult } from 'lit';
import { words } from '../../look/words.js';

export interface ColumnNotes {
  /** Opens the list of columns below an element. */
  readonly open: (anchor: HTMLElement) => void;
  readonly show: (name: string) => void;
}

/** @param found Names of hidden columns by which the search finds rows. */
export function renderColumnNotes(
  hidden: readonly string[],
  found: readonly string[],
  { open, show }: ColumnNotes,
): TemplateResult {
  const [name] = found;
  return html`${
    name === undefined
      ? nothing
      : html`<button class="plain" title="Show this column" @click=${() => show(name)}>
          ${words('found in hidden')} <span translate="no">“${name}”</span>${found.length > 1 ? ` + ${found.length - 1}` : ''}
        </button>`
  }${
    hidden.length === 0
      ? nothing
      : html`<button class="plain" title=${hidden.join(', ')} @click=${({ currentTarget }: Event) => open(currentTarget as HTMLElement)}>
          ${hidden.length === 1 ? '1 column' : `${hidden.length} columns`} hidden
        </button>`
  }`;
}
